"""How the team works through what came in: its views, its ready words, what it does to many at once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from askfirst.brand.models import Brand, Member, StoredFile


class View(models.Model):
    """A list that somebody wants again: which conversations, in which order."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="views")
    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, null=True, related_name="views"
    )  # null: the whole team's
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400)  # the end of the list's address, as `inbox_list` reads it
    created_at = models.DateTimeField(default=timezone.now)

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
    """When this happens, and that is so, then these steps: done by the worker, and through the gate where they speak."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="automations")
    name = models.CharField(max_length=60)
    is_on = models.BooleanField(default=True)
    when = models.CharField(max_length=20)
    conditions = models.JSONField(default=list)
    steps = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "name"], name="automation_once_per_brand")
        ]

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """One thing done to many conversations by the worker, a few at a time; as it was before is kept, so it can be undone."""

    class State(models.TextChoices):
        RUNNING = "running", "Under way"
        DONE = "done", "Done"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="batches")
    steps = models.JSONField(default=list)
    threads = models.JSONField(default=list)  # ids, in the order in which they are done
    before = models.JSONField(default=dict)  # by id: what to put back
    problems = models.JSONField(default=list)  # of `thread` and `says`
    upto = models.PositiveIntegerField(default=0)  # how many are done
    state = models.CharField(max_length=7, choices=State, default=State.RUNNING)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["id"], condition=models.Q(state__in=["running", "undoing"]), name="batch_under_way"
            )
        ]

    def __str__(self) -> str:
        return f"{self.upto} of {len(self.threads)}"
