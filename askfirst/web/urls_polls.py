"""The addresses of polls for the team; where visitors vote stands below the brand's page."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from askfirst.web import poll_editing, polls

urlpatterns: list[URLPattern | URLResolver] = [
    path("polls/", polls.overview, name="polls"),
    path("polls/new/", poll_editing.new, name="polls-new"),
    path("polls/<int:pk>/", polls.poll, name="poll"),
    path("polls/<int:pk>/edit/", poll_editing.edit, name="poll-edit"),
    path("polls/<int:pk>/publish/", polls.publish, name="poll-publish"),
    path("polls/<int:pk>/close/", polls.close, name="poll-close"),
    path("polls/<int:pk>/end/", polls.set_end, name="poll-end"),
    path("polls/<int:pk>/remove/", polls.remove, name="poll-remove"),
    path("polls/<int:pk>/votes/<int:vote>/hide/", polls.hide, name="poll-hide"),
    path("polls/<int:pk>/export/<slug:kind>/", polls.export, name="poll-export"),
]
