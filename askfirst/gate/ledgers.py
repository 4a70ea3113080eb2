"""What is used up by sending: credits, counters of the networks' limits, tickets, and what the networks refused us."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from askfirst.brand.models import Channel, Member
from askfirst.consent.models import List
from askfirst.people.models import Contact, Handle


class CreditEntry(models.Model):
    """One line of a channel's credits.  Append-only; each line holds the balance after it, which is never below zero.

    The database itself refuses a line whose number or balance does not follow from the line before.
    """

    class Kind(models.TextChoices):
        ALLOWANCE = "allowance", _("came with the plan")
        PURCHASE = "purchase", _("bought")
        USE = "use", _("set aside for a message")
        CONFIRMED = "confirmed", _("spent: the message left")
        RELEASED = "released", _("given back: the message did not leave")
        REFUND = "refund", _("given back by the network")
        EXPIRY = "expiry", _("lapsed")

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="credit_entries")
    number = models.PositiveIntegerField()  # from 1, without gaps
    kind = models.CharField(max_length=10, choices=Kind)
    amount = models.IntegerField()  # what it adds to the balance
    balance = models.IntegerField()
    delivery = models.ForeignKey(
        "gate.Delivery", on_delete=models.PROTECT, null=True, related_name="credit_entries"
    )  # null: not about one message
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True)  # null unless a member wrote it
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()  # when it happened
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "number"], name="credit_line_once"),
            models.CheckConstraint(condition=models.Q(balance__gte=0), name="credit_never_overdrawn"),
            # One message uses, confirms, releases and refunds its credit once.
            models.UniqueConstraint(
                fields=["delivery", "kind"],
                condition=models.Q(delivery__isnull=False),
                name="credit_step_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.get_kind_display()} {self.amount:+d} = {self.balance}"


class Counter(models.Model):
    """How much of one limit its owner has used: what is set aside, and what has left, by slice of the limit's clock.

    The row is the lock under which both change.
    """

    owner = models.CharField(max_length=300)  # such as `account:x:@harbour`; brands may share one
    limit = models.CharField(max_length=60)  # its id in limits.toml
    reserved = models.PositiveIntegerField(default=0)
    # Pairs of a slice's first instant (microseconds UTC) and how many left in it, oldest first.
    slices = models.JSONField(default=list)
    peak = models.PositiveBigIntegerField(default=0)  # the most that one period ever held

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "limit"], name="counter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.limit} of {self.owner}"


class Slot(models.Model):
    """The place that one delivery takes in one counter."""

    class State(models.TextChoices):
        RESERVED = "reserved", _("set aside")
        CONFIRMED = "confirmed", _("used")
        RELEASED = "released", _("given back")

    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="slots")
    delivery = models.ForeignKey("gate.Delivery", on_delete=models.PROTECT, related_name="slots")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True)  # null: to nobody in particular
    state = models.CharField(max_length=9, choices=State, default=State.RESERVED)
    at = models.DateTimeField()  # when it took its present state

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "counter"], name="slot_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["counter", "state", "at", "contact"])]

    def __str__(self) -> str:
        return f"{self.counter}: {self.get_state_display()}"


class Refusal(models.Model):
    """A network said no to the account, or to one person, until it takes something again.  Made from receipts."""

    class Meaning(models.TextChoices):
        QUOTA = "quota", _("a limit is used up")
        WINDOW_CLOSED = "window_closed", _("the window for answers is closed")
        BLOCKED = "blocked", _("the person takes nothing from us")
        NOT_REACHABLE = "not_reachable", _("the address takes no messages")

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True)  # null: it meant the account
    receipt = models.OneToOneField("gate.Receipt", on_delete=models.PROTECT)
    meaning = models.CharField(max_length=13, choices=Meaning)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)  # null: until it takes something again
    lifted_at = models.DateTimeField(null=True)  # null: nothing was taken since

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["channel", "contact"], condition=models.Q(lifted_at=None), name="refusal_that_holds"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_meaning_display()} since {self.at:%Y-%m-%d %H:%M}"


class Ticket(models.Model):
    """A network's own right to write to one address about one topic: that person pressed its button.

    One row for each topic, whatever is heard of it: the newest press brings the token, and the newest word of theirs says
    whether it holds.  Only that of a list of ours can be used.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="tickets")
    handle = models.ForeignKey(Handle, on_delete=models.PROTECT, related_name="tickets")
    topic = models.CharField(max_length=200)  # as our request named it; else the title above the button
    title = models.CharField(max_length=200, blank=True)  # the words above the button
    on = models.ForeignKey(
        List, on_delete=models.PROTECT, null=True, related_name="tickets"
    )  # the list about which it is; null: asked for by another program, for something that is no list of ours
    frequency = models.CharField(
        max_length=10, blank=True
    )  # as they agreed to it; empty: the network names none
    sealed = models.TextField(blank=True)  # the token, encrypted; empty: none was heard, or it has ended
    digest = models.CharField(max_length=64, blank=True)  # of the token, by which later news name it
    given_at = models.DateTimeField(null=True)  # null: only heard that it was stopped
    expires_at = models.DateTimeField(null=True)  # null: the network does not say
    stopped_at = models.DateTimeField(null=True)  # null: never
    resumed_at = models.DateTimeField(null=True)  # null: never

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "handle", "topic"], name="ticket_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["channel", "digest"], name="ticket_by_token"),
            models.Index(fields=["channel", "on", "handle"], name="ticket_of_list"),
        ]

    def __str__(self) -> str:
        return self.title or self.topic


class TicketUse(models.Model):
    """By which ticket one delivery goes."""

    class State(models.TextChoices):
        RESERVED = "reserved", _("set aside")
        CONFIRMED = "confirmed", _("used")
        RELEASED = "released", _("given back")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="uses")
    delivery = models.OneToOneField("gate.Delivery", on_delete=models.PROTECT, related_name="ticket_use")
    state = models.CharField(max_length=9, choices=State, default=State.RESERVED)
    at = models.DateTimeField()  # when it took its present state

    class Meta:
        constraints: ClassVar = [
            # One message at a time is on its way by one ticket, whoever wrote it.
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(state="reserved"), name="ticket_for_one_at_a_time"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["ticket", "state", "at"])]

    def __str__(self) -> str:
        return f"{self.ticket}: {self.get_state_display()}"


class Invitation(models.Model):
    """One delivery is the network's own request to opt in to a list."""

    delivery = models.OneToOneField("gate.Delivery", on_delete=models.PROTECT, related_name="invitation")
    on = models.ForeignKey(List, on_delete=models.PROTECT, related_name="invitations")
    title = models.CharField(max_length=200)  # the words above its button

    def __str__(self) -> str:
        return self.title
