from __future__ import annotations

from django.apps import AppConfig


class Campaigns(AppConfig):
    name = "askfirst.campaigns"
    label = "campaigns"
