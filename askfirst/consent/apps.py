from __future__ import annotations

from django.apps import AppConfig


class Consent(AppConfig):
    name = "askfirst.consent"
    label = "consent"
