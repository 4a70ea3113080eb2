"""Django's own SQLite, whose migrations leave triggers where they are."""
