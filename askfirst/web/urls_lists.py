"""The addresses of lists: where people join them, and where the team sets them up."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from askfirst.web import list_api, list_export, list_import, list_pages, settings_lists

Addresses = list[URLPattern | URLResolver]

PAGE: Addresses = [
    path("", list_pages.everything, name="lists"),
    path("asked/<str:mark>/", list_pages.asked, name="list-asked"),
    path("asked/<str:mark>/code/", list_pages.code, name="list-code"),
    path("asked/<str:mark>/again/", list_pages.again, name="list-again"),
    path("confirm/<str:token>/", list_pages.confirm, name="list-confirm"),
    path("joined/<str:mark>/", list_pages.joined, name="list-joined"),
    path("<slug:short>/", list_pages.one, name="list"),
    path("<slug:short>/join/", list_pages.from_website, name="list-from-website"),
]
"""Below a brand's page."""
TEAM: Addresses = [
    path("", settings_lists.overview, name="settings-lists"),
    path("new/", settings_lists.new, name="settings-lists-new"),
    path("<int:pk>/", settings_lists.one, name="settings-lists-one"),
    path("<int:pk>/words/", settings_lists.reword, name="settings-lists-words"),
    path("<int:pk>/close/", settings_lists.close, name="settings-lists-close"),
    path("<int:pk>/import/", list_import.begin, name="settings-lists-import"),
    path("<int:pk>/import/<int:number>/", list_import.one, name="settings-lists-import-one"),
    path("<int:pk>/import/<int:number>/moving/", list_import.moving, name="settings-lists-import-moving"),
    path("<int:pk>/import/<int:number>/lines/", list_import.report, name="settings-lists-import-lines"),
    path("<int:pk>/export/", list_export.members, name="settings-lists-export"),
    path("<int:pk>/keys/", settings_lists.keys, name="settings-lists-keys"),
    path("<int:pk>/keys/<int:key>/revoke/", settings_lists.revoke, name="settings-lists-key-revoke"),
]
"""Below the settings."""
PROGRAMS: Addresses = [path("<slug:brand>/<slug:short>/", list_api.one, name="list-by-program")]
"""Below `/api/lists/`."""
