"""What we wish to say.  A draft is a wish; a message is a fact."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from askfirst.brand.models import Brand, Channel, Member, StoredFile
from askfirst.gate.models import Decision, Delivery
from askfirst.people.models import Contact


class Draft(models.Model):
    """A text with its addressee and purpose.  Its decision and its delivery are read through, never copied."""

    class State(models.TextChoices):
        WRITTEN = "written", _("Being written")
        SCHEDULED = "scheduled", _("Waiting for its hour")
        WAITING = "waiting", _("Waiting for approval")
        RELEASED = "released", _("Released")
        REFUSED = "refused", _("Not allowed")
        WITHDRAWN = "withdrawn", _("Taken back")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    author = models.ForeignKey(Member, on_delete=models.PROTECT)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="drafts"
    )  # null: to the public
    form = models.CharField(max_length=15)
    purpose = models.CharField(max_length=20)
    # Who wrote the words and whether they send them themselves, as the gate is told: `human_now`, `rule` and so on.
    authored_by = models.CharField(max_length=15, default="human_now")
    about = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=400, blank=True)
    text = models.TextField()
    in_reply_to = models.CharField(max_length=200, blank=True)
    references = models.JSONField(default=list)
    files = models.ManyToManyField(StoredFile)
    state = models.CharField(max_length=10, choices=State, default=State.WRITTEN)
    # When it is put to the gate; null: it was put there at once.  What came back keeps the hour at which it was to leave.
    scheduled_at = models.DateTimeField(null=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="drafts")
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, null=True, related_name="draft")
    # The browser's own id of this wish: pressing Send twice is one draft.
    key = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "key"], name="one_draft_per_wish"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["contact", "channel", "state"]),
            models.Index(
                fields=["scheduled_at"], condition=models.Q(state="scheduled"), name="draft_scheduled"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Approval(models.Model):
    """A member's answer to a draft that waits."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="approvals")
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    is_yes = models.BooleanField()
    comment = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{'yes' if self.is_yes else 'no'} by {self.member}"
