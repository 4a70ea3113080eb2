"""What was said to us and is to be answered: one to one in full, and of what stands in public whose turn it is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from askfirst.brand.models import Brand, Channel, Member, StoredFile, Team
from askfirst.brand.spoken import SpokenChar, SpokenJSON
from askfirst.drafts.models import Draft
from askfirst.gate.models import Delivery
from askfirst.people.models import Contact, Handle


class Label(models.Model):
    """A word that the team puts on conversations."""

    class Colour(models.TextChoices):
        GREY = "grey", _("Grey")
        RED = "red", _("Red")
        AMBER = "amber", _("Amber")
        GREEN = "green", _("Green")
        BLUE = "blue", _("Blue")
        VIOLET = "violet", _("Violet")

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="labels")
    name = models.CharField(max_length=40)
    colour = models.CharField(max_length=6, choices=Colour, default=Colour.GREY)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "name"], name="label_once_per_brand")
        ]

    def __str__(self) -> str:
        return self.name


class Thread(models.Model):
    """One running exchange with a contact on a channel; or what one person said under one post, for everybody to read.

    Of what is public the words stand in the room `wall`, under `post`; here stands whose turn it is and what to do.
    """

    class Kind(models.TextChoices):
        DIRECT = "direct", _("Message")
        EMAIL = "email", _("Mail")
        COMMENT = "comment", _("Comment")
        WALL_POST = "wall_post", _("Wall post")
        MENTION = "mention", _("Mention")
        ASK = "ask", _("Question")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        WAITING = "waiting", _("Waiting for them")
        LATER = "later", _("Later")
        DONE = "done", _("Done")
        NO_REPLY = "no_reply", _("No reply needed")
        EXPIRED = "expired", _("Expired")

    class Priority(models.IntegerChoices):
        LOW = -1, _("Low")
        NORMAL = 0, _("Normal")
        HIGH = 1, _("High")
        URGENT = 2, _("Urgent")

    class Stage(models.TextChoices):
        NOW = "now", _("To be looked after")
        LATER = "later", _("Put off")
        ENDED = "ended", _("Ended")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.DIRECT)
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="threads", null=True
    )  # null: said in public by somebody who gave no name
    handle = models.ForeignKey(Handle, on_delete=models.PROTECT, null=True)  # null as `contact` is
    # The post on the wall under which it was said, by id: walls stand beside the inbox, so there is no key.  0: not in public.
    post = models.PositiveBigIntegerField(default=0)
    subject = models.CharField(max_length=400, blank=True)
    about = models.CharField(max_length=200, blank=True)  # the public comment that it began with
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    # The state in three words, made by the database: what lists are divided by, so that each is one walk along an index.
    stage = models.GeneratedField(
        expression=models.Case(
            models.When(state__in=["done", "no_reply"], then=models.Value("ended")),
            models.When(state="later", then=models.Value("later")),
            default=models.Value("now"),
        ),
        output_field=models.CharField(max_length=5, choices=Stage),
        db_persist=True,
    )
    later_until = models.DateTimeField(null=True)  # when it comes back; null: it is not put off
    assignee = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, related_name="threads"
    )  # null: nobody yet
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="threads")
    priority = models.SmallIntegerField(choices=Priority, default=Priority.NORMAL)
    labels = models.ManyToManyField(Label, related_name="threads")
    # What a list row shows, kept here so that the list is one query; the messages are the truth.
    preview = SpokenChar(max_length=200, blank=True)
    is_last_ours = models.BooleanField(default=False)
    last_at = models.DateTimeField(default=timezone.now)
    waiting_since = models.DateTimeField(null=True)  # null: nobody waits for us
    last_inbound = models.PositiveBigIntegerField(default=0)  # id of their newest message; 0: none
    their_read = models.PositiveBigIntegerField(default=0)  # id of our newest message that they have seen
    # Until when they may be written to, as the gate said when it was last asked; null: it does not close within days.
    closes_at = models.DateTimeField(null=True)
    # When to ask the gate again; null: nobody waits for its answer.
    look_at = models.DateTimeField(null=True, default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel", "post", "contact"],
                condition=models.Q(post__gt=0, contact__isnull=False),
                name="one_public_thread_each",
            ),
            models.UniqueConstraint(
                fields=["channel", "post"],
                condition=models.Q(post__gt=0, contact__isnull=True),
                name="one_public_thread_of_nobody",
            ),
            models.CheckConstraint(
                condition=models.Q(post__gt=0) | models.Q(contact__isnull=False, handle__isnull=False),
                name="a_private_thread_is_with_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["brand", "-last_at", "-id"]),
            models.Index(fields=["brand", "waiting_since", "id"]),
            models.Index(fields=["brand", "closes_at", "id"]),
            models.Index(
                fields=["look_at"], condition=models.Q(look_at__isnull=False), name="thread_to_look_at"
            ),
            models.Index(
                fields=["later_until"], condition=models.Q(later_until__isnull=False), name="thread_put_off"
            ),
            models.Index(fields=["brand", "stage", "-last_at", "-id"]),
            models.Index(fields=["brand", "state", "-last_at", "-id"]),
            models.Index(fields=["brand", "assignee", "stage", "-last_at", "-id"]),
            models.Index(
                fields=["brand", "assignee"],
                condition=models.Q(state="open", waiting_since__isnull=False),
                name="thread_waits_for",
            ),
            # Each tab in the orders of who has waited longest and of what closes soonest.
            models.Index(
                fields=["brand", "stage", "waiting_since", "id"],
                condition=models.Q(waiting_since__isnull=False),
                name="thread_by_wait",
            ),
            models.Index(
                fields=["brand", "assignee", "stage", "waiting_since", "id"],
                condition=models.Q(waiting_since__isnull=False),
                name="thread_by_wait_for",
            ),
            models.Index(
                fields=["brand", "stage", "closes_at", "id"],
                condition=models.Q(closes_at__isnull=False),
                name="thread_by_close",
            ),
            models.Index(fields=["contact", "channel"]),
        ]

    def __str__(self) -> str:
        return f"{self.contact or 'Somebody who gave no name'} on {self.channel}"

    @property
    def is_public(self) -> bool:
        """Everybody can read it where it stands."""
        return self.post > 0

    @property
    def them(self) -> Contact:
        """Whom it is with.

        Raises:
            LookupError: it was said in public by somebody who gave no name.
        """
        if self.contact is None:
            raise LookupError("nobody knows who said this: it can only be answered where it stands")
        return self.contact

    @property
    def theirs(self) -> Handle:
        """The address at which they speak to us.  Raises LookupError as `them` does."""
        if self.handle is None:
            raise LookupError("nobody knows who said this: it can only be answered where it stands")
        return self.handle


class Message(models.Model):
    """Something said, by them or by us.  It has happened."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    is_ours = models.BooleanField()
    author = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    quoted = models.TextField(blank=True)  # the earlier mail they quoted below
    # The network's id of the one message that it answers; empty where it answers all, and for mail, which quotes itself.
    answers = models.CharField(max_length=200, blank=True)
    html = models.TextField(blank=True)  # sanitised when it came in
    remarks = SpokenJSON(default=list)  # sentences for the team: what was left out or looks wrong
    said_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)
    external_id = models.CharField(max_length=200)
    delivery = models.OneToOneField(
        Delivery, on_delete=models.PROTECT, null=True, related_name="message"
    )  # null: theirs, or said by another tool
    files = models.ManyToManyField(StoredFile)
    is_automatic = models.BooleanField(default=False)  # a rule of ours said it: nobody has answered by it
    edited_at = models.DateTimeField(null=True)  # null: as it was first said
    taken_back_at = models.DateTimeField(null=True)  # null: it stands; else its words are gone

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="message_once_per_channel"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["thread", "-id"]),
            models.Index(fields=["brand", "said_at"], name="message_by_day"),
        ]

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


