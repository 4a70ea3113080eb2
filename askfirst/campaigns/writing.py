"""Writing a campaign: every saved state of its words is a version that stays, and the newest one is meant."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from askfirst.brand.changes import announce
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.campaigns import access, audiences, filling
from askfirst.campaigns.models import Campaign, Version
from askfirst.networks import catalog
from askfirst.networks.base import Form
from askfirst.networks.lengths import measured
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from askfirst.brand.models import Channel, Member
    from askfirst.consent.models import List

State = Campaign.State
OPEN = (State.DRAFT, State.WAITING, State.APPROVED, State.SCHEDULED)
"""As long as it stands here its words and settings can be changed."""
LONGEST_TEXT = 200_000
LONGEST_DEFER = 90


class CannotChange(ValueError):  # noqa: N818 -- it says what the matter is
    """This cannot be done to the campaign as it stands; the message says why and what to do."""


class Overtaken(CannotChange):
    """Somebody saved another version meanwhile.  Nothing is lost: `newest` is theirs, and the caller has its own words."""

    def __init__(self, newest: Version) -> None:
        super().__init__(
            Sentence(
                "%(name)s saved version %(number)s while you were writing. Compare both, then save again.",
                name=str(newest.author),
                number=newest.number,
            )
        )
        self.newest = newest


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What a version holds."""

    subject: str = ""
    preview: str = ""
    """The line that mail programs show beside the subject."""
    text: str = ""
    audience: Mapping[str, Any] = field(default_factory=dict)
    """Conditions, as `audiences.read` takes them; empty: everybody on the list."""


def new(member: Member, on: List, channel: Channel, name: str) -> Campaign:
    """Begin a campaign for a list, to be sent by this channel.  It has no words yet.

    Raises:
        PermissionDenied: the role may not, or list or channel are another brand's.
        CannotChange: it has no name, the list is closed, or is not sent on that network.
    """
    require(member, Right.COMPOSE)
    if {on.brand_id, channel.brand_id} != {member.brand_id}:
        raise PermissionDenied(_("this list or channel does not exist, or belongs to somebody else"))
    name = " ".join(plain(name).split())[:120]
    if not name:
        raise CannotChange(Sentence("Give it a name: people do not see it, your team does."))
    if on.closed_at:
        raise CannotChange(
            Sentence("The list %(list)s is closed: nothing is sent to it any more.", list=str(on))
        )
    _require_network(on, channel)
    return Campaign.objects.create(brand_id=member.brand_id, name=name, on=on, channel=channel, author=member)


def save(member: Member, held: Campaign, words: Words, *, based_on: int, note: str = "") -> Version:
    """Keep these words as the newest version.  What had been approved is not any more.

    `based_on`: the number of the version that the member began from; 0: there was none.  The same words again are no new
    version.  Words with mistakes in them are kept, too: `mistakes` lists those.

    Raises:
        PermissionDenied: the role may not write campaigns, or it is another brand's.
        CannotChange: it is being sent or was.
        Overtaken: somebody saved another version meanwhile.
    """
    access.require_right(member, Right.COMPOSE, held)
    words = _tamed(words)
    with transaction.atomic():
        row = locked(held)
        newest = access.version(row)
        if newest and words_of(newest) == words:
            return newest
        if newest and newest.number != based_on:
            raise Overtaken(newest)
        saved = Version.objects.create(
            campaign=row,
            number=newest.number + 1 if newest else 1,
            author=member,
            subject=words.subject,
            preview=words.preview,
            text=words.text,
            audience=dict(words.audience),
            note=" ".join(plain(note).split())[:200],
        )
        row.state, row.approved_version = State.DRAFT, None
        row.save(update_fields=["state", "approved_version"])
        announce(row.brand, "campaign", campaign=row.pk)
    _copy(row, held)
    return saved


