"""What people agreed to, and what they forbade.

The ledger only grows, and each of its lines is sealed by the one before it (`chain`); what holds today is computed from it
(`ledger`).  A suppression stands beside the ledger, keyed by address.  The words of a notice, that it was shown, and the
choice that was made are three rows, joined by one id.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Never

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from askfirst.brand.models import Brand, Member
from askfirst.consent.import_models import Import, ImportLine
from askfirst.people.models import Contact

__all__ = [
    "ChainHead",
    "Entry",
    "Import",
    "ImportLine",
    "JoinKey",
    "Lifting",
    "List",
    "Membership",
    "Notice",
    "Preference",
    "Request",
    "Shown",
    "Suppression",
]


class List(models.Model):
    """Something that people may ask to be told of: a purpose, how often, and where."""

    class Purpose(models.TextChoices):
        MARKETING = "marketing", _("News and offers")
        EVENT = "event", _("Events")
        SURVEY = "survey", _("Questions to you")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="lists")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    about = models.TextField(blank=True)  # what one gets, in a sentence or two, as everybody reads it
    purpose = models.CharField(max_length=20, choices=Purpose, default=Purpose.MARKETING)
    # The promise: at most so many messages in so many days.
    most = models.PositiveSmallIntegerField(default=1)
    days = models.PositiveSmallIntegerField(default=7)
    networks = models.JSONField(default=list)  # where it is sent, best first; the words of `Channel.network`
    keyword = models.CharField(max_length=40, blank=True)  # said alone in a talk it asks to join; empty: none
    months = models.PositiveSmallIntegerField(
        null=True
    )  # an agreement without a sign ends after; null: never
    is_internal = models.BooleanField(default=False)  # shown by name to nobody outside; left like any other
    is_open = models.BooleanField(default=True)  # people may join
    # Links in its mails lead over the brand's page, so that it is known who followed which; people read it before they join.
    counts_links = models.BooleanField(default=False)
    # Why one press is enough here; empty: everybody confirms (double opt-in).
    single_because = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)  # null: it is used

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "slug"], name="list_once_per_brand"),
            models.UniqueConstraint(
                fields=["brand", "keyword"],
                condition=~models.Q(keyword=""),
                name="one_list_per_keyword",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """The words that people are shown before they agree to be on a list.  Append-only: a change is a new version."""

    list = models.ForeignKey(List, on_delete=models.PROTECT, related_name="notices")
    version = models.PositiveIntegerField()  # from 1, without gaps; a version has one row for each language
    language = models.CharField(max_length=12)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)  # of the text
    author = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list", "version", "language"], name="notice_once_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.list}, version {self.version} ({self.language})"


class Shown(models.Model):
    """A notice was shown to somebody: before every choice.  Append-only."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="shown")
    exchange = models.UUIDField(default=uuid.uuid4)  # the same as of the choice that followed
    endpoint = models.CharField(max_length=64, blank=True)  # keyed digest of the address; empty: not said yet
    place = models.CharField(max_length=200)  # the page, form or message in which it stood
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["exchange"])]

    def __str__(self) -> str:
        return f"{self.notice} on {self.at:%Y-%m-%d}"


class JoinKey(models.Model):
    """By which a program of the brand's may ask people onto one list, and may do nothing else.  The key itself is kept nowhere."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    list = models.ForeignKey(List, on_delete=models.PROTECT, related_name="join_keys")
    name = models.CharField(max_length=80)  # where it is used, as whoever made it wrote
    start = models.CharField(max_length=12)  # its first signs, by which people tell it from others
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the whole
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)  # null: never
    revoked_at = models.DateTimeField(null=True)  # null: it works

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"


class Request(models.Model):
    """Somebody asked to join and has not confirmed it yet.  Nobody is a contact by asking; what lapsed keeps no address."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    network = models.CharField(max_length=20, default="email")
    address = models.CharField(max_length=254, blank=True)  # as it was typed; empty once it is over
    endpoint = models.CharField(max_length=64)  # keyed digest of it
    person_key = models.CharField(max_length=64)  # keyed digest without plus tags: limits count by it
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=12)
    exchange = models.UUIDField(default=uuid.uuid4, unique=True)
    notices = models.ManyToManyField(Notice, related_name="requests")  # one for each list that was asked for
    mechanism = models.CharField(max_length=12)  # as of an entry: form, keyword, poll, api …
    place = models.CharField(max_length=200)
    # The question and what they chose, where a poll asked them: it goes into the proof.
    answered = models.CharField(max_length=500, blank=True)
    token = models.CharField(max_length=64, unique=True)  # its SHA-256; the token itself is in the mail alone
    code = models.CharField(max_length=64, blank=True)  # keyed digest of the six digits; empty: none any more
    tries = models.PositiveSmallIntegerField(default=0)  # wrong codes so far
    origin = models.CharField(
        max_length=45, blank=True
    )  # shortened IP address, for limits; kept as long as pending
    agent = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)  # null: the one mail with link and code has not been sent
    mail_after = models.DateTimeField(default=timezone.now)  # a worker that mails it holds it until then
    confirmed_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="+"
    )  # null: not confirmed, so nobody yet

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["brand", "endpoint", "-asked_at"]),
            models.Index(fields=["brand", "person_key", "-asked_at"]),
            models.Index(fields=["brand", "-asked_at"]),
            models.Index(
                fields=["expires_at"],
                condition=models.Q(confirmed_at=None, lapsed_at=None),
                name="request_pending",
            ),
        ]

    def __str__(self) -> str:
        return f"request of {self.asked_at:%Y-%m-%d}"


