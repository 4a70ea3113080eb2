"""What every network has in common: the words that cross the border, and one fixed recipe for sending.

An `Envelope` goes out and a `Receipt` comes back; bytes come in and `Event`s come out.
A connector (a subclass of `Network`) only translates.  It keeps no state, reads no clock and no database.
What reaches a network over HTTP has more of the recipe in `http`, what networks push in `hooks`, what we fetch in `pulls`.

Errors form a small tree::

    Exception
    ├── NetworkError            the network, or the way to it, said no
    │   └── OutcomeUnknown      the request may or may not have been carried out: never simply send again
    ├── Unsupported             this network cannot do that at all; refused before anything is sent
    ├── BadInput                what came in is not what this network sends
    └── BadSettings             what a channel was given to connect with cannot work
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from askfirst.networks.lengths import Unit, measured
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta

    from askfirst.networks.optins import OptIn


class Form(StrEnum):
    """The shape in which something is said; the same values as the fact `form`."""

    DIRECT = "direct"
    """One to one, in a thread (a mail is one)."""
    PRIVATE_REPLY = "private_reply"
    """One to one, as the answer to one public comment or wall post."""
    PUBLIC_REPLY = "public_reply"
    """In public, under one comment or post."""
    PUBLIC_POST = "public_post"
    """In public, to nobody in particular."""


class Audience(StrEnum):
    """Whom a public post is meant for, where its network lets one choose."""

    EVERYBODY = "everybody"
    UNLISTED = "unlisted"
    """Everybody who comes upon it; it stands in no list of what is new."""
    FOLLOWERS = "followers"
    """Only who follows the account."""


class EventKind(StrEnum):
    """What a network can tell us.  One word per thing that happened."""

    MESSAGE = "message"
    COMMENT = "comment"
    WALL_POST = "wall_post"
    MENTION = "mention"
    LIKE = "like"
    UNLIKE = "unlike"
    SHARE = "share"
    """They passed on something of ours, `target`, without a word of their own (a boost, a repost, a reblog).

    With words it is a MENTION.  No network tells that a share was taken back.
    """
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    WE_FOLLOW = "we_follow"
    WE_UNFOLLOW = "we_unfollow"
    CONNECT = "connect"
    """A mutual link, such as a LinkedIn connection."""
    REQUEST = "request"
    """They ask to be a friend, a follower or a connection, and wait for our yes; `text` is what they wrote with it."""
    KNOWN = "known"
    """Somebody stands on a list that another tool kept: we know of them, and nothing else follows."""
    ECHO = "echo"
    """Something the brand itself said there, by another tool or an earlier send of ours."""
    READ = "read"
    DELIVERED = "delivered"
    BOUNCE = "bounce"
    """Not delivered, and it will not be: `reason` says why, `target` names the message."""
    DELAY = "delay"
    """Not delivered yet; the network goes on trying."""
    COMPLAINT = "complaint"
    STOP = "stop"
    """The person asked us to stop, in words or by a control of the network."""
    BLOCK = "block"
    UNBLOCK = "unblock"
    ASK = "ask"
    """A question put to the brand's blog; without an `actor` where it was asked anonymously."""
    VOTE = "vote"
    """They chose in the poll `target`: `extra["choices"]` are the ids of all that they chose, none where they took it back."""
    EDIT = "edit"
    """`target` reads `text` now."""
    DELETE = "delete"
    """`target` was taken back by whoever said it: what it said goes from our screens as well."""
    REACTION = "reaction"
    """`text` is the sign that was put on the message `target`."""
    UNREACTION = "unreaction"
    RESUME = "resume"
    """A control of the network that takes a stop back; only the person can, and it says for what in `reason`."""
    GRANT = "grant"
    """The person granted our app something beside their words: `reason` names it as the network does, and `extra["until"]`
    when it ends, in ISO 8601, where somebody says.  It permits no message by itself."""
    WARNING = "warning"
    """The network warns or restrains our account: `reason` says why."""
    REVOKED = "revoked"
    """Our permission to speak for this account was taken back."""
    OTHER = "other"
    """Something that we do not know (yet): kept as it came, shown, harmless.  `reason` is the network's word for it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A file, whole and in memory.  `name` and `content_type` are claims of the sender: do not trust them."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    """Where HTML refers to it as `cid:…`; empty otherwise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Media:
    """A file that the network did not send along but lays ready; fetched later, and its text never waits for it."""

    url: str
    """Where it lies.  Of no trust: fetched by the one fetcher only, which refuses private addresses."""
    name: str = ""
    content_type: str = ""
    needs_token: bool = False
    """The channel's own credentials are asked for."""
    is_fleeting: bool = False
    """May be shown and must not be kept (an Instagram story)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mailing:
    """What stands around the words of a list's message: whose it is, why it came, and how it ends.  All in its language."""

    list_id: str
    """By which mail programs know the list, without brackets (RFC 2919)."""
    list_name: str
    reason: str
    """Why they get it, as a sentence."""
    leave: str
    """The address of the page on which they leave or ask for less."""
    leave_words: str
    """What that page is for, as the words of a link."""
    sender: str
    """Who sends it and how they are reached."""
    postal_address: str = ""
    """In one line; empty: nobody has said."""
    feedback_id: str = ""
    """By which providers count complaints without naming anybody."""
    complaints_to: str = ""
    """Where a provider reports a complaint (RFC 9477); empty: nobody reads mail there."""
    preview: str = ""
    """The line beside the subject; empty: the first words."""
    direction: str = "auto"
    """`ltr` or `rtl`, where the language of these words is known."""
    counted: tuple[str, ...] = ()
    """Over which addresses the links of the text lead, each at its place from 1; the first stands for none, and no person
    sees it.  Empty: each leads where it says."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """One thing to be said to one addressee, complete: a connector needs nothing else."""

    key: str
    """Idempotency key: the same for each try of the same delivery."""
    form: Form
    to: str
    """The addressee's handle on this network; empty for a public post."""
    to_name: str = ""
    text: str = ""
    subject: str = ""
    in_reply_to: str = ""
    """The network's own id of what is answered: a message, a comment, a post."""
    references: tuple[str, ...] = ()
    """Earlier ids of the same exchange, oldest first (email)."""
    attachments: tuple[Attachment, ...] = ()
    at: datetime | None = None
    """When it is said, by the caller's clock, aware; the same for each try of the same delivery.  Email needs it."""
    unsubscribe: tuple[str, ...] = ()
    """Where the person can leave with one click, `https:` first, then `mailto:`; empty for what is not list mail (email)."""
    mailing: Mailing | None = None
    """What stands around it; None: it is no list's message."""
    audience: Audience = Audience.EVERYBODY
    """Of a public post."""
    ticket: str = ""
    """The network's own right to write to them, by which it is addressed instead of by the handle."""
    optin: OptIn | None = None
    """It is the network's own request to opt in, and `text` is only what our thread shows of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """A fact from a network, in our words.  `(channel, external_id)` makes it unique: a repeat changes nothing."""

    kind: EventKind
    external_id: str
    occurred_at: datetime | None = None
    """By the network's clock, aware; None where an export does not say (unknown stays unknown)."""
    actor: str = ""
    """Handle of who did it."""
    actor_name: str = ""
    target: str = ""
    """Network id of what it was done to: the comment's post, the message that bounced, the handle of an echo's addressee.

    A READ or DELIVERED with `extra["is_watermark"]` has none: it is of all that we sent `actor` until `occurred_at`.
    """
    text: str = ""
    html: str = ""
    """As it came: sanitise before keeping it."""
    subject: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    reason: str = ""
    """Why, where the network says so (a bounce's enhanced status code and text)."""
    is_permanent: bool = True
    """For a bounce: the address is dead, not merely full or slow."""
    remarks: tuple[str, ...] = ()
    """Sentences for the team: what was left out, repaired or looks wrong.  Nothing is dropped in silence."""
    media: tuple[Media, ...] = ()
    account: str = ""
    """Which account of ours it came to, in the network's words; empty where there is only one."""
    is_public: bool = False
    """Everybody could see it (an echo or a deletion in public)."""
    key: str = ""
    """The `Envelope.key` that the network gave back with an echo or a report, where it carries one."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """What only this network says and somebody may ask for later."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What the network answered when it took an envelope."""

    external_id: str
    """The network's own id of what was said, by which later reports will name it."""
    accepted_at: datetime | None = None
    is_delivered: bool = False
    """True only where acceptance is delivery (the brand's own page)."""
    detail: str = ""


