"""What is put to the policy, in terms of rows: who would say what to whom, where."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from askfirst.networks.base import Audience, Form

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.brand.models import Channel, Member, StoredFile
    from askfirst.consent.models import List
    from askfirst.people.models import Contact


def digest_of(text: str) -> str:
    """Equal for texts that differ in spaces and case only."""
    return hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """May this be said?  `contact` None: in public, to nobody in particular."""

    channel: Channel
    contact: Contact | None
    form: Form = Form.DIRECT
    purpose: str = "reply"
    text: str = ""
    about: str = ""
    """The network's id of the public act that this would answer."""
    to: str = ""
    """The address that it would go to; empty: the one that did what this answers, else the one known longest there.

    Windows, follows and refusals are asked of this address alone: networks know addresses, not persons.
    """
    on: List | None = None
    """The list whose message this is: only who joined that list agreed to it.  None: it is no list's."""
    member: Member | None = None
    """Who would say it; None for a program."""
    authored_by: str = "human_now"
    is_approved: bool = False
    audience_size: int = 1
    has_attachments: bool = False
    message_tag: str = "none"
    """The network's own label or product under which it would be sent, such as `inmail`."""
    asks: List | None = None
    """It is the network's own request to opt in to this list.  None: it is none."""

    @property
    def is_promotional(self) -> bool:
        """As the sender declares it by the purpose; readers of the text itself come before this."""
        return self.purpose == "marketing"

    @property
    def text_digest(self) -> str:
        """Equal for texts that differ in spaces and case only."""
        return digest_of(self.text)


def zone_of(zone: str, question: Question) -> str:
    """By which clock somebody is asked about: their own; of a member of a list, where nobody knows it, the brand's.

    The rules are told so (`is_clock_assumed`).  Laws ask for the hour of text messages, where nothing is assumed.
    """
    return zone or (question.channel.brand.time_zone if is_clock_assumed(zone, question) else "")


def is_clock_assumed(zone: str, question: Question) -> bool:
    """Whether the brand's clock stands for that of somebody of whom nobody knows it."""
    return not zone and question.on is not None and question.channel.network != "sms"


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """What would leave if the answer is yes, besides the text of the question."""

    key: str
    to: str
    subject: str = ""
    preview: str = ""
    """The line that mail programs show beside the subject; empty: the first words of the text."""
    in_reply_to: str = ""
    references: list[str] = field(default_factory=list)
    files: tuple[StoredFile, ...] = ()
    not_after: datetime | None = None
    audience: Audience = Audience.EVERYBODY
    """Whom a public post is meant for."""
    is_by_hand: bool = False
    """A person sends it: it waits for their word, and no worker takes it."""
