"""The only way out: what was decided, what may leave because of it, each try, and what the network answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from askfirst.brand.models import Brand, Channel, Member, StoredFile
from askfirst.brand.spoken import SpokenText
from askfirst.consent.models import List
from askfirst.gate.health_models import Health, Score, Signal, Turn
from askfirst.gate.ledgers import Counter, CreditEntry, Invitation, Refusal, Slot, Ticket, TicketUse
from askfirst.people.models import Contact

__all__ = [
    "Attempt",
    "Counter",
    "CreditEntry",
    "Decision",
    "Delivery",
    "Health",
    "HouseVersion",
    "Invitation",
    "PackText",
    "PolicyVersion",
    "Receipt",
    "Refusal",
    "Score",
    "Signal",
    "Slot",
    "Ticket",
    "TicketUse",
    "Turn",
]


class Decision(models.Model):
    """An answer about one moment, with all that led to it.  Append-only."""

    class Stage(models.TextChoices):
        RELEASE = "release", _("when it was released")
        RECHECK = "recheck", _("just before it was sent")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="decisions"
    )  # null: said in public to nobody in particular
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True
    )  # null: no person asked (a schedule, a program)
    stage = models.CharField(max_length=8, choices=Stage)
    verdict = models.CharField(max_length=5, choices=[("allow", "allow"), ("hold", "hold"), ("deny", "deny")])
    facts = models.JSONField()
    layers = models.JSONField()
    reasons = models.JSONField()
    policy_version = models.CharField(max_length=80)
    valid_until = models.DateTimeField(null=True)  # null: nothing known will change it
    decided_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["contact", "-decided_at"]),
            models.Index(fields=["brand", "-decided_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.decided_at:%Y-%m-%d %H:%M}"


class Delivery(models.Model):
    """One thing on its way to one addressee.  Cannot exist without an allow decision: the database refuses it."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Not sent yet, will be tried again")
        REFUSED = "refused", _("Refused by the network")
        STOPPED = "stopped", _("Stopped by us before sending")
        EXPIRED = "expired", _("Its time passed before it could be sent")
        UNCERTAIN = "uncertain", _("Nobody knows whether it arrived: please look")
        HANDED = "handed", _("Waiting for somebody to send it by hand")
        PAUSED = "paused", _("Paused with all that it was sent with")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="delivery")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="deliveries")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="deliveries")
    form = models.CharField(max_length=15)
    purpose = models.CharField(max_length=20)
    on = models.ForeignKey(
        List, on_delete=models.PROTECT, null=True, related_name="deliveries"
    )  # the list whose message it is; null: no list's
    to = models.CharField(max_length=254, blank=True)
    about = models.CharField(max_length=200, blank=True)  # the public comment that a private reply answers
    subject = models.CharField(max_length=400, blank=True)
    preview = models.CharField(
        max_length=200, blank=True, default=""
    )  # the line beside the subject of a mail; empty: its first words
    text = models.TextField(blank=True)
    text_digest = models.CharField(max_length=64)  # by which the same text to other people is noticed
    in_reply_to = models.CharField(max_length=200, blank=True)
    # Whom a public post is meant for, as its network lets one choose.
    audience = models.CharField(max_length=12, default="everybody")
    references = models.JSONField(default=list)
    files = models.ManyToManyField(StoredFile)
    key = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    state_reason = SpokenText(blank=True)
    stopped_by = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, related_name="stopped_delivery"
    )
    external_id = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    not_after = models.DateTimeField(null=True)  # null: it may wait
    lease_until = models.DateTimeField(null=True)  # null: no worker has it
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)  # null: not known to have left
    # The wish or text that it came from reads its state through this row; nothing is copied back.
    recorded_at = models.DateTimeField(null=True)  # null: not yet written into its thread or wall

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["channel", "state", "not_before"]),
            models.Index(fields=["state", "not_before"]),  # what is open is found however much has left
            models.Index(fields=["contact", "channel", "-created_at"]),
            models.Index(fields=["channel", "external_id"]),
            models.Index(fields=["brand", "text_digest", "-created_at"]),
            models.Index(
                fields=["on", "contact", "-created_at"],
                condition=models.Q(on__isnull=False),
                name="delivery_on_list",
            ),
            models.Index(
                fields=["channel", "sent_at"],
                condition=models.Q(on__isnull=False),
                name="delivery_of_list_that_left",
            ),
            # What waits to leave is not recorded either, and may be very much: the state tells it apart.
            models.Index(fields=["state"], condition=models.Q(recorded_at=None), name="delivery_to_record"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.text[:40]}"


NEVER_LEFT = (Delivery.State.STOPPED, Delivery.State.EXPIRED, Delivery.State.REFUSED)
"""It is over, and nothing of it arrived: it used nothing up, and answered nobody."""


class Attempt(models.Model):
    """One try to send.  The row is written before the wire is touched, so that a crash leaves evidence.  Append-only."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="tries")
    started_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"try of {self.delivery_id} at {self.started_at:%H:%M:%S}"


class Receipt(models.Model):
    """What the network answered, then or later.  Append-only."""

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        DELIVERED = "delivered", _("delivered")
        READ = "read", _("read")
        DELAYED = "delayed", _("delayed")
        BOUNCED = "bounced", _("came back")
        REFUSED = "refused", _("refused")
        UNKNOWN = "unknown", _("outcome unknown")
        LOOKED = "looked", _("looked for on the network")
        BY_HAND = "by_hand", _("sent by hand")

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="receipts")
    kind = models.CharField(max_length=10, choices=Kind)
    detail = SpokenText(blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"


class PackText(models.Model):
    """The text of one pack, kept once under its own digest.  Append-only."""

    digest = models.CharField(max_length=64, primary_key=True)  # SHA-256
    text = models.TextField()

    def __str__(self) -> str:
        return self.digest[:12]


class HouseVersion(models.Model):
    """The brand's own rules as an owner saved them; the newest version is in force.  Append-only."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="house_versions")
    number = models.PositiveIntegerField()  # from 1, without gaps
    pack = models.ForeignKey(PackText, on_delete=models.PROTECT)
    author = models.ForeignKey(Member, on_delete=models.PROTECT)
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "number"], name="house_version_once")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class PolicyVersion(models.Model):
    """The packs of a policy that has decided something, so that it can decide again.  Append-only."""

    version = models.CharField(max_length=80, primary_key=True)  # as a Decision names it
    hash = models.CharField(max_length=64)
    packs = models.JSONField()  # pairs of file name and digest of a PackText, in the order of reading
    first_used_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.version
