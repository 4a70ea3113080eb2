"""The addresses of the public side: the page, a visitor's own, and what members set there."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from askfirst.web import (
    files,
    mentioning,
    messages_area,
    page,
    page_feed,
    pictures,
    poll_page,
    settings_button,
    settings_channels,
    settings_connect,
    settings_health,
    settings_limits,
    settings_look,
    settings_pages,
    settings_rollout,
    settings_team,
    sign_in,
    visitor_devices,
    visitor_pages,
    wall,
    why_pages,
)
from askfirst.web.urls_lists import PAGE as LISTS
from askfirst.web.urls_lists import PROGRAMS
from askfirst.web.urls_lists import TEAM as SETTINGS_LISTS

Addresses = list[URLPattern | URLResolver]

_MESSAGES: Addresses = [
    path("", messages_area.area, name="area"),
    path("<int:pk>/", messages_area.talk, name="talk"),
    path("<int:pk>/read/", messages_area.read, name="talk-read"),
    path("<int:pk>/typing/", messages_area.typing, name="talk-typing"),
    path("<int:pk>/why/<int:message_pk>/", messages_area.why_this, name="why"),
]
_PAGE: Addresses = [
    path("", page.page, name="page"),
    path("feed.atom", page_feed.feed, name="page-feed"),
    path("like/", page.like, name="page-like"),
    path("write/", page.write, name="page-write"),
    path("ask/", page.ask, name="page-ask"),
    path("pictures/<str:token>/", pictures.picture, name="page-picture"),
    path("why/answers/<int:pk>/", why_pages.why_public, name="why-public"),
    path("why/mails/<str:token>/", why_pages.why_mail, name="why-mail"),
    path("why/mails/<str:token>/stop/", why_pages.stop_mail, name="why-mail-stop"),
    path("why/pushes/<str:token>/", why_pages.why_push, name="why-push"),
    path("why/pushes/<str:token>/stop/", why_pages.stop_push, name="why-push-stop"),
    path("posts/<int:pk>/", page.post, name="page-post"),
    path("posts/<int:pk>/comment/", page.comment, name="page-comment"),
    path("posts/<int:pk>/trackback/", mentioning.trackback, name="page-trackback"),
    path("webmention/", mentioning.webmention, name="page-webmention"),
    path("polls/<int:pk>/", poll_page.poll, name="page-poll"),
    path("polls/<int:pk>/vote/", poll_page.vote, name="page-poll-vote"),
    path("polls/<int:pk>/results.json", poll_page.results, name="page-poll-results"),
    path("message/", messages_area.message, name="message"),
    path("messages/", include(_MESSAGES)),
    path("lists/", include(LISTS)),
    path("you/", visitor_pages.you, name="you"),
    path("you/email/", visitor_pages.email, name="you-email"),
    path("you/notices/", visitor_pages.notices, name="you-notices"),
    path("you/devices/", visitor_devices.add, name="you-devices"),
    path("you/devices/leave/", visitor_devices.leave, name="you-devices-leave"),
    path("you/devices/<int:pk>/remove/", visitor_devices.remove, name="you-device"),
    path("worker.js", visitor_devices.worker, name="page-worker"),
    path("you/forget/", visitor_pages.forget_browser, name="you-forget"),
    path("stop/", visitor_pages.stop, name="stop"),
    path("hear-again/", visitor_pages.hear_again, name="hear-again"),
    path("come-in/", visitor_pages.come_in, name="come-in"),
    path("come-in/<str:token>/", visitor_pages.confirm, name="come-in-by-link"),
]
_WALL: Addresses = [
    path("", wall.wall, name="wall"),
    path("publish/", wall.publish, name="wall-publish"),
    path("<str:kind>/<int:pk>/", wall.item, name="wall-item"),
    path("<str:kind>/<int:pk>/answer/", wall.answer, name="wall-answer"),
    path("<str:kind>/<int:pk>/private/", wall.private, name="wall-private"),
    path("<str:kind>/<int:pk>/told/", wall.told, name="wall-told"),
    path("<str:kind>/<int:pk>/hide/", wall.hide, name="wall-hide"),
]
_SETTINGS: Addresses = [
    path("", settings_pages.overview, name="settings"),
    path("page/", settings_pages.page, name="settings-page"),
    path("button/", settings_button.button, name="settings-button"),
    path("page/preview/", settings_look.preview, name="settings-page-preview"),
    path("page/pictures/<slug:which>/", settings_look.dress, name="settings-page-picture"),
    path("page/open/<slug:place>/", settings_look.set_open, name="settings-page-open"),
    path("page/follow/", settings_look.follow, name="settings-page-follow"),
    path("page/limit/", settings_look.limit, name="settings-page-limit"),
    path("lists/", include(SETTINGS_LISTS)),
    path("rollout/", settings_rollout.overview, name="settings-rollout"),
    path("rollout/<slug:feature>/", settings_rollout.feature, name="settings-rollout-feature"),
    path("team/", settings_team.team, name="settings-team"),
    path("team/invite/", settings_team.invite, name="settings-team-invite"),
    path("team/<int:pk>/", settings_team.change, name="settings-team-member"),
    path("channels/", settings_channels.channels, name="settings-channels"),
    path("health/", settings_health.overview, name="settings-health"),
    path("health/<int:pk>/", settings_health.one, name="settings-health-channel"),
    path("channels/<int:pk>/limits/", settings_limits.limits, name="settings-channels-limits"),
    path("channels/connect/", settings_connect.choose, name="settings-channels-connect"),
    path("channels/connect/<slug:network>/", settings_connect.new, name="settings-channels-new"),
    path("channels/agreed/", settings_connect.agreed, name="settings-channels-agreed"),
    path("channels/<int:pk>/", settings_connect.one, name="settings-channels-one"),
    path("channels/<int:pk>/checks/", settings_connect.checks, name="settings-channels-checks"),
    path("channels/<int:pk>/change/", settings_connect.change, name="settings-channels-change"),
    path("channels/<int:pk>/agree/", settings_connect.agree, name="settings-channels-agree"),
    path("channels/email/", settings_channels.email, name="settings-channels-email"),
    path("channels/email/<int:pk>/", settings_channels.email, name="settings-channels-email-edit"),
]
urlpatterns: Addresses = [
    path("", page.home, name="home"),
    path("@<slug:slug>/", include(_PAGE)),
    path("api/lists/", include(PROGRAMS)),
    path("wall/", include(_WALL)),
    path("settings/", include(_SETTINGS)),
    path("sign-in/<str:token>/", sign_in.sign_in, name="sign-in"),
    path("files/<str:token>/<str:name>", files.file, name="file"),
]
