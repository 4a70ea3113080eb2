"""One text to many: written, approved, and then put to the gate once for each person.

What became of it is read from its deliveries and never copied.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from askfirst.brand.models import Brand, Channel, Member
from askfirst.brand.spoken import SpokenText
from askfirst.consent.models import List
from askfirst.gate.models import Decision, Delivery
from askfirst.people.models import Contact, Handle


class Campaign(models.Model):
    """A text for those of a list who fit.  Its words are those of its newest version."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being written")
        WAITING = "waiting", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        SCHEDULED = "scheduled", _("Waiting for its hour")
        RUNNING = "running", _("Being sent")
        PAUSED = "paused", _("Paused")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("Sent")

    class Capped(models.TextChoices):
        """What becomes of it for somebody who has had enough for now."""

        DROP = "drop", _("They do not get it")
        DEFER = "defer", _("They get it when there is room, until a day that you set")
        DIGEST = "digest", _("They get it together with the next ones, in one message")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="campaigns")
    name = models.CharField(max_length=120)
    on = models.ForeignKey(List, on_delete=models.PROTECT, related_name="campaigns")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="campaigns")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    capped = models.CharField(max_length=6, choices=Capped, default=Capped.DROP)
    defer_days = models.PositiveSmallIntegerField(default=7)
    scheduled_at = models.DateTimeField(null=True)  # null: it goes when somebody presses Send
    is_local = models.BooleanField(default=False)  # at that hour of each person's own clock
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="campaigns")
    approved_version = models.PositiveIntegerField(null=True)  # null: nobody has said yes
    gathered_upto = models.PositiveBigIntegerField(default=0)  # the last person of whom a recipient was made
    gathered_at = models.DateTimeField(null=True)  # null: not everybody yet
    why = SpokenText(blank=True)  # why it is paused or stopped, as a sentence
    stopped_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, related_name="+"
    )  # null: it stopped by itself, or runs
    created_at = models.DateTimeField(default=timezone.now)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["brand", "-created_at"]),
            models.Index(fields=["state", "scheduled_at"]),
        ]

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """The words of a campaign and whom it is for, as somebody saved them.  Append-only; the newest is meant."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()  # from 1, without gaps
    subject = models.CharField(max_length=400, blank=True)
    preview = models.CharField(
        max_length=200, blank=True
    )  # the line that mail programs show beside the subject
    text = models.TextField(blank=True)
    audience = models.JSONField(
        default=dict
    )  # conditions, as `campaigns.audiences` reads them; empty: all of the list
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "number"], name="campaign_version_once")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class Review(models.Model):
    """What a member said of one version: yes, please change, or a comment.  Append-only."""

    class Kind(models.TextChoices):
        APPROVED = "approved", _("approved it")
        CHANGES = "changes", _("asked for changes")
        COMMENT = "comment", _("commented")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="reviews")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="reviews")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.member} {self.get_kind_display()}"


class Recipient(models.Model):
    """One person of one campaign, and how far it came for them.  Once for each address, whatever happens."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Its turn comes")
        RELEASED = "released", _("On its way, or there")
        DEFERRED = "deferred", _("Waits until there is room")
        REFUSED = "refused", _("Not allowed")
        DROPPED = "dropped", _("Left out")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="recipients")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    handle = models.ForeignKey(Handle, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(default=timezone.now)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="recipients")
    # Several campaigns share one where they went together, as a digest; null: nothing has left for them.
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, null=True, related_name="recipients")
    reason = models.CharField(max_length=80, blank=True)  # the rule that spoke, or our own word for why

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "handle"], name="recipient_once_per_address")
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "state", "due_at"]),
            models.Index(
                fields=["due_at"], condition=models.Q(state__in=["waiting", "deferred"]), name="recipient_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact}: {self.get_state_display()}"


class Test(models.Model):
    """A campaign was sent to a member for a look.  Append-only."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="tests")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    to = models.CharField(max_length=254)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"to {self.to}"


class Mailed(models.Model):
    """A test was handed to the mail server, or was about to be: written before, so that none is mailed twice.  Append-only."""

    test = models.OneToOneField(Test, on_delete=models.PROTECT, related_name="mailed")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"mailed {self.at:%Y-%m-%d %H:%M}"


class Click(models.Model):
    """A link of a message was followed, by a person or by a program that looks at every link.

    Nothing of it is changed but the verdict, which can turn out to be a program's afterwards.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="clicks")
    address = models.CharField(max_length=2000)
    is_human = models.BooleanField(null=True)  # null: nobody can tell
    why = models.CharField(max_length=80, blank=True)  # what made it look like a program
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.address
