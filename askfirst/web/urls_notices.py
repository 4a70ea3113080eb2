"""The addresses of a member's own rules for what they hear of."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from askfirst.web import notifications, settings_devices, settings_notices

_OWN: list[URLPattern | URLResolver] = [
    path("", settings_notices.notices, name="settings-notices"),
    path("devices/", settings_devices.add, name="settings-notices-devices"),
    path("devices/leave/", settings_devices.leave, name="settings-notices-leave"),
    path("devices/<int:pk>/remove/", settings_devices.remove, name="settings-notices-device"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/notifications/", include(_OWN)),
    path("notifications/bar/", notifications.bar, name="notifications-bar"),
]
