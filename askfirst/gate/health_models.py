"""How we are received: what came back, how each channel stands because of it, and which addresses fail."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from askfirst.brand.models import Brand, Channel, Member
from askfirst.brand.spoken import SpokenText


class Signal(models.Model):
    """Something came back that says how we are received.  Append-only; what a network says twice is one row."""

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("Complaints")
        BLOCK = "block", _("Blocks")
        UNSUBSCRIBE = "unsubscribe", _("People who left")
        BOUNCE = "bounce", _("Dead addresses")
        SOFT = "soft", _("Full or slow mailboxes")
        REPUTATION = "reputation", _("Refused because of us")
        WARNING = "warning", _("Warnings of the network")
        STRANGE = "strange", _("Reports about nothing of ours")

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="signals")
    delivery = models.ForeignKey(
        "gate.Delivery", on_delete=models.PROTECT, null=True, related_name="signals"
    )  # null: about none of ours, or none in particular
    kind = models.CharField(max_length=12, choices=Kind)
    is_of_list = models.BooleanField(default=False)  # it came of a list's message
    key = models.CharField(max_length=200)  # by which a second word about the same thing is known
    detail = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "key"], name="signal_once")]
        indexes: ClassVar = [models.Index(fields=["channel", "kind", "at"])]

    def __str__(self) -> str:
        return f"{self.kind} on {self.at:%Y-%m-%d}"


class Health(models.Model):
    """How the messages of lists may leave by one channel, as it stands today."""

    class State(models.TextChoices):
        OK = "ok", _("As usual")
        SLOWED = "slowed", _("Slowed down")
        STOPPED = "stopped", _("Stopped")

    channel = models.OneToOneField(Channel, on_delete=models.PROTECT, primary_key=True, related_name="health")
    state = models.CharField(max_length=7, choices=State, default=State.OK)
    why = SpokenText(blank=True)
    since = models.DateTimeField(default=timezone.now)
    counted_from = models.DateTimeField(null=True)  # since somebody let it run again; null: nobody had to
    slow_until = models.DateTimeField(null=True)  # while slowed down: no list message leaves before
    complaints_high_at = models.DateTimeField(null=True)  # null: they never stood that high
    domain = models.JSONField(default=list)  # what was found out about the sending domain, line by line
    domain_at = models.DateTimeField(null=True)  # null: it was never looked at

    def __str__(self) -> str:
        return f"{self.channel}: {self.get_state_display()}"


class Turn(models.Model):
    """When the messages of lists were slowed down, stopped or let run again, and why.  Append-only."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="turns")
    state = models.CharField(max_length=7, choices=Health.State)
    why = SpokenText(blank=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True)  # null: it happened by itself
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.state} on {self.at:%Y-%m-%d %H:%M}"


class Score(models.Model):
    """How often mail to one address came back lately.  Kept by the keyed digest of the address."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    network = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    halves = models.PositiveSmallIntegerField(
        default=0
    )  # half points: a hard bounce is two, a soft one is one
    last_at = models.DateTimeField()  # of the last one that counted
    last = models.ForeignKey(
        "gate.Delivery", on_delete=models.PROTECT, related_name="+"
    )  # which came back then: it names whom a test mail goes to
    probe_at = models.DateTimeField(null=True)  # a test mail is asked for since; null: none is
    probed_at = models.DateTimeField(null=True)  # it was sent

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "network", "digest"], name="score_once_per_address")
        ]

    def __str__(self) -> str:
        return f"{self.halves / 2:g} on {self.last_at:%Y-%m-%d}"
