"""What is typed into the page for public posts, and what that page shows of each account."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askfirst.drafts import posts
from askfirst.drafts.feeds import places
from askfirst.drafts.posts import PURPOSES, Part, Written
from askfirst.gate.question import Question
from askfirst.gate.ways import explained
from askfirst.networks.base import Audience, Form
from askfirst.web.composer import Address, CannotSend, require_fit, require_no_gap
from askfirst.web.typed import clean, is_binary
from askfirst.web.verdict import shown
from askfirst.wire.connectors import capabilities

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from askfirst.brand.models import Brand, Channel, Member
    from askfirst.drafts.models import Composition
    from askfirst.web.verdict import Shown

AUDIENCES = {
    Audience.EVERYBODY: gettext_lazy("Everybody"),
    Audience.UNLISTED: gettext_lazy("Everybody who comes upon it"),
    Audience.FOLLOWERS: gettext_lazy("Followers only"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One account on which a post can stand."""

    channel: Channel
    verdict: Shown
    is_chosen: bool
    text: str
    """Its own words; empty: the common ones."""
    limit: int | None
    unit: str
    audiences: tuple[tuple[str, str], ...]
    """Value and words; empty where the network offers no choice."""
    audience: str
    error: str = ""


def purposes() -> dict[str, str]:
    """What a public post can be for."""
    return {name: str(WORDS[name]) for name in PURPOSES}


WORDS = {
    "service": gettext_lazy("something worth knowing"),
    "event": gettext_lazy("an event"),
    "survey": gettext_lazy("a question to everybody"),
    "marketing": gettext_lazy("a promotion or an offer"),
    "recruiting": gettext_lazy("a job"),
}
"""What each purpose of a public post is called."""


def typed(brand: Brand, given: QueryDict) -> Written:
    """What stands in the form.

    Raises:
        CannotSend: a text of it is no text.
    """
    chosen = set(given.getlist("on"))
    parts = {
        channel.pk: Part(
            text=_words(given.get(f"text-{channel.pk}", "")),
            audience=_audience(channel, given.get(f"audience-{channel.pk}", "")),
        )
        for channel in places(brand)
        if str(channel.pk) in chosen
    }
    purpose = given.get("purpose", "")
    text = _words(given.get("text", ""))
    alike = {pk: part if part.text != text else replace(part, text="") for pk, part in parts.items()}
    return Written(text=text, purpose=purpose if purpose in PURPOSES else PURPOSES[0], parts=alike)


def rows(member: Member, written: Written, errors: Mapping[int, str]) -> list[Row]:
    """Every account, with what the gate would say now."""
    return [_row(member, channel, written, errors.get(channel.pk, "")) for channel in places(member.brand)]


def problems(brand: Brand, written: Written) -> dict[int, str]:
    """What each chosen account would not take, by its id, as sentences."""
    found = {}
    for channel in places(brand):
        part = written.parts.get(channel.pk)
        if part is not None and (problem := _problem(channel, part.text or written.text)):
            found[channel.pk] = problem
    return found


def _problem(channel: Channel, text: str) -> str:
    """Why this cannot stand there; empty: it can."""
    if not text:
        return _("There is nothing to say here yet. Write something.")
    try:
        require_no_gap(text)
        require_fit(Address(channel=channel, contact=None, form=Form.PUBLIC_POST), text, ())
    except CannotSend as why:
        return str(why)
    return ""


def written_of(composition: Composition) -> Written:
    """What is kept of it."""
    return Written(text=composition.text, purpose=composition.purpose, parts=posts.parts_of(composition))


def texts(written: Written) -> tuple[str, ...]:
    """What is said at all, each text once: an account with words of its own does not say the common ones."""
    said = (part.text or written.text for part in written.parts.values())
    return tuple(dict.fromkeys(text for text in said if text))


def _row(member: Member, channel: Channel, written: Written, error: str) -> Row:
    part = written.parts.get(channel.pk)
    can = capabilities(channel)
    question = Question(
        channel=channel,
        contact=None,
        form=Form.PUBLIC_POST,
        purpose=written.purpose,
        text=(part.text if part else "") or written.text,
        member=member,
    )
    audiences = (
        tuple((str(one), str(AUDIENCES[one])) for one in can.audiences) if len(can.audiences) > 1 else ()
    )
    return Row(
        channel=channel,
        verdict=shown(explained(question)),
        is_chosen=part is not None,
        text=part.text if part else "",
        limit=can.limit(Form.PUBLIC_POST),
        unit=str(can.text_unit),
        audiences=audiences,
        audience=str(part.audience if part else Audience.EVERYBODY),
        error=error,
    )


def _audience(channel: Channel, given: str) -> Audience:
    can = capabilities(channel).audiences
    return next((one for one in can if one == given), can[0])


def _words(given: str) -> str:
    if is_binary(given):
        raise CannotSend(_("This does not look like text. Write it in words."))
    return clean(given)
