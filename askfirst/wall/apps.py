from __future__ import annotations

from django.apps import AppConfig


class Wall(AppConfig):
    name = "askfirst.wall"
    label = "wall"
