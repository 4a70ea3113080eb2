from __future__ import annotations

from django.apps import AppConfig


class Work(AppConfig):
    name = "askfirst.work"
    label = "work"
