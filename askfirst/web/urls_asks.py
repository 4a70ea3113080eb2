"""The addresses of the queue of questions."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from askfirst.web import ask_answer, asks

urlpatterns: list[URLPattern | URLResolver] = [
    path("asks/", asks.queue, name="asks"),
    path("asks/bulk/", asks.bulk, name="asks-bulk"),
    path("asks/answer/", ask_answer.many, name="asks-answer"),
    path("asks/<int:pk>/", ask_answer.ask, name="ask"),
    path("asks/<int:pk>/answer/", ask_answer.answer, name="ask-answer"),
    path("asks/<int:pk>/judge/", ask_answer.judge, name="ask-judge"),
]
