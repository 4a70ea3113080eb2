"""Who is spoken to.  A handle is not a person: it is linked to one, with evidence, and the link can be undone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from askfirst.brand.models import Brand, Channel, Member


class Contact(models.Model):
    """A person the brand knows.  What is not known stays empty; nothing is guessed."""

    class Relation(models.TextChoices):
        CLIENT = "client", _("Client")
        FRIEND = "friend", _("Friend")
        FAMILY = "family", _("Family")
        LEAD = "lead", _("Lead")
        CANDIDATE = "candidate", _("Candidate")
        COLLEAGUE = "colleague", _("Colleague")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=12, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=6, blank=True)  # ISO 3166-2, such as US-FL
    time_zone = models.CharField(max_length=60, blank=True)
    # What they are to the brand, as a member has said; empty: nobody has said.
    relation = models.CharField(max_length=10, choices=Relation, blank=True)
    relation_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, related_name="+"
    )  # null: said on the command line, or not at all
    relation_at = models.DateTimeField(null=True)  # null: nobody has said
    is_vip = models.BooleanField(default=False)  # the team looks after them first
    # Who they turned out to be: everything of theirs stands there now.  Never a person who is merged themselves.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged"
    )  # null: they stand for themselves
    merged_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)  # null: we know them; else only that there was somebody
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["brand", "name"]),
            models.Index(fields=["brand", "id"], condition=models.Q(is_vip=True), name="contact_first"),
        ]

    def __str__(self) -> str:
        return self.name or gettext("Somebody without a name, no. %(pk)s") % {"pk": self.pk}


class Handle(models.Model):
    """A contact's address on one network."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="handles")
    network = models.CharField(max_length=20)
    address = models.CharField(max_length=254)  # as it was given
    key = models.CharField(max_length=254)  # by which two spellings of one address are the same
    evidence = models.CharField(max_length=200)  # why we believe that it is theirs
    verified_at = models.DateTimeField(null=True)  # null: nobody has shown that they hold it
    unreachable_since = models.DateTimeField(null=True)  # null: nothing says it is dead
    takes_notices = models.BooleanField(
        default=True
    )  # mails that tell of answers on the page; they switch it
    # In which they used it last, where its network says so; empty: nobody knows.  A person may use several.
    language = models.CharField(max_length=12, blank=True)
    looked_up_at = models.DateTimeField(null=True)  # null: their network was not asked who they are yet
    look_up_after = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "network", "key"], name="handle_once_per_brand")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["look_up_after"], condition=models.Q(looked_up_at=None), name="handle_to_look_up"
            )
        ]

    def __str__(self) -> str:
        return self.address


class VisitorDevice(models.Model):
    """A browser in which a visitor is told of answers while the brand's page is not open there (RFC 8030)."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE)
    handle = models.ForeignKey(
        Handle, on_delete=models.CASCADE, related_name="devices"
    )  # whose browser it is
    name = models.CharField(max_length=80)  # the browser, as it names itself
    endpoint = models.CharField(max_length=600, unique=True)
    # The browser's public key and the secret that it shares with us, in base64url (RFC 8291).
    key = models.CharField(max_length=100)
    secret = models.CharField(max_length=40)
    # Where they were, as far as anybody said, when they switched it on: what is not everywhere yet asks for it.
    country = models.CharField(max_length=2, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    reached_at = models.DateTimeField(null=True)  # null: nothing has got there yet

    def __str__(self) -> str:
        return self.name


class Relationship(models.Model):
    """A directed edge between a person and one of the brand's channels, with its times."""

    class Kind(models.TextChoices):
        LIKES = "likes", _("likes the page")
        FOLLOWS = "follows", _("follows the brand")
        FOLLOWED = "followed", _("is followed by the brand")
        CONNECTED = "connected", _("is connected")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="relationships")
    handle = models.ForeignKey(
        Handle, on_delete=models.PROTECT, null=True, related_name="+"
    )  # whose edge it is there; null: nobody knows of which of their addresses
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=Kind)
    since = models.DateTimeField(null=True)  # null: the edge is there, its start is unknown
    until = models.DateTimeField(null=True)  # null: it holds
    source = models.CharField(max_length=120)
    observed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contact", "channel", "kind"],
                condition=models.Q(until=None, handle=None),
                name="one_edge_that_holds",
            ),
            models.UniqueConstraint(
                fields=["handle", "channel", "kind"],
                condition=models.Q(until=None),
                name="one_edge_of_an_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} {self.get_kind_display()}"


class Sighting(models.Model):
    """A network said that an edge began or ended.  Append-only, and the edges are computed from it.

    In whatever order such words come, and however often, the edges are the same.
    """

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="sightings")
    handle = models.ForeignKey(
        Handle, on_delete=models.PROTECT, null=True, related_name="+"
    )  # null: nobody knows of which of their addresses
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=Relationship.Kind)
    holds = models.BooleanField()  # it began, or it ended
    at = models.DateTimeField(null=True)  # null: nobody says when; it was so when we recorded it
    source = models.CharField(max_length=120)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["contact", "channel", "kind"])]

    def __str__(self) -> str:
        return f"{self.contact} {self.get_kind_display()}: {'yes' if self.holds else 'no longer'}"


