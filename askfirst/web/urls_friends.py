"""The addresses of requests, of what follows from them, and of what others see of us; all of them stand under people."""

from __future__ import annotations

from django.urls import path

from askfirst.web import exposure, friend_policy, request_forms, requests

urlpatterns = [
    path("people/requests/", requests.everybody, name="people-requests"),
    path("people/requests/new/", request_forms.new, name="people-requests-new"),
    path("people/requests/bring/", request_forms.bring, name="people-requests-bring"),
    path("people/requests/<int:pk>/", requests.one, name="people-request"),
    path("people/requests/<int:pk>/decide/", requests.decide, name="people-request-decide"),
    path("people/requests/<int:pk>/act/", requests.act, name="people-request-act"),
    path("people/requests/<int:pk>/picture/", requests.picture, name="people-request-picture"),
    path("people/to-connect/", friend_policy.tasks, name="people-tasks"),
    path("people/to-connect/<int:pk>/drop/", friend_policy.drop, name="people-task-drop"),
    path("people/friend-policy/", friend_policy.lines, name="people-policy"),
    path("people/friend-policy/<int:pk>/take-out/", friend_policy.take_out, name="people-policy-take-out"),
    path("people/exposure/", exposure.channels, name="people-exposure"),
    path("people/exposure/bring/", exposure.bring, name="people-exposure-bring"),
    path("people/exposure/<int:pk>/", exposure.one, name="people-exposure-channel"),
    path("people/exposure/<int:pk>/act/", exposure.act, name="people-exposure-act"),
]
