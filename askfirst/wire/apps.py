from __future__ import annotations

from django.apps import AppConfig


class Wire(AppConfig):
    name = "askfirst.wire"
    label = "wire"