class Failure(StrEnum):
    """What a refusal means for what happens next."""

    RETRY = "retry"
    """Try again, after `retry_after` where the network named a time."""
    QUOTA = "quota"
    """A limit of ours is used up until `retry_after`."""
    WINDOW_CLOSED = "window_closed"
    PERSON_STOPPED = "person_stopped"
    """The person opted out, blocked us or complained: goes to the consent ledger first."""
    UNREACHABLE = "unreachable"
    """This handle does not exist or takes no messages."""
    CREDENTIALS = "credentials"
    """The channel must be connected again; receiving and the queue are kept."""
    REFUSED = "refused"
    """Refused for good, for what it is."""
    OUR_MISTAKE = "our_mistake"
    """The request was wrong: a person should look."""


class NetworkError(Exception):
    """The network said no.  The message is for people; `failure` is for the outbox."""

    def __init__(
        self, message: str, *, failure: Failure, retry_after: timedelta | None = None, code: str = ""
    ) -> None:
        """`code` is the network's own, word for word, for support."""
        super().__init__(message)
        self.failure = failure
        self.retry_after = retry_after
        self.code = code

    @property
    def is_permanent(self) -> bool:
        return self.failure not in {Failure.RETRY, Failure.QUOTA, Failure.CREDENTIALS}