class Mention(models.Model):
    """A colleague was named in a note: it is theirs to look at."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="mentions")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="mentions")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="mentions")
    seen_at = models.DateTimeField(null=True)  # null: they have not opened the conversation since
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["note", "member"], name="one_mention_per_note_and_member")
        ]
        indexes: ClassVar = [models.Index(fields=["member", "-id"])]

    def __str__(self) -> str:
        return f"{self.member} in {self.note_id}"


class Act(models.Model):
    """What was done with a conversation, by whom and when: the small lines between its messages, and what reports count."""

    class Kind(models.TextChoices):
        STATE = "state", _("its state")
        ASSIGNED = "assigned", _("whose it is")
        TEAM = "team", _("which team's it is")
        LABELLED = "labelled", _("a label was put on")
        UNLABELLED = "unlabelled", _("a label was taken off")
        PRIORITY = "priority", _("how urgent it is")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="acts")
    member = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, related_name="+"
    )  # null: a program
    by = models.CharField(
        max_length=120, blank=True
    )  # the rule or macro that did it; empty: the member alone
    kind = models.CharField(max_length=10, choices=Kind)
    # As it was and as it is: a state, a member's, team's or label's name, a priority's word.
    before = models.CharField(max_length=120, blank=True)
    after = models.CharField(max_length=120, blank=True)
    until = models.DateTimeField(null=True)  # null: it was not put off
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["thread", "id"]),
            models.Index(fields=["brand", "kind", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.before} → {self.after}"


class Unsent(models.Model):
    """What a member is writing in a conversation and has not sent: kept on the server, on whatever machine they go on."""

    class Mode(models.TextChoices):
        REPLY = "reply", _("Reply")
        PUBLIC = "public", _("Public answer")
        PRIVATE = "private", _("Private answer")
        NOTE = "note", _("Note")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="unsent")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="unsent")
    mode = models.CharField(max_length=7, choices=Mode)
    about = models.CharField(max_length=200, blank=True)  # the public word of theirs that it answers
    subject = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True)
    # What was written at the same time in another window, and is offered beside it until somebody lets it go.
    other = models.TextField(blank=True)
    files = models.ManyToManyField(StoredFile)
    version = models.PositiveIntegerField(
        default=0
    )  # grows with each change: who changes an older one is told
    sent_key = models.CharField(
        max_length=64, blank=True
    )  # of the wish it became: what is late of that is no draft
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "member", "mode"], name="one_unsent_text_each")
        ]

    def __str__(self) -> str:
        return self.text[:60]
