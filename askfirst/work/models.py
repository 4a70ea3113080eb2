"""How the team works through what came in: its views, its ready words, what it does to many at once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from askfirst.brand.changes import newest
from askfirst.brand.models import Brand, Channel, Member, StoredFile
from askfirst.brand.spoken import SpokenJSON, SpokenText
from askfirst.inbox.models import Thread


class View(models.Model):
    """A list that somebody wants again: which conversations, in which order."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="views")
    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, null=True, related_name="views"
    )  # null: the whole team's
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)  # the end of the list's address, as `inbox_filters` reads it
    # What it showed before its last change; null: it was never changed, while the plain list is empty.
    before = models.CharField(max_length=1000, null=True)  # noqa: DJ001 -- as above
    deleted_at = models.DateTimeField(null=True)  # null: it stands; else it can be brought back for a while
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "name"],
                condition=models.Q(member__isnull=False, deleted_at=None),
                name="view_once_per_member",
            ),
            models.UniqueConstraint(
                fields=["brand", "name"],
                condition=models.Q(member=None, deleted_at=None),
                name="view_once_per_team",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CannedReply(models.Model):
    """Words to be used again, with `{name}` and its like filled in when they are taken."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="canned_replies")
    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, null=True, related_name="canned_replies"
    )  # null: the whole team's
    name = models.CharField(max_length=60)  # what is typed after `/`
    text = models.TextField()
    files = models.ManyToManyField(StoredFile)
    used = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Macro(models.Model):
    """Several steps under one name, done to a conversation by a member."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="macros")
    name = models.CharField(max_length=60)
    steps = models.JSONField(default=list)  # of `do` and what it takes, as `steps` reads them
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "name"], name="macro_once_per_brand")
        ]

    def __str__(self) -> str:
        return self.name


class Automation(models.Model):
    """When this happens, and that is so, then these steps: done by the worker, and through the gate where they speak.

    People call it a rule for the inbox; a Rule of the policy is something else.
    """

    class When(models.TextChoices):
        MESSAGE = "message", _("Somebody writes to us")
        WORD = "word", _("Somebody says something in public")
        STATE = "state", _("Its state is changed")
        WAITING = "waiting", _("Somebody waits for longer than")
        CLOSING = "closing", _("The time to answer ends within")

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="automations")
    name = models.CharField(max_length=60)
    is_on = models.BooleanField(default=True)
    when = models.CharField(max_length=20, choices=When)
    minutes = models.PositiveIntegerField(default=0)  # of waiting or left; 0 for what happens at a moment
    conditions = models.JSONField(default=dict)  # as `matching` reads them: all must hold
    steps = models.JSONField(default=list)
    # Who saved it: it answers in their name, and only while they may.
    author = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    # By the id of ready words: the digest of what the author said yes to when they saved it.
    approved = models.JSONField(default=dict)
    since = models.DateTimeField(default=timezone.now)  # what waited before is none of its business
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "name"], name="automation_once_per_brand")
        ]

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """A rule was taken up for one cause in one conversation: once, however often the worker begins anew."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE)
    automation = models.ForeignKey(Automation, on_delete=models.CASCADE, related_name="runs")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    cause = models.CharField(max_length=60)  # such as `message:17`
    is_taken = models.BooleanField(
        default=True
    )  # false: it was asked at its hour, and its conditions did not hold
    problems = SpokenJSON(default=list)  # sentences: what could not be done
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["automation", "thread", "cause"], name="one_run_for_each_cause")
        ]
        indexes: ClassVar = [models.Index(fields=["automation", "-id"]), models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.automation_id} for {self.cause}"


class Cursor(models.Model):
    """How far the worker has read the live feed for what the rules wait for."""

    RULES: ClassVar = "rules"

    name = models.CharField(max_length=20, unique=True)
    upto = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.upto}"

    @classmethod
    def begin(cls) -> Cursor:
        """Where reading goes on; where nobody has read yet, behind what has happened until now."""
        return cls.objects.get_or_create(name=cls.RULES, defaults={"upto": newest()})[0]


class Hours(models.Model):
    """When the team answers, by the brand's own clock; and what is said to who writes at another time."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="hours")
    week = models.JSONField(default=dict)  # by day, 0 is Monday: pairs of `HH:MM`; 00:00 ends a day
    holidays = models.JSONField(default=list)  # of `day` (ISO) and `name`
    is_away_on = models.BooleanField(default=False)
    away_text = models.TextField(blank=True)
    # Who wrote the away text and said yes to it; null: nobody who still works here.
    author = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"hours of {self.brand}"


