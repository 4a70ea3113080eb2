"""Settings: everything of a list, and of the stop list, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from askfirst.consent import exporting
from askfirst.consent import lists as verbs
from askfirst.web.list_import import as_csv
from askfirst.web.members import for_members
from askfirst.wire import list_imports

if TYPE_CHECKING:
    from django.http import StreamingHttpResponse

    from askfirst.web.members import MemberRequest


@for_members
@require_safe
def members(request: MemberRequest, pk: int) -> StreamingHttpResponse:
    """Whoever stands on the list, in whatever state, with what shows that they agreed."""
    on = verbs.access(request.user, pk)
    return as_csv(f"{on.slug}.csv", exporting.members(request.user, on))


@for_members
@require_safe
def stops(request: MemberRequest) -> StreamingHttpResponse:
    """The stop list: with addresses for whoever may export what is known of people, else as digests."""
    rows = exporting.stops(request.user, request.user.brand, list_imports.digest_key())
    return as_csv("stop-list.csv", rows)