class Entry(models.Model):
    """One line of the ledger: what happened to a consent, when, where, and who says so.

    Append-only; `evidence` alone can be blanked when its person is forgotten, and its digest stays in the seal.
    Written by `chain.append` and by nothing else.
    """

    class Act(models.TextChoices):
        REQUESTED = "requested", _("asked to be told")
        CONFIRMED = "confirmed", _("confirmed")
        JOINED = "joined", _("joined by one press")
        IMPORTED = "imported", _("came in an import that shows how they agreed")
        UNPROVEN = "unproven", _("came in an import that does not show how they agreed")
        REFRESHED = "refreshed", _("said it again")
        NARROWED = "narrowed", _("asked for less")
        WIDENED = "widened", _("asked for more")
        LAPSED = "lapsed", _("did not confirm in time")
        FADED = "faded", _("gave no sign for so long that it no longer counts")
        GRANTED = "granted", _("granted an app something")
        REVOKED = "revoked", _("took back what an app was granted")
        WITHDRAWN = "withdrawn", _("withdrew")
        OBJECTED = "objected", _("objected")
        SUPPRESSED = "suppressed", _("was put on the stop list")
        LIFTED = "lifted", _("was taken off the stop list")
        RETRACTED = "retracted", _("what an import had brought was taken back")

    class Mechanism(models.TextChoices):
        BUTTON = "button", _("a button")
        CODE = "code", _("a typed code")
        FORM = "form", _("a form")
        KEYWORD = "keyword", _("a word in a conversation")
        POLL = "poll", _("an answer to a poll")
        API = "api", _("a program")
        IMPORT = "import", _("an import")
        ONE_CLICK = "one_click", _("one click in the mail program")
        MAIL = "mail", _("a mail")
        LINK = "link", _("the link in a message")
        PREFERENCES = "preferences", _("their preference page")
        SIGNAL = "signal", _("a signal of the network")
        SIGN_IN = "sign_in", _("a sign-in")
        MEMBER = "member", _("a member of the team")
        CLOCK = "clock", _("time passing")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="consent_entries")
    act = models.CharField(max_length=10, choices=Act)
    purpose = models.CharField(max_length=20, blank=True)  # empty: every purpose
    list = models.ForeignKey(
        List, on_delete=models.PROTECT, null=True, related_name="entries"
    )  # null: the purpose as a whole
    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, null=True, related_name="entries"
    )  # null: no words were shown
    exchange = models.UUIDField(
        null=True
    )  # joins it to what was shown and asked before; null: it stands alone
    network = models.CharField(max_length=20, blank=True)  # where they said it by a control; empty: in words
    endpoint = models.CharField(max_length=64, blank=True)  # keyed digest of the address that it is about
    mechanism = models.CharField(max_length=12, choices=Mechanism, blank=True)  # empty: before this was kept
    place = models.CharField(max_length=200, blank=True)  # the page, form, message or file
    scope = models.CharField(max_length=200, blank=True)  # what an app was granted, in the provider's words
    actor = models.CharField(
        max_length=10,
        choices=[
            ("person", _("the person")),
            ("member", _("a member")),
            ("network", _("the network")),
            ("system", _("Askfirst itself")),
        ],
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True)  # null unless a member acted
    evidence = models.TextField()
    expires_at = models.DateTimeField(null=True)  # null: until withdrawn
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)
    # The seal: place in the brand's chain, from 1 without gaps; the seal before; this one (SHA-256, hexadecimal).
    number = models.PositiveBigIntegerField()
    before = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)
    evidence_digest = models.CharField(max_length=64)  # keyed; what is sealed of the evidence

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "number"], name="entry_once_per_place")
        ]
        indexes: ClassVar = [
            models.Index(fields=["contact", "occurred_at"]),
            models.Index(fields=["list", "occurred_at"]),
            models.Index(
                fields=["exchange"], condition=models.Q(exchange__isnull=False), name="entry_exchange"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} {self.get_act_display()} on {self.occurred_at:%Y-%m-%d}"

    def save(self, *_arguments: Any, **_options: Any) -> Never:
        raise TypeError("a line of the ledger is written by askfirst.consent.chain.append, which seals it")


class Membership(models.Model):
    """Where somebody stands with one list, as the ledger says today.  Kept so that many can be counted; never the proof."""

    class State(models.TextChoices):
        NONE = "none", _("Not on it")
        PENDING = "pending", _("Asked, not confirmed yet")
        ACTIVE = "active", _("On it")
        STALE = "stale", _("No longer counted on")
        LEFT = "left", _("Left")
        BLOCKED = "blocked", _("Stopped everything")
        UNPROVEN = "unproven", _("Imported without proof")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    list = models.ForeignKey(List, on_delete=models.PROTECT, related_name="memberships")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="memberships")
    state = models.CharField(max_length=8, choices=State)
    basis = models.CharField(max_length=20, default="none")  # in the words of the fact `consent_basis`
    given_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)  # behind it an active one counts as stale
    objected_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list", "contact"], name="membership_once_per_list")
        ]
        indexes: ClassVar = [models.Index(fields=["list", "state", "contact"])]

    def __str__(self) -> str:
        return f"{self.contact} {self.get_state_display()}"