class Engagement(models.Model):
    """What a contact did toward the brand.  Append-only: reply windows are computed from it."""

    class Kind(models.TextChoices):
        MESSAGE = "message", _("wrote to us")
        COMMENT = "comment", _("commented")
        WALL_POST = "wall_post", _("wrote on the wall")
        MENTION = "mention", _("mentioned us")
        ASK = "ask", _("asked us")
        LIKE = "like", _("liked")
        REACTION = "reaction", _("put a sign on a message")
        VOTE = "vote", _("voted in a poll")
        SHARE = "share", _("passed something on")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="engagements")
    handle = models.ForeignKey(
        Handle, on_delete=models.PROTECT, null=True, related_name="+"
    )  # by which it was done: windows are an address's own; null: nobody knows by which of theirs
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=Kind)
    reference = models.CharField(max_length=200)  # the network's own id of it
    # How its words sounded when they came in, as `manners.tone` has it; null: it has none, or nobody read them.
    tone = models.SmallIntegerField(null=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["contact", "channel", "kind", "-occurred_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "kind", "reference"], name="engagement_once")
        ]

    def __str__(self) -> str:
        return f"{self.contact} {self.get_kind_display()}"


class Score(models.Model):
    """How engaged somebody is, made of their deeds by `people.scores` and of nothing else: it can be made anew at any time.

    `value` is as of the landmark of `people.points`, so that time alone changes no row.
    """

    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, primary_key=True, related_name="score")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE)
    value = models.FloatField(default=0)
    words = models.FloatField(default=0)  # the part that took words
    light = models.FloatField(default=0)  # the part that took one press, before its share is capped
    kinds = models.PositiveIntegerField(default=0)  # a bit for each kind of deed, of `points.BITS`
    breadth = models.PositiveSmallIntegerField(default=0)  # how many kinds
    deeds = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True)  # null: they did nothing that is weighed

    class Meta:
        indexes: ClassVar = [models.Index(fields=["brand", "-value", "contact"], name="score_highest_first")]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.deeds} deeds"


class Merge(models.Model):
    """Two entries turned out to be one person.  What was moved is kept, so that it can be undone."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    kept = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="merges_away")
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, related_name="+"
    )  # null: on the command line
    evidence = models.CharField(max_length=500)
    moved = models.JSONField(default=dict)  # ids of what was moved, by kind of row
    before = models.JSONField(
        default=dict
    )  # fields as they were: of `kept`, of those merged earlier, of threads
    merged_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)  # null: it holds
    undone_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["gone"], condition=models.Q(undone_at=None), name="merged_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.gone} is {self.kept}"


class Link(models.Model):
    """Whose a handle was said to be from a moment on, by whom and why.  Append-only, but that the words can be forgotten."""

    class Act(models.TextChoices):
        ADDED = "added", _("was written down")
        LINKED = "linked", _("was linked")
        UNLINKED = "unlinked", _("was taken away")
        MERGED = "merged", _("came with a merge")
        UNDONE = "undone", _("went back, as a merge was undone")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    handle = models.ForeignKey(Handle, on_delete=models.PROTECT, related_name="links")
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="links"
    )  # whose it is from then on
    was = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="links_away"
    )  # null: nobody's before
    act = models.CharField(max_length=8, choices=Act)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True)  # null: on the command line
    evidence = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["contact", "-id"])]

    def __str__(self) -> str:
        return f"{self.handle} {self.get_act_display()}"


class Forgetting(models.Model):
    """The report that a person was forgotten: what went and what stayed, in numbers and sentences that name nobody."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="forgettings")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True)  # null: on the command line
    reason = models.CharField(max_length=200, blank=True)
    gone = models.JSONField(default=list)  # of `what` and `count`
    stays = models.JSONField(default=list)  # of `what`, `count` and `why`
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"person {self.contact_id}, {self.at:%Y-%m-%d}"


class Look(models.Model):
    """A member has looked at the brief of a person: who they are writing to is known to them."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="looks")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)  # the last time

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact", "member"], name="one_look_per_member")
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.at:%Y-%m-%d}"
