"""The product's settings with one view and no middleware: the yardstick of visitor_message.py."""

from __future__ import annotations

from askfirst.config.settings import *  # noqa: F403
from askfirst.config.settings import INSTALLED_APPS as _APPS

MIDDLEWARE: list[str] = []
INSTALLED_APPS = [app for app in _APPS if not app.startswith("allauth")]  # it insists on its middleware
ROOT_URLCONF = "bench._bare"
