"""Every address of the product.

`/live/` is answered before Django, by `config.asgi`.
"""

from __future__ import annotations

from django.urls import include, path
from django.views.decorators.cache import cache_control
from django.views.i18n import JavaScriptCatalog

from askfirst.config import checks  # noqa: F401 -- Django's checks read the addresses first, and so learn ours
from askfirst.web import language

urlpatterns = [
    path("language/", language.choose, name="language"),
    path(
        "words.js",
        cache_control(max_age=3600)(JavaScriptCatalog.as_view(packages=["askfirst.web"])),
        name="words",
    ),
    path("accounts/", include("allauth.urls")),
    path("", include("askfirst.web.urls_team")),
    path("", include("askfirst.web.urls_friends")),
    path("", include("askfirst.web.urls_work")),
    path("", include("askfirst.web.urls_notices")),
    path("", include("askfirst.web.urls_asks")),
    path("", include("askfirst.web.urls_polls")),
    path("", include("askfirst.web.urls_posts")),
    path("", include("askfirst.web.urls_shell")),
    path("", include("askfirst.web.urls_preferences")),
    path("", include("askfirst.web.urls_public")),
]

handler400 = "askfirst.web.refusals.bad_request"
handler403 = "askfirst.web.refusals.forbidden"
handler404 = "askfirst.web.refusals.not_found"
handler500 = "askfirst.web.refusals.our_mistake"