class Batch(models.Model):
    """One thing done to many conversations, a few at a time; what was before is kept in its lines, so it can be undone."""

    class State(models.TextChoices):
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="batches")
    by = models.CharField(max_length=120, blank=True)  # the macro; empty: the member's own choice
    says = SpokenText(default="")  # what is done, in words
    steps = models.JSONField(default=list)
    threads = models.JSONField(default=list)  # ids, in the order in which they are done
    total = models.PositiveIntegerField(default=0)
    upto = models.PositiveIntegerField(default=0)  # how many were looked at
    left = models.PositiveIntegerField(default=0)  # how many are to be put back, while it is undone
    state = models.CharField(max_length=7, choices=State, default=State.RUNNING)
    is_put_away = models.BooleanField(default=False)  # its member needs to hear of it no longer
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)  # null: it is under way

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["id"], condition=models.Q(state__in=["running", "undoing"]), name="batch_under_way"
            ),
            models.Index(fields=["member", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.upto} of {self.total}"

    @property
    def is_under_way(self) -> bool:
        """The worker is at it."""
        return self.state in {self.State.RUNNING, self.State.UNDOING}


class BatchLine(models.Model):
    """What a batch did to one conversation."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="lines")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(default=dict)  # what to put back; empty: nothing was changed
    problems = SpokenJSON(default=list)  # sentences: what was not done, or not put back, and why
    is_put_back = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "thread"], name="one_line_per_batch_and_thread")
        ]

    def __str__(self) -> str:
        return "; ".join(self.problems) or "done"


class Turn(models.Model):
    """What reports count of one exchange: since when they waited, and after how long a person answered.

    Made anew from the messages whenever those change (`tallies`): nothing else is written here.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    member_id = models.BigIntegerField(null=True)  # who wrote the answer; null: nobody knows
    asked_at = models.DateTimeField()
    seconds = models.FloatField(null=True)  # null: nobody has answered

    class Meta:
        indexes: ClassVar = [
            # All that a report reads: it need not look at the rows.
            models.Index(
                fields=["brand", "asked_at", "channel", "thread", "member_id", "seconds"], name="turn_by_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at}: {self.seconds}"


class Ending(models.Model):
    """What reports count of the end of a conversation; made anew as `Turn` is."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    member_id = models.BigIntegerField(null=True)  # who ended it; null: a program, or somebody who is gone
    at = models.DateTimeField()
    seconds = models.FloatField(null=True)  # since they had begun it; null: nobody knows

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["brand", "at", "channel", "thread", "member_id", "seconds"], name="ending_by_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at}: {self.seconds}"


class Quarter(models.Model):
    """How much was said privately on a channel within a quarter of an hour: every clock's days begin with one."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.BigIntegerField()  # quarters of an hour since 1970, UTC
    theirs = models.PositiveIntegerField()
    ours = models.PositiveIntegerField()
    automatic = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "number", "channel"], name="one_row_per_quarter")
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.theirs} in, {self.ours} out"


class Recount(models.Model):
    """Something changed that reports count: this conversation and this quarter of an hour are to be counted again.

    Written by the database itself in the transaction of the change.  Only ever added and taken away, and without keys,
    so that nobody who writes a message waits for another.
    """

    brand_id = models.BigIntegerField()
    thread_id = models.BigIntegerField()
    number = models.BigIntegerField(null=True)  # as `Quarter.number`; null: no message changed

    def __str__(self) -> str:
        return f"conversation {self.thread_id}, quarter {self.number}"
