from __future__ import annotations

from django.apps import AppConfig


class Inbox(AppConfig):
    name = "askfirst.inbox"
    label = "inbox"
