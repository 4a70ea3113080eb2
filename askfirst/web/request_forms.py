"""Requests of which no program hears: written down by hand, or out of the brand's own exports."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from askfirst.brand import pictures
from askfirst.brand.models import Channel
from askfirst.brand.roles import Right, require
from askfirst.friends import typed as by_hand
from askfirst.friends.policy import CONNECTABLE
from askfirst.friends.typed import Typed, WrongRequest
from askfirst.networks.base import BadInput, Event
from askfirst.networks.exports.requests import FacebookRequests, LinkedInInvitations
from askfirst.web.members import for_members
from askfirst.web.requests import tabs
from askfirst.wire import imports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpResponse

    from askfirst.networks.exports.base import Reading
    from askfirst.web.members import MemberRequest

LARGEST_EXPORT = 300_000_000
LONGEST = 20_000
LARGEST_NUMBER = 10**9
MOST_MUTUALS = 40
FIELDS = ("network", "ours", "name", "address", "note", "about", "posts", "answers", "since", "followers", "following", "mutuals")  # fmt: skip
_READERS = (LinkedInInvitations(), FacebookRequests())


class _Wrong(ValueError):  # noqa: N818 -- it says what the matter is
    pass


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """A form for what a member sees there.  A wrong one is shown again with the reason, and nothing typed is lost."""
    require(request.user, Right.REPLY)
    typed = {name: request.POST.get(name, "")[:LONGEST] for name in FIELDS}
    error = ""
    if request.method == "POST":
        try:
            found = _typed(request, typed)
            channel = _channel(request, typed)
            held = by_hand.write_down(request.user, channel, found, timezone.now())
        except (_Wrong, WrongRequest) as wrong:
            error = str(wrong)
        else:
            return redirect("people-request", held.pk)
    context = {
        "typed": typed,
        "error": error,
        "networks": CONNECTABLE,
        "channels": Channel.objects.filter(brand=request.user.brand, network__in=CONNECTABLE).order_by("pk"),
        **tabs(request),
    }
    return render(request, "friends/new.html", context, status=422 if error else 200)


def _typed(request: MemberRequest, typed: dict[str, str]) -> Typed:
    if not typed["name"].strip():
        raise _Wrong(_("Nothing was kept. Write the name of who asks, as it stands there."))
    mutuals = tuple(one.strip() for one in typed["mutuals"].split(",") if one.strip())[:MOST_MUTUALS]
    upload = request.FILES.get("picture")
    return Typed(
        name=typed["name"],
        address=typed["address"],
        note=typed["note"],
        about=typed["about"],
        posts=typed["posts"],
        answers=_number(typed["answers"], _("answers")),
        since=_day(typed["since"]),
        followers=_number(typed["followers"], _("followers")),
        following=_number(typed["following"], _("whom they follow")),
        mutuals=mutuals or None,
        picture=_picture(upload) if upload else b"",
        has_no_picture=request.POST.get("has_no_picture") == "yes",
    )


def _picture(upload: UploadedFile[Any]) -> bytes:
    if (upload.size or 0) > pictures.MOST_BYTES:
        raise _Wrong(_("Nothing was kept. The picture is too large: choose one below 8 MB."))
    return bytes(upload.read())


def _number(text: str, what: str) -> int | None:
    said = "".join(text.split()).replace(",", "").replace(".", "")
    if not said:
        return None
    if not said.isdecimal() or int(said) > LARGEST_NUMBER:
        raise _Wrong(
            _("Nothing was kept. For %(what)s write a number, such as 120, or leave it empty.")
            % {"what": what}
        )
    return int(said)


def _day(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        found = datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise _Wrong(_("Nothing was kept. Write the day as 2024-05-31, or leave it empty.")) from None
    if found > timezone.now():
        raise _Wrong(_("Nothing was kept. The account cannot have been made in the future."))
    return found


def _channel(request: MemberRequest, typed: dict[str, str]) -> Channel:
    network, ours = typed["network"], " ".join(typed["ours"].replace("\x00", "").split())[:254]
    if network not in CONNECTABLE:
        raise _Wrong(_("Nothing was kept. Choose the network on which they ask."))
    try:
        return imports.channel_for(request.user.brand, network, ours)
    except LookupError as error:
        raise _Wrong(str(error)) from error


@for_members
@require_POST
def bring(request: MemberRequest) -> HttpResponse:
    """Read LinkedIn's invitations or Facebook's friend requests out of the brand's own export."""
    require(request.user, Right.REPLY)
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(
            request, _("Choose a file first: Invitations.csv, friend_requests_received.json or the zip.")
        )
        return redirect("people-requests")
    if (upload.size or 0) > LARGEST_EXPORT:
        messages.error(
            request,
            _("This file is too large. Ask the network for the invitations or friend requests alone."),
        )
        return redirect("people-requests")
    ours = " ".join(request.POST.get("ours", "").replace("\x00", "").split())[:254]
    try:
        _brought(request, upload, ours)
    except (BadInput, LookupError) as error:
        messages.error(request, str(error))
    return redirect("people-requests")


def _brought(request: MemberRequest, upload: UploadedFile[Any], ours: str) -> None:
    """Put the requests of one file into their places, and say how many."""
    with NamedTemporaryFile(suffix=Path(upload.name or "").suffix) as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
        kept.flush()
        path = Path(kept.name)
        reader = next((one for one in _READERS if one.recognise(path)), None)
        if reader is None:
            raise BadInput(
                _(
                    "This is neither LinkedIn's Invitations.csv nor Facebook's friend_requests_received.json, alone or in "
                    "its zip. Nothing was read."
                )
            )
        channel = imports.channel_for(request.user.brand, reader.network, ours)
        before = channel.requests.count()
        for _done in imports.import_events(channel, _events(reader.read(path))):
            pass
        _report(request, channel.requests.count() - before)


def _events(reading: Reading) -> Iterator[Event]:
    return (item for item in reading if isinstance(item, Event))


def _report(request: MemberRequest, made: int) -> None:
    if made:
        said = ngettext("%(number)s new request was read.", "%(number)s new requests were read.", made)
        messages.success(request, said % {"number": made})
    else:
        messages.success(request, _("The file holds no request that was not known already."))
