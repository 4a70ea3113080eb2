"""The addresses of what stands around every page of the team: keys, the palette, and the installed app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from askfirst.web import installed, palette, settings_keys

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/keys/", settings_keys.keys, name="settings-keys"),
    path("settings/keys/switch/", settings_keys.switch, name="settings-keys-switch"),
    path("palette/", palette.palette, name="palette"),
    path("app.webmanifest", installed.manifest, name="manifest"),
    path("worker.js", installed.worker, name="worker"),
    path("offline/", installed.offline, name="offline"),
]
