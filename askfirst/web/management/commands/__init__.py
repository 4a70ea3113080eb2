"""Commands of Django that know our ways."""
