from __future__ import annotations

from django.apps import AppConfig


class Web(AppConfig):
    name = "askfirst.web"
    label = "web"
