from __future__ import annotations

from django.apps import AppConfig


class Gate(AppConfig):
    name = "askfirst.gate"
    label = "gate"
