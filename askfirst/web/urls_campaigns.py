"""The addresses of campaigns: one text to many, from its first word to its results."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from askfirst.web import (
    campaign_audience,
    campaign_dry_run,
    campaign_figures,
    campaign_results,
    campaign_review,
    campaign_send,
    campaign_write,
    campaigns,
)

_ONE: list[URLPattern | URLResolver] = [
    path("", campaigns.campaign, name="campaign"),
    path("copy/", campaigns.copy, name="campaign-copy"),
    path("write/", campaign_write.write, name="campaign-write"),
    path("keep/", campaign_write.keep, name="campaign-keep"),
    path("look/", campaign_write.look, name="campaign-look"),
    path("test/", campaign_send.test, name="campaign-test"),
    path("for-whom/", campaign_audience.audience, name="campaign-audience"),
    path("dry-run/", campaign_dry_run.shown, name="campaign-dry-run"),
    path("dry-run/<int:contact>/", campaign_dry_run.person, name="campaign-person"),
    path("approval/", campaign_review.review, name="campaign-review"),
    path("sending/", campaign_send.send, name="campaign-send"),
    path("run/", campaign_send.run, name="campaign-run"),
    path("results/", campaign_results.shown, name="campaign-results"),
    path("results/moving/", campaign_results.moving, name="campaign-moving"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/new/", campaigns.new, name="campaigns-new"),
    path("campaigns/figures/", campaign_figures.figures, name="campaigns-figures"),
    path("campaigns/<int:pk>/", include(_ONE)),
]
