"""Who asks to be a friend or a follower, what the brand does then, and what they would see of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from askfirst.brand.models import Brand, Channel, Member
from askfirst.brand.spoken import SpokenJSON, SpokenText
from askfirst.drafts.models import Draft
from askfirst.people.models import Contact, Handle


class Suggestion(models.TextChoices):
    ACCEPT = "accept", _("Accept")
    LOOK = "look", _("Look first")
    DECLINE = "decline", _("Decline")


class Request(models.Model):
    """Somebody asks to be a friend, a follower or a connection on one channel.  Whose it is is whose the address is."""

    class Source(models.TextChoices):
        NETWORK = "network", _("told by the network")
        EXPORT = "export", _("out of your own export")
        HAND = "hand", _("written down by hand")

    class State(models.TextChoices):
        OPEN = "open", _("Waits for you")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Taken back")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="requests")
    handle = models.ForeignKey(Handle, on_delete=models.PROTECT, related_name="requests")
    source = models.CharField(max_length=8, choices=Source)
    note = models.TextField(blank=True)  # what they wrote with it
    came_at = models.DateTimeField(null=True)  # null: nobody says when
    heard_at = models.DateTimeField(default=timezone.now)
    # Who asks, as their network or a member showed them: the fields of `networks.requests.Asker`.
    seen = models.JSONField(default=dict)
    portrait = models.BinaryField(default=bytes)  # their picture, small and drawn anew; empty: there is none
    picture_mark = models.CharField(max_length=16, blank=True)  # by which the same picture is known again
    picture_trouble = SpokenText(blank=True, default="")
    looked_at = models.DateTimeField(null=True)  # null: nobody has looked them up yet, or nobody can
    look_after = models.DateTimeField(default=timezone.now)
    look_trouble = SpokenText(blank=True, default="")
    # What speaks for and against: `test`, `key`, `weight`, `says` and `quotes`, as `points` makes them.
    points = SpokenJSON(default=list)
    tests = models.JSONField(default=dict)  # of each test, `good`, `bad` or `unknown`
    suggestion = models.CharField(max_length=8, choices=Suggestion, blank=True)  # empty: not read yet
    judged_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, related_name="+"
    )  # null: on the command line, on the network itself, or not at all
    decided_at = models.DateTimeField(null=True)  # null: it waits for somebody
    # Whether it stands so on the network as well; a program does it there, or a person by hand.
    is_by_program = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True)  # null: it has still to be done there
    settle_after = models.DateTimeField(default=timezone.now)
    trouble = SpokenText(blank=True, default="")  # why it could not be done there
    # What was said to them with it; null: nothing, or it was copied.
    draft = models.ForeignKey(Draft, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel", "handle"], condition=models.Q(state="open"), name="one_open_request"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["brand", "state", "-id"]),
            models.Index(fields=["channel", "heard_at"], name="request_by_arrival"),
            models.Index(
                fields=["look_after"],
                condition=models.Q(looked_at=None, state="open", source="network"),
                name="request_to_look_up",
            ),
            models.Index(
                fields=["settle_after"],
                condition=models.Q(is_by_program=True, settled_at=None),
                name="request_to_settle",
            ),
            models.Index(
                fields=["brand", "picture_mark"],
                condition=~models.Q(picture_mark=""),
                name="request_by_picture",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handle} asks {self.channel}"


class PolicyLine(models.Model):
    """One line of the friend policy: what the brand does when somebody who is this to it asks on that network."""

    class Act(models.TextChoices):
        ACCEPT = "accept", _("Accept")
        INVITE = "invite", _("Decline kindly, and invite them to another network")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="friend_policy")
    network = models.CharField(max_length=20, blank=True)  # empty: on every network without a line of its own
    relation = models.CharField(max_length=10, choices=Contact.Relation)
    act = models.CharField(max_length=6, choices=Act)
    elsewhere = models.CharField(max_length=20, blank=True)  # empty: the network that suits the relation best
    words = models.JSONField(default=dict)  # the kind reply by language, with gaps such as `{name}`
    changed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["brand", "network", "relation"], name="one_line_for_each_relation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.relation} on {self.network or 'any network'}: {self.act}"


class Invitation(models.Model):
    """They were told of a better place: connecting there is a task, and it ends when the edge is there."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    request = models.OneToOneField(Request, on_delete=models.CASCADE, related_name="invitation")
    network = models.CharField(max_length=20)  # where the two should connect
    opened_at = models.DateTimeField(default=timezone.now)
    connected_at = models.DateTimeField(null=True)  # null: no edge there has been seen
    dropped_at = models.DateTimeField(null=True)  # null: nobody has let it go
    dropped_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["brand"],
                condition=models.Q(connected_at=None, dropped_at=None),
                name="invitation_to_follow",
            )
        ]

    def __str__(self) -> str:
        return f"connect on {self.network}"


class Exhibit(models.Model):
    """Something of ours that others may see on a network: a post or an album, and for whom it stands there."""

    class Kind(models.TextChoices):
        POST = "post", _("Post")
        ALBUM = "album", _("Album")

    class Audience(models.TextChoices):
        PUBLIC = "public", _("Everybody")
        FRIENDS = "friends", _("Friends, followers or connections")
        SOME = "some", _("Some people only")
        NOBODY = "nobody", _("Nobody else")
        UNKNOWN = "unknown", _("Not known")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="exhibits")
    external_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=5, choices=Kind)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)  # where it stands; empty: nobody says
    pictures = models.PositiveIntegerField(default=0)
    said_at = models.DateTimeField(null=True)  # null: nobody says
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.UNKNOWN)
    heard_from = models.CharField(max_length=120)  # the network itself, or an export by its name
    seen_at = models.DateTimeField(default=timezone.now)  # when it was last seen to stand there
    marks = SpokenJSON(default=list)  # why one may want to look at it: `key`, `says` and where in the text
    weight = models.PositiveSmallIntegerField(default=0)  # how much it gives away; 0: nothing was found
    kept_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField(null=True)  # null: nobody has said that it may stand as it is
    # To be taken down there: said by a member, done by a program.
    take_down_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    take_down_at = models.DateTimeField(null=True)  # null: nobody wants it down
    take_down_after = models.DateTimeField(default=timezone.now)
    taken_down_at = models.DateTimeField(null=True)  # null: it stands
    trouble = SpokenText(blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="exhibit_once_per_channel")
        ]
        indexes: ClassVar = [
            models.Index(fields=["channel", "-weight", "said_at"], name="exhibit_by_weight"),
            models.Index(
                fields=["take_down_after"],
                condition=models.Q(taken_down_at=None, take_down_at__isnull=False),
                name="exhibit_to_take_down",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Reading(models.Model):
    """Somebody wants to know what stands of us on a channel: it is read from its network, all of it."""

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="exhibit_reading")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)  # null: still to be read, or being read
    try_after = models.DateTimeField(default=timezone.now)
    count = models.PositiveIntegerField(default=0)  # how many were read the last time
    trouble = SpokenText(blank=True, default="")  # why it could not be read

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["try_after"], condition=models.Q(done_at=None), name="exhibits_to_read")
        ]

    def __str__(self) -> str:
        return f"what stands on {self.channel}"
