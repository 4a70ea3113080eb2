from __future__ import annotations

from django.apps import AppConfig


class Friends(AppConfig):
    name = "askfirst.friends"
    label = "friends"
