"""The addresses of a member's own rules for what they hear of."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from askfirst.web import settings_notices

_OWN: list[URLPattern | URLResolver] = [
    path("", settings_notices.notices, name="settings-notices"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/notifications/", include(_OWN)),
]
