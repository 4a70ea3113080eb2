"""Lists that somebody brought along: the file, how it is read, how far it came, and what became of each line."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from askfirst.brand.models import Brand, Member, StoredFile
from askfirst.brand.spoken import SpokenText


class Import(models.Model):
    """One file of people, read into one list.  What it did is in the ledger, by its `exchange`; it is never undone by deleting."""

    class State(models.TextChoices):
        OPEN = "open", _("Not begun")
        TRYING = "trying", _("Being tried out")
        TRIED = "tried", _("Tried out")
        RUNNING = "running", _("Being read")
        DONE = "done", _("Read")
        UNDOING = "undoing", _("Being taken back")
        UNDONE = "undone", _("Taken back")
        FAILED = "failed", _("Broken off")
        DROPPED = "dropped", _("Not read")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    sheets = models.JSONField(default=list)  # the tables in it, as `list_files.Sheet.kept` gives them
    list = models.ForeignKey("consent.List", on_delete=models.PROTECT, related_name="imports")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True)  # null: on the command line
    name = models.CharField(max_length=200)  # of the file
    sha256 = models.CharField(max_length=64)  # of its bytes
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, related_name="+"
    )  # null: let go once it was read
    exchange = models.UUIDField(default=uuid.uuid4, unique=True)  # of each line of the ledger that it brought
    # Which column tells what, as the words of `list_fields.Field` by name; and what is said of the file as a whole.
    fields = models.JSONField(default=dict)
    how = models.CharField(max_length=200, blank=True)  # by what they agreed; empty: the lines say it
    words = models.TextField(blank=True)  # what they read before; empty: the lines say it
    order = models.CharField(
        max_length=3, default="ymd"
    )  # how days are written, as `list_reading.ORDERS` has it
    is_only_list = models.BooleanField(
        default=False
    )  # who left there leaves this list; else everything is stopped
    shared_because = models.CharField(max_length=200, blank=True)  # why addresses of roles may be on the list
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    # The next line to be read: what forbids is read in a pass of its own before all else.
    turn = models.PositiveSmallIntegerField(default=0)
    at_line = models.PositiveBigIntegerField(default=0)  # lines of this turn's table that are behind us
    read = models.PositiveBigIntegerField(default=0)  # lines that are done, for whom waits
    total = models.PositiveBigIntegerField(default=0)  # about so many are to be done; 0: nobody knows yet
    undone_upto = models.PositiveBigIntegerField(
        default=0
    )  # id of the last line of the ledger that was looked at
    tried = models.JSONField(default=dict)  # what would come of it: numbers by outcome and reason
    found = models.JSONField(default=dict)  # what came of it
    undone = models.JSONField(default=dict)  # what was taken back
    problem = SpokenText(blank=True)  # why it broke off
    created_at = models.DateTimeField(default=timezone.now)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["id"],
                condition=models.Q(state__in=["trying", "running", "undoing"]),
                name="import_under_way",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ImportLine(models.Model):
    """What became of one line.  It names nobody: the line stands in the file that its member has."""

    class Outcome(models.TextChoices):
        ADDED = "added", _("On the list")
        HELD = "held", _("Known, not on the list")
        STOPPED = "stopped", _("Stopped")
        ALREADY = "already", _("Nothing to do")
        REFUSED = "refused", _("Not added")
        UNUSABLE = "unusable", _("Cannot be used")

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="lines")
    is_try = models.BooleanField()  # of the dry run
    file = models.PositiveSmallIntegerField()  # which of its tables, from 0
    number = models.PositiveBigIntegerField()
    key = models.BigIntegerField(null=True)  # of the address, to find it twice; null: it has none
    outcome = models.CharField(max_length=8, choices=Outcome)
    reason = models.CharField(max_length=16)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "is_try", "file", "number"], name="import_line_once")
        ]
        indexes: ClassVar = [models.Index(fields=["of", "key"], name="import_line_key")]

    def __str__(self) -> str:
        return f"line {self.number}: {self.outcome}"
