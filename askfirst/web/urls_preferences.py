"""The addresses by which people leave, and of what they wish: below a brand's page, and there also while it is off."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from askfirst.web import following, leaving, list_export, preferences, settings_stops

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/stops/", settings_stops.stops, name="settings-stops"),
    path("settings/stops/export/", list_export.stops, name="settings-stops-export"),
    path("@<slug:slug>/leave/<str:token>/", leaving.leave, name="leave"),
    path("@<slug:slug>/go/<str:token>/", following.go, name="go"),
    path("@<slug:slug>/less/<str:token>/", leaving.less, name="less"),
    path("@<slug:slug>/preferences/", preferences.ask, name="preferences"),
    path("@<slug:slug>/preferences/<str:token>/", preferences.mine, name="preferences-mine"),
    path(
        "@<slug:slug>/preferences/<str:token>/everything.zip", preferences.export, name="preferences-export"
    ),
    path(
        "@<slug:slug>/preferences/<str:token>/receipts/<int:number>.<slug:kind>",
        preferences.receipt,
        name="preferences-receipt",
    ),
]
