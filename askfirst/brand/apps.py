from __future__ import annotations

from django.apps import AppConfig


class Brand(AppConfig):
    name = "askfirst.brand"
    label = "brand"
