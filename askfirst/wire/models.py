"""The meeting place with the networks: what came in, as it came, and how far we have read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from askfirst.brand.models import Brand, Channel


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

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="event_once_per_channel")
        ]
        indexes: ClassVar = [
            models.Index(fields=["try_after"], condition=models.Q(routed_at=None), name="event_to_route"),
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


class Heartbeat(models.Model):
    """A process that works says so; `askfirst doctor` and the shell of the product read it."""

    name = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%H:%M:%S}"
