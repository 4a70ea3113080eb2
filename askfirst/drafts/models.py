"""What we wish to say.  A draft is a wish; a message is a fact."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from askfirst.brand.models import Brand, Channel, Member, StoredFile
from askfirst.brand.spoken import SpokenText
from askfirst.consent.models import List
from askfirst.drafts.note_models import NoteRemark, PersonalNote
from askfirst.gate.models import Decision, Delivery
from askfirst.people.models import Contact

__all__ = ["Approval", "Composition", "Draft", "Feed", "FeedItem", "NoteRemark", "PersonalNote"]


class Feed(models.Model):
    """A blog of the brand's that is asked for what is new.  What it brings becomes drafts; nothing of it leaves by itself."""

    class State(models.TextChoices):
        LOOKING = "looking", _("Being looked for")
        ON = "on", _("Read")
        PAUSED = "paused", _("Paused")
        FAILED = "failed", _("Not read any more")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="feeds")
    member = models.ForeignKey(Member, on_delete=models.PROTECT)  # who added it
    typed = models.CharField(max_length=1_000)  # as they gave it: a site, or the feed itself
    # What is asked; while it is looked for, where one looks.
    address = models.CharField(max_length=1_000)
    others = models.JSONField(default=list)  # further feeds that the site names
    title = models.CharField(max_length=300, blank=True)
    site = models.CharField(max_length=1_000, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.LOOKING)
    # What the last answer said of itself, given back with the next question.
    etag = models.CharField(max_length=500, blank=True)
    modified = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # of the last answer; empty: there was none
    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)  # null: nobody asks at the moment
    pause_seconds = models.PositiveIntegerField(default=0)  # between two questions; 0: not known yet
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    trouble = SpokenText(blank=True)  # why it could not be read the last time
    asked_at = models.DateTimeField(null=True)  # null: never
    brought_at = models.DateTimeField(null=True)  # when it last brought something; null: never
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "address"], name="one_feed_once")]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=models.Q(state__in=["looking", "on"]), name="feed_to_ask"
            )
        ]

    def __str__(self) -> str:
        return self.title or self.address


class FeedItem(models.Model):
    """One entry of a blog, as plain text."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(max_length=40)  # by which the feed's next answer is compared
    digest = models.CharField(max_length=40)  # of what it says
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    link = models.CharField(max_length=1_000, blank=True)
    published_at = models.DateTimeField(null=True)  # null: the feed does not say
    # It stood there before the feed was added, or came with a flood: it is offered, and no draft was made of it.
    is_earlier = models.BooleanField(default=False)
    found_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True)  # null: it says what it said at first

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["feed", "key"], name="feed_item_once")]
        indexes: ClassVar = [models.Index(fields=["brand", "-id"])]

    def __str__(self) -> str:
        return self.title or self.link


class Composition(models.Model):
    """A public post for one account or several, while it is being written.  Let out, it is one draft for each account."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True
    )  # who began it; null: a feed brought it
    item = models.ForeignKey(
        FeedItem, on_delete=models.SET_NULL, null=True, related_name="compositions"
    )  # null: it is about no entry of a blog
    text = models.TextField(blank=True)
    purpose = models.CharField(max_length=20, default="service")
    # By channel: its own words (absent: the common ones) and its audience.  `{"7": {"text": "…", "audience": "followers"}}`
    parts = models.JSONField(default=dict)
    # The browser's own id: pressing twice begins one.
    key = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=0)  # 0: nobody has touched what a feed brought
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    let_out_at = models.DateTimeField(null=True)  # null: still being written
    put_away_at = models.DateTimeField(null=True)  # null: it stands among what is being written

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "key"], name="one_composition_per_key")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["brand", "-id"],
                condition=models.Q(let_out_at=None, put_away_at=None),
                name="composition_open",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


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
    # Whom a public post is meant for, as its network lets one choose.
    audience = models.CharField(max_length=12, default="everybody")
    composition = models.ForeignKey(
        Composition, on_delete=models.PROTECT, null=True, related_name="drafts"
    )  # null: it was written for one account alone
    asks = models.ForeignKey(
        List, on_delete=models.PROTECT, null=True, related_name="+"
    )  # the list to which it is the network's own request to opt in; null: it is none
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
