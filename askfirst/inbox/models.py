"""What was said one to one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from askfirst.brand.models import Brand, Channel, Member, StoredFile
from askfirst.drafts.models import Draft
from askfirst.gate.models import Delivery
from askfirst.people.models import Contact, Handle


class Thread(models.Model):
    """One running exchange with a contact on a channel."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        WAITING = "waiting", "Waiting for them"
        DONE = "done", "Done"

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="threads")
    handle = models.ForeignKey(Handle, on_delete=models.PROTECT)
    subject = models.CharField(max_length=400, blank=True)
    about = models.CharField(max_length=200, blank=True)  # the public comment that it began with
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    assignee = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, related_name="threads"
    )  # null: nobody yet
    # What a list row shows, kept here so that the list is one query; the messages are the truth.
    preview = models.CharField(max_length=200, blank=True)
    is_last_ours = models.BooleanField(default=False)
    last_at = models.DateTimeField(default=timezone.now)
    waiting_since = models.DateTimeField(null=True)  # null: nobody waits for us
    last_inbound = models.PositiveBigIntegerField(default=0)  # id of their newest message; 0: none
    their_read = models.PositiveBigIntegerField(default=0)  # id of our newest message that they have seen
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["brand", "-last_at", "-id"]),
            models.Index(fields=["brand", "state", "-last_at", "-id"]),
            models.Index(fields=["brand", "assignee", "-last_at", "-id"]),
            models.Index(fields=["contact", "channel"]),
        ]

    def __str__(self) -> str:
        return f"{self.contact} on {self.channel}"


class Message(models.Model):
    """Something said, by them or by us.  It has happened."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    is_ours = models.BooleanField()
    author = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    quoted = models.TextField(blank=True)  # the earlier mail they quoted below
    html = models.TextField(blank=True)  # sanitised when it came in
    remarks = models.JSONField(default=list)  # sentences for the team: what was left out or looks wrong
    said_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)
    external_id = models.CharField(max_length=200)
    delivery = models.OneToOneField(
        Delivery, on_delete=models.PROTECT, null=True, related_name="message"
    )  # null: theirs, or said by another tool
    files = models.ManyToManyField(StoredFile)
    edited_at = models.DateTimeField(null=True)  # null: as it was first said
    taken_back_at = models.DateTimeField(null=True)  # null: it stands; else its words are gone

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="message_once_per_channel"),
        ]
        indexes: ClassVar = [models.Index(fields=["thread", "-id"])]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def signs(self) -> list[str]:
        """The signs that stand on it, oldest first."""
        rows = sorted(self.reactions.all(), key=lambda row: (row.at, row.pk))
        cleared = {row.contact_id: row.at for row in rows if not row.sign}
        return [
            row.sign
            for row in rows
            if row.sign and row.is_on and (row.contact_id not in cleared or cleared[row.contact_id] < row.at)
        ]


class Reaction(models.Model):
    """A sign that somebody put on a message, or took off again.  In whatever order we hear of it, the latest holds."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reactions")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT)
    sign = models.CharField(max_length=60, blank=True)  # empty: every sign of theirs, taken off
    is_on = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "contact", "sign"], name="reaction_once")
        ]

    def __str__(self) -> str:
        return self.sign


class Reply(models.Model):
    """What we try to say in a thread: shown there until it has become a message, or why it has not."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="replies")
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="reply")
    is_settled = models.BooleanField(default=False)  # it has become a message, or somebody put it away

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["thread"], condition=models.Q(is_settled=False), name="reply_open")
        ]

    def __str__(self) -> str:
        return str(self.draft)


class Note(models.Model):
    """A remark among members.  Its own table: nothing that sends can reach it."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="notes")
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.text[:60]


class Reading(models.Model):
    """How far one member has read in one thread."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="readings")
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    upto = models.PositiveBigIntegerField()  # id of the newest message they have seen
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "member"], name="one_reading_per_member")
        ]

    def __str__(self) -> str:
        return f"{self.member} read up to {self.upto}"
