"""In which language somebody reads us: a cookie says it to every page, and a member has it in their mails as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from askfirst.brand.models import Member

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Whoever asks reads every page in this language from now on; what we do not speak changes nothing."""
    answer = set_language(request)
    wanted = request.POST.get("language", "")
    if isinstance(request.user, Member) and wanted in dict(settings.LANGUAGES):
        Member.objects.filter(pk=request.user.pk).update(language=wanted)
    return answer


def carry(request: HttpRequest, member: Member, answer: HttpResponse) -> HttpResponse:
    """A member who signs in reads on in the language they chose, on any device; who never chose keeps the one they see."""
    if not member.language:
        Member.objects.filter(pk=member.pk).update(language=translation.get_language())
    elif settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            member.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
    return answer
