"""What people agreed to, and what they forbade.

The ledger only grows; what holds today is computed from it.  A suppression stands beside the ledger, keyed by address.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from askfirst.brand.models import Brand, Member
from askfirst.people.models import Contact


class Entry(models.Model):
    """One line of the ledger: what happened to a consent, when, where, and who says so."""

    class Act(models.TextChoices):
        REQUESTED = "requested", _("asked to be told")
        CONFIRMED = "confirmed", _("confirmed")
        WITHDRAWN = "withdrawn", _("withdrew")
        OBJECTED = "objected", _("objected")
        SUPPRESSED = "suppressed", _("was put on the stop list")
        LIFTED = "lifted", _("was taken off the stop list")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="consent_entries")
    act = models.CharField(max_length=10, choices=Act)
    purpose = models.CharField(max_length=20, blank=True)  # empty: every purpose
    network = models.CharField(max_length=20, blank=True)  # where they said it by a control; empty: in words
    actor = models.CharField(
        max_length=10, choices=[("person", "the person"), ("member", "a member"), ("network", "the network")]
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True)  # null unless a member acted
    evidence = models.TextField()
    expires_at = models.DateTimeField(null=True)  # null: until withdrawn
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["contact", "occurred_at"])]

    def __str__(self) -> str:
        return f"{self.contact} {self.get_act_display()} on {self.occurred_at:%Y-%m-%d}"


class Suppression(models.Model):
    """Never send to this address, whatever the ledger says.  Kept as a keyed digest, so it outlives the person's data."""

    class Reason(models.TextChoices):
        ASKED = "asked", _("the person asked us to stop")
        BLOCKED = "blocked", _("the person blocked us")
        COMPLAINT = "complaint", _("the person reported our message")
        MEMBER = "member", _("a member of the team recorded it")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    network = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=10, choices=Reason)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True)  # null unless a member acted
    evidence = models.TextField()
    since = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True)  # null: it holds

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["brand", "network", "digest"],
                condition=models.Q(lifted_at=None),
                name="one_suppression_that_holds",
            )
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.get_reason_display()}"