class OutcomeUnknown(NetworkError):  # noqa: N818 -- it is not known to be an error
    """The connection broke after the request left: it may have been carried out.  Never sent again on a guess."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message, failure=Failure.RETRY, code=code)


class Unsupported(Exception):  # noqa: N818 -- a statement about the network
    """This network cannot do that: "Email does not support public replies"."""


class BadInput(ValueError):  # noqa: N818 -- reads as what it is
    """What came in is not what this network sends: says what, where, and what to do."""


class BadSettings(ValueError):  # noqa: N818 -- reads as what it is
    """A setting of a channel cannot work: names the setting, says what is needed, never repeats a secret."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Capabilities:
    """What a network can do, declared in one place; whatever is not declared is refused aloud."""

    forms: frozenset[Form]
    text_limit: int | None = None
    """In `text_unit`; None where the network has no practical limit."""
    text_limits: Mapping[Form, int] = field(default_factory=dict)
    """Where a form has a limit of its own."""
    text_unit: Unit = Unit.CHARACTERS
    attachment_limit: int = 0
    """Bytes in all; 0 where attachments cannot be sent."""
    attachment_forms: frozenset[Form] = frozenset(Form)
    """In which forms files may be sent, where they may be sent at all."""
    most_attachments: int | None = None
    """Files in one message; None: as many as their bytes allow."""
    has_text_with_files: bool = True
    """A text and files may leave in one message."""
    has_subject: bool = False
    has_html: bool = False
    has_idempotency: bool = False
    """The same `Envelope.key` twice is carried out once, so an unknown outcome may be tried again."""
    reports_delivery: bool = False
    reports_reading: bool = False
    has_typing: bool = False
    audiences: tuple[Audience, ...] = (Audience.EVERYBODY,)
    """Whom a public post can be meant for, the usual first."""
    has_quotes: bool = False
    """A direct message may answer one earlier message (`Envelope.in_reply_to`), and the network shows which."""
    has_tickets: bool = False
    """It asks people itself whether they want messages later, and who agrees gives a ticket for them (`optins`)."""
    tickets_need: Mapping[str, str] = field(default_factory=dict)
    """How an account has to be connected for that, by settings of its channel and their values; empty: however it is."""

    def limit(self, form: Form) -> int | None:
        """How long a text may be in this form, in `text_unit`; None: as long as one likes."""
        return self.text_limits.get(form, self.text_limit)