class ChainHead(models.Model):
    """Where a brand's chain ends: whoever writes the next line holds this row until it is written."""

    brand = models.OneToOneField(Brand, on_delete=models.PROTECT, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    seal = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"line {self.number}"


class Preference(models.Model):
    """What a person wishes, today, for all messages of a brand or for one list.  Each change is a line of the ledger too."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="preferences")
    networks = models.JSONField(default=list)  # where they want none of it, by the words of `Channel.network`
    list = models.ForeignKey(List, on_delete=models.PROTECT, null=True, related_name="+")  # null: for all
    most = models.PositiveSmallIntegerField(null=True)  # at most so many …; null: no wish; 0: none
    days = models.PositiveSmallIntegerField(default=7)  # … in so many days
    quiet_from = models.PositiveSmallIntegerField(
        null=True
    )  # minutes of their day; null: no quiet hours of their own
    quiet_until = models.PositiveSmallIntegerField(null=True)
    paused_until = models.DateTimeField(null=True)  # null: not paused
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact", "list"], name="preference_once_per_list"),
            models.UniqueConstraint(
                fields=["contact"], condition=models.Q(list=None), name="preference_once_for_all"
            ),
        ]

    def __str__(self) -> str:
        return f"wishes of person {self.contact_id}"


class Suppression(models.Model):
    """Never send to this address, whatever the ledger says.  Kept as a keyed digest, so it outlives the person's data."""

    class Reason(models.TextChoices):
        ASKED = "asked", _("the person asked us to stop")
        BLOCKED = "blocked", _("the person blocked us")
        COMPLAINT = "complaint", _("the person reported our message")
        MEMBER = "member", _("a member of the team recorded it")
        DEAD = "dead", _("the address does not exist any more")
        IMPORTED = "imported", _("it stood on a stop list that was imported")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    network = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    list = models.ForeignKey(
        List, on_delete=models.PROTECT, null=True, related_name="suppressions"
    )  # null: everything that the brand sends
    reason = models.CharField(max_length=10, choices=Reason)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True)  # null unless a member acted
    evidence = models.TextField()
    person_key = models.CharField(
        max_length=64, blank=True
    )  # keyed digest without plus tags; empty: of before it was kept
    exchange = models.UUIDField(null=True)  # of the import that alone says so; null: anybody else says it too
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)  # null: it does not end by itself
    lifted_at = models.DateTimeField(null=True)  # null: it holds

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["brand", "network", "digest"],
                condition=models.Q(lifted_at=None, list=None),
                name="one_suppression_that_holds",
            ),
            models.UniqueConstraint(
                fields=["brand", "network", "digest", "list"],
                condition=models.Q(lifted_at=None),
                name="one_suppression_per_list",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["brand", "person_key"],
                condition=~models.Q(person_key=""),
                name="suppression_of_person",
            ),
            models.Index(
                fields=["exchange"],
                condition=models.Q(exchange__isnull=False),
                name="suppression_of_import",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.get_reason_display()}"


class Lifting(models.Model):
    """A member wants an address off the stop list, and says why; where it takes two, another member says yes or no.

    Kept for good: it is the proof of who did it, also where the address is nobody's and the ledger has no line for it.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("taken off")
        NO = "no", _("stays on it")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    suppression = models.ForeignKey(Suppression, on_delete=models.PROTECT, related_name="liftings")
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="+"
    )  # null: the address was nobody's
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField()  # what shows that they want to be written to again
    answer = models.CharField(max_length=3, choices=Answer, blank=True)  # empty: it waits for a second member
    answered_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True)  # why the second said so

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["suppression"], condition=models.Q(answer=""), name="one_lifting_that_waits"
            )
        ]

    def __str__(self) -> str:
        return f"{self.suppression} ({self.get_answer_display() or 'waits'})"
