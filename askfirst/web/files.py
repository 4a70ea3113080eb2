"""Attachments: for members who may read the inbox, and for the visitor in whose conversation they stand; for nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from askfirst.brand.files import SHOWN_INLINE
from askfirst.brand.models import Member, StoredFile
from askfirst.brand.roles import Right, may
from askfirst.inbox.models import Message
from askfirst.web import talks, visitor

if TYPE_CHECKING:
    from django.http import HttpRequest

_GONE = gettext_lazy("this file does not exist, or is not yours to open")


@require_safe
def file(request: HttpRequest, token: str, name: str) -> FileResponse:  # noqa: ARG001 -- the name is for people
    """The file, never run by the browser: pictures may be shown, everything else is only kept on disk."""
    stored = StoredFile.objects.select_related("brand").filter(token=token).first()
    if stored is None or not (_is_members(request, stored) or _is_visitors(request, stored)):
        raise Http404(_GONE)
    try:
        content = stored.file.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("this file is lost on our disk; its name and size are all that is left")) from error
    is_picture = stored.content_type in SHOWN_INLINE
    answer = FileResponse(
        content,
        as_attachment=not is_picture,
        filename=stored.name,
        content_type=stored.content_type if is_picture else "application/octet-stream",
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, max-age=3600"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _is_members(request: HttpRequest, stored: StoredFile) -> bool:
    member = request.user
    return isinstance(member, Member) and member.brand_id == stored.brand_id and may(member, Right.READ_INBOX)


def _is_visitors(request: HttpRequest, stored: StoredFile) -> bool:
    who = visitor.read(request.COOKIES, stored.brand)
    if who is None:
        return False
    own = talks.threads(visitor.contacts(stored.brand, who), who).order_by()
    return Message.objects.filter(files=stored, thread__in=own).exists()