def words_of(version: Version) -> Words:
    """What a version holds."""
    return Words(
        subject=version.subject, preview=version.preview, text=version.text, audience=version.audience
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """How a campaign is sent."""

    name: str
    capped: str = Campaign.Capped.DROP
    defer_days: int = 7
    scheduled_at: datetime | None = None
    """None: it goes when somebody presses Send."""
    is_local: bool = False
    """At that hour of each person's own clock."""


def settle(member: Member, held: Campaign, settings: Settings) -> Campaign:
    """Say how it is sent.  What was approved stays approved: that is about words and whom they are for.

    Raises:
        PermissionDenied: the role may not write campaigns, or it is another brand's.
        CannotChange: it is being sent or was, or a setting cannot be.
    """
    access.require_right(member, Right.COMPOSE, held)
    name = " ".join(plain(settings.name).split())[:120]
    if not name:
        raise CannotChange(Sentence("Give it a name: people do not see it, your team does."))
    if settings.capped not in Campaign.Capped.values:
        raise CannotChange(Sentence("Choose what becomes of it for somebody who has had enough for now."))
    if not 1 <= settings.defer_days <= LONGEST_DEFER:
        raise CannotChange(Sentence("It can wait for room from 1 to %(most)s days.", most=LONGEST_DEFER))
    if settings.is_local and settings.scheduled_at is None:
        raise CannotChange(Sentence("Choose the day and hour first: then it can be each person's own."))
    with transaction.atomic():
        row = locked(held)
        row.name, row.capped, row.defer_days = name, settings.capped, settings.defer_days
        row.scheduled_at, row.is_local = settings.scheduled_at, settings.is_local
        row.save(update_fields=["name", "capped", "defer_days", "scheduled_at", "is_local"])
        announce(row.brand, "campaign", campaign=row.pk)
    _copy(row, held)
    return held


def mistakes(held: Campaign, version: Version) -> list[str]:
    """Why these words cannot be sent yet, as sentences; empty: they can."""
    return list(_mistakes(held, version))


def _mistakes(held: Campaign, version: Version) -> Iterator[str]:
    if not version.text.strip():
        yield Sentence("There is no text yet.")
    if has_subject(held.channel) and not version.subject.strip():
        yield Sentence("There is no subject yet.")
    yield from _too_long(held, version)
    known = filling.values(held, None)
    for where, text in (
        (Sentence("subject"), version.subject),
        (Sentence("preview"), version.preview),
        (Sentence("text"), version.text),
    ):
        for one in filling.mistakes(text, known):
            yield Sentence(
                "%(where)s, line %(line)s, letter %(column)s: %(says)s.",
                where=where,
                line=one.line,
                column=one.column,
                says=one.says,
            )
    try:
        audiences.read(version.audience, held.on)
    except audiences.BadAudience as error:
        yield Sentence("The audience cannot be read: %(why)s.", why=error.args[0])


def has_subject(channel: Channel) -> bool:
    """Whether what is sent by this channel has a subject, as a mail does."""
    network = catalog.NETWORKS.get(channel.network)
    return network is not None and network.capabilities.has_subject


def _too_long(held: Campaign, version: Version) -> Iterator[str]:
    """What is filled in counts as its name does: nobody knows how long names are."""
    network = catalog.NETWORKS.get(held.channel.network)
    if network is None:
        return
    limit = network.capabilities.limit(Form.DIRECT)
    length = measured(version.text, network.capabilities.text_unit)
    if limit is not None and length > limit:
        yield Sentence(
            "%(label)s takes at most %(limit)s %(text_unit)s; this text has %(length)s.",
            label=network.label,
            limit=f"{limit:,}",
            text_unit=str(network.capabilities.text_unit),
            length=f"{length:,}",
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of a difference: `kind` is `same`, `gone` or `new`."""

    kind: str
    text: str


def difference(before: Version | None, after: Version) -> dict[str, list[Line]]:
    """What changed from one version to another, by part (`subject`, `preview`, `text`, `audience`); parts that did not are left out."""
    old = _parts(words_of(before)) if before else _parts(Words())
    found = {name: _lines(old[name], text) for name, text in _parts(words_of(after)).items()}
    return {name: lines for name, lines in found.items() if any(line.kind != "same" for line in lines)}


def _parts(words: Words) -> dict[str, str]:
    audience = (
        json.dumps(words.audience, indent=1, ensure_ascii=False, sort_keys=True) if words.audience else ""
    )
    return {"subject": words.subject, "preview": words.preview, "text": words.text, "audience": audience}


def _lines(before: str, after: str) -> list[Line]:
    kinds = {"  ": "same", "- ": "gone", "+ ": "new"}
    told = difflib.ndiff(before.splitlines(), after.splitlines())
    return [Line(kind=kinds[line[:2]], text=line[2:]) for line in told if line[:2] in kinds]


def copy(member: Member, held: Campaign) -> Campaign:
    """A new campaign with the newest words of this one, to be written on.

    Raises:
        PermissionDenied, CannotChange: as `new`.
    """
    access.require_right(member, Right.COMPOSE, held)
    with transaction.atomic():
        made = new(member, held.on, held.channel, _("%(name)s, again") % {"name": held.name[:100]})
        made.capped, made.defer_days = held.capped, held.defer_days
        made.save(update_fields=["capped", "defer_days"])
        if newest := access.version(held):
            save(member, made, words_of(newest), based_on=0)
    return made


def _tamed(words: Words) -> Words:
    text = plain(words.text)
    if len(text) > LONGEST_TEXT:
        raise CannotChange(
            Sentence(
                "The text has %(count)s characters; %(most)s is the most.", count=len(text), most=LONGEST_TEXT
            )
        )
    if not isinstance(words.audience, dict):
        raise CannotChange(Sentence("The audience is not written as conditions."))
    return Words(
        subject=" ".join(plain(words.subject).split())[:400],
        preview=" ".join(plain(words.preview).split())[:200],
        text=text,
        audience=words.audience,
    )


def _require_network(on: List, channel: Channel) -> None:
    if on.networks and channel.network not in on.networks:
        names = ", ".join(_label(network) for network in on.networks)
        raise CannotChange(
            Sentence("The list %(list)s promises to write on %(names)s only.", list=str(on), names=names)
        )


def _label(network: str) -> str:
    found = catalog.NETWORKS.get(network)
    return found.label if found else network


def locked(held: Campaign) -> Campaign:
    """The row as it is now, as long as it may be changed."""
    rows = Campaign.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("brand", "on", "channel__brand").get(pk=held.pk)
    if row.state not in OPEN:
        raise CannotChange(
            Sentence(
                "It is %(state)s, so it cannot be changed any more. Copy it and go on with the copy.",
                state=str(row.get_state_display()).lower(),
            )
        )
    return row


def _copy(row: Campaign, held: Campaign) -> None:
    """Let the caller's object say what its row says."""
    for name in ("name", "state", "approved_version", "capped", "defer_days", "scheduled_at", "is_local"):
        setattr(held, name, getattr(row, name))
