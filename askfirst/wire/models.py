"""The meeting place with the networks: what came in, as it came, and how far we have read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from askfirst.brand.models import Brand, Channel
from askfirst.gate.models import Delivery
from askfirst.people.models import VisitorDevice


class Event(models.Model):
    """One thing as it came from a network.  Committed before it is answered for; everything else happens after."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    external_id = models.CharField(max_length=200)
    raw = models.BinaryField()
    # From an export: it is history, so nobody is notified and nothing counts as new.
    is_history = models.BooleanField(default=False)
    received_at = models.DateTimeField(default=timezone.now)
    routed_at = models.DateTimeField(null=True)  # null: still to be routed
    failures = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(blank=True)  # why it could not be routed; it stays visible and is tried again
    try_after = models.DateTimeField(default=timezone.now)
    # What a person may want to know of it although it did no harm: a kind that nobody knows, a piece that is odd.
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="event_once_per_channel")
        ]
        indexes: ClassVar = [
            models.Index(fields=["try_after"], condition=models.Q(routed_at=None), name="event_to_route"),
            models.Index(fields=["channel", "-id"], condition=~models.Q(remark=""), name="event_to_look_at"),
        ]

    def __str__(self) -> str:
        return self.external_id


class MailboxCursor(models.Model):
    """How far a mailbox has been read, in IMAP's own terms."""

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="cursor")
    uidvalidity = models.PositiveBigIntegerField()
    uidnext = models.PositiveBigIntegerField()
    since = models.DateField(
        null=True
    )  # null: all there is; else older mail is left alone, whatever its number
    read_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.channel}: {self.uidvalidity}/{self.uidnext}"


class PullCursor(models.Model):
    """How far a network that we ask has been read for one channel, and who asks."""

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="pull")
    value = models.TextField(blank=True)  # the network's own words; empty: everything since `since`
    since = models.DateTimeField(default=timezone.now)  # older things are not ours to read
    pulled_at = models.DateTimeField(null=True)  # null: it has never been asked
    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)  # null: nobody asks at the moment
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    trouble = models.TextField(blank=True)  # why it could not be asked the last time

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due_at"])]

    def __str__(self) -> str:
        return f"{self.channel}: {self.value[:40]}"


class Enclosure(models.Model):
    """A file that belongs to something said and lies with the network: fetched after its text, which never waits."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE)
    external_id = models.CharField(max_length=200)  # of the message, post or comment to which it belongs
    number = models.PositiveSmallIntegerField()
    url = models.TextField()
    name = models.CharField(max_length=200)
    needs_token = models.BooleanField()
    tries = models.PositiveSmallIntegerField(default=0)
    try_after = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)  # null: still to be fetched
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "external_id", "number"], name="enclosure_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["try_after"], condition=models.Q(settled_at=None), name="enclosure_to_fetch"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class VisitorPush(models.Model):
    """Word of one answer, on its way to one browser of its visitor; kept for a while, so that they can ask why it came."""

    device = models.ForeignKey(VisitorDevice, on_delete=models.CASCADE, related_name="pushes")
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE)  # the answer of which it tells
    due_at = models.DateTimeField(null=True)  # null: it is there
    sent_at = models.DateTimeField(null=True)  # null: not yet
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "delivery"], name="visitor_push_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="visitor_push_due")
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} to {self.device_id}"


class Heartbeat(models.Model):
    """A process that works says so; `askfirst doctor` and the shell of the product read it."""

    name = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%H:%M:%S}"