@dataclass(frozen=True, kw_only=True, slots=True)
class HandOff:
    """What a person says on the network with their own hands, because no program may.

    The product opens `address`, shows `steps`, and records what the person says that they sent: nothing is known of it
    but their word.
    """

    address: str
    """Where they write, `https:`; the addressee is chosen there already where the network lets an address do that."""
    text: str
    """To be copied; they may change it there."""
    steps: tuple[str, ...]
    """What they do, one sentence each."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Retention:
    """How long a network lets what it told be kept; None: it names no time."""

    activity: timedelta | None = None
    """What people did and said there: comments, reactions, mentions."""
    profile: timedelta | None = None
    """Who they are: names, pictures, headlines.  Ids may stay."""
    earlier: bool = True
    """What something said before it was changed there may be kept; False: copies have to follow what stands there."""


class Network(ABC):
    """One connector.  `send` is the recipe and is never overridden; a network fills `build` and `post`."""

    name: str
    label: str
    capabilities: Capabilities
    by_hand: frozenset[Form] = frozenset()
    """Forms that this network knows and opens to no program; see `handoff`."""
    retention: Retention = Retention()

    def check(self, envelope: Envelope) -> None:
        """Refuse what this network cannot do, before anything leaves.

        Raises:
            Unsupported: with a sentence that names the network, the feature and the limit.
        """
        can = self.capabilities
        if envelope.form not in can.forms:
            raise Unsupported(
                Sentence(
                    "%(label)s does not support %(what)s",
                    label=self.label,
                    what=envelope.form.replace("_", " "),
                )
            )
        limit, length = can.limit(envelope.form), measured(envelope.text, can.text_unit)
        if limit is not None and length > limit:
            raise Unsupported(
                Sentence(
                    "%(label)s takes at most %(limit)s %(text_unit)s; this text has %(length)s",
                    label=self.label,
                    limit=f"{limit:,}",
                    text_unit=can.text_unit,
                    length=f"{length:,}",
                )
            )
        self._check_files(envelope)
        if envelope.audience not in can.audiences:
            raise Unsupported(
                Sentence(
                    "%(label)s does not support posts for `%(audience)s`",
                    label=self.label,
                    audience=envelope.audience,
                )
            )
        if (envelope.ticket or envelope.optin) and not can.has_tickets:
            raise Unsupported(Sentence("%(label)s has no opt-in of its own", label=self.label))
        if envelope.subject and not can.has_subject:
            raise Unsupported(Sentence("%(label)s does not support a subject", label=self.label))

    def _check_files(self, envelope: Envelope) -> None:
        can, count = self.capabilities, len(envelope.attachments)
        size = sum(len(attachment.content) for attachment in envelope.attachments)
        if count and not (can.attachment_limit and envelope.form in can.attachment_forms):
            raise Unsupported(
                Sentence("%(label)s does not support attachments in this form", label=self.label)
            )
        if count and envelope.text and not can.has_text_with_files:
            raise Unsupported(
                Sentence("%(label)s takes a text or files, not both in one message", label=self.label)
            )
        if can.most_attachments is not None and count > can.most_attachments:
            raise Unsupported(
                Sentence(
                    "%(label)s takes at most %(most_attachments)s attachments; there are %(count)s",
                    label=self.label,
                    most_attachments=can.most_attachments,
                    count=count,
                )
            )
        if size > can.attachment_limit:
            raise Unsupported(
                Sentence(
                    "%(label)s takes at most %(attachment_limit)s bytes of attachments; these have %(size)s",
                    label=self.label,
                    attachment_limit=f"{can.attachment_limit:,}",
                    size=f"{size:,}",
                )
            )

    async def send(self, envelope: Envelope) -> Receipt:
        """Say it.  Called by `wire.dispatch` only.

        Raises:
            Unsupported: the network cannot do this at all.
            NetworkError: it said no; `failure` tells what that means.
            OutcomeUnknown: nobody knows whether it was carried out.
        """
        self.check(envelope)
        return await self.post(self.build(envelope))

    def handoff(self, envelope: Envelope) -> HandOff:
        """Where and how a person says it themselves.  A network with forms in `by_hand` overrides this.

        Raises:
            Unsupported: there is no such way for this form or this addressee.
        """
        raise Unsupported(
            Sentence(
                "%(label)s has no page on which %(what)s is written by hand",
                label=self.label,
                what=envelope.form.replace("_", " "),
            )
        )

    def external_id(self, key: str) -> str:  # noqa: ARG002 -- a network that knows overrides this
        """The id under which what is sent with `key` will stand on the network; empty where only its answer tells."""
        return ""

    @abstractmethod
    def build(self, envelope: Envelope) -> Any:
        """Translate the envelope into this network's own request."""

    @abstractmethod
    async def post(self, request: Any) -> Receipt:
        """Hand the request over and translate the answer."""

    def discreet(self, raw: bytes) -> bytes:
        """What came in, for keeping once it is in its place: without secrets that are kept elsewhere.

        Read again it tells the same, with marks for the secrets (`optins.mark_of`).
        """
        return raw

    @abstractmethod
    def parse(self, raw: bytes) -> Iterable[Event]:
        """Translate what came in, after its origin was verified.

        Raises:
            BadInput: these bytes are not what this network sends.
        """
