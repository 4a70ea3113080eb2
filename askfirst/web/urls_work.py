"""The addresses of how the work is set up and done: labels, teams, macros, rules, hours, bands and reports."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from askfirst.web import (
    brief,
    macros,
    mix,
    public_figures,
    reports,
    settings_bands,
    settings_hours,
    settings_labels,
    settings_macros,
    settings_rules,
    settings_teams,
    vips,
)

THREAD: list[URLPattern | URLResolver] = [
    path("macros/", macros.macros, name="thread-macros"),
    path("macro/<int:macro>/", macros.run, name="thread-macro"),
    path("macros/<int:batch>/undo/", macros.undo, name="thread-macro-undo"),
]
SETTINGS: list[URLPattern | URLResolver] = [
    path("labels/", settings_labels.labels, name="settings-labels"),
    path("labels/<int:pk>/", settings_labels.change, name="settings-labels-one"),
    path("teams/", settings_teams.teams, name="settings-teams"),
    path("teams/<int:pk>/", settings_teams.change, name="settings-teams-one"),
    path("macros/", settings_macros.macros, name="settings-macros"),
    path("macros/new/", settings_macros.macro, name="settings-macros-new"),
    path("macros/<int:pk>/", settings_macros.macro, name="settings-macros-one"),
    path("rules/", settings_rules.rules, name="settings-rules"),
    path("rules/new/", settings_rules.rule, name="settings-rules-new"),
    path("rules/<int:pk>/", settings_rules.rule, name="settings-rules-one"),
    path("rules/<int:pk>/act/", settings_rules.act, name="settings-rules-act"),
    path("hours/", settings_hours.hours, name="settings-hours"),
    path("bands/", settings_bands.bands, name="settings-bands"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("inbox/<int:pk>/", include(THREAD)),
    path("reports/", reports.reports, name="reports"),
    path("reports/public/", public_figures.figures, name="reports-public"),
    path("reports/mix/", mix.mix, name="reports-mix"),
    path("reports/<slug:what>.csv", reports.table, name="reports-table"),
    path("people/<int:pk>/vip/", vips.vip, name="person-vip"),
    path("people/<int:pk>/brief/", brief.brief, name="person-brief"),
    path("settings/", include(SETTINGS)),
]
