"""Who speaks: the brand, its members, its channels, and what it tells its own people."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from askfirst.brand.roles import Role
from askfirst.brand.spoken import SpokenJSON, SpokenText


class Brand(models.Model):
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    accent = models.CharField(max_length=7, default="#0f766e")
    country = models.CharField(max_length=2, blank=True)
    time_zone = models.CharField(max_length=60, default="UTC")
    help_email = models.EmailField(blank=True)
    help_phone = models.CharField(max_length=40, blank=True)
    postal_address = models.CharField(
        max_length=300, blank=True, default=""
    )  # in one line; at the foot of list mail
    # Something is not for everybody: there are rows of Rollout.
    is_rolling_out = models.BooleanField(default=False)
    # For how long what is sent can be undone; null: as the installation says.
    undo_seconds = models.PositiveSmallIntegerField(null=True)
    # From how many points on somebody is called regular, engaged and devoted, as `people.points` counts them.
    regular_from = models.PositiveSmallIntegerField(default=5)
    engaged_from = models.PositiveSmallIntegerField(default=20)
    devoted_from = models.PositiveSmallIntegerField(default=60)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class MemberManager(BaseUserManager["Member"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Member:
        """A member with a password, or with none until they set one by the link they are given."""
        member = self.model(email=self.normalize_email(email), **fields)
        member.set_password(password)
        member.save()
        return member


class Member(AbstractBaseUser):
    """A person working for one brand."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="members")
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=Role)
    is_active = models.BooleanField(default=True)
    undo_seconds = models.PositiveSmallIntegerField(null=True)  # null: as the brand says
    time_zone = models.CharField(max_length=60, blank=True)  # empty: the brand's
    # In which they read us, also where no browser says so, as in a mail; empty: English.
    language = models.CharField(max_length=12, blank=True, default="")
    attention = models.JSONField(default=dict)  # what they want to hear of: `brand.attention` reads it
    created_at = models.DateTimeField(default=timezone.now)
    # What they changed of the keys, as `brand.keys` reads it; empty: everything is as usual.
    keys = models.JSONField(default=dict, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = MemberManager()

    def __str__(self) -> str:
        return self.name or self.email


class Rollout(models.Model):
    """Who gets one feature, where not everybody does.  A feature without a row is for everybody."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="rollouts")
    feature = models.CharField(max_length=24)
    share = models.PositiveSmallIntegerField(default=100)  # of a hundred people
    countries = models.JSONField(default=list)  # two letters each; empty: everywhere
    # Who gets it whatever the share is, by id: contacts stand above brand, so there is no key.
    contacts = models.JSONField(default=list)
    members = models.JSONField(default=list)
    changed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "feature"], name="rollout_once_per_feature")
        ]

    def __str__(self) -> str:
        return f"{self.feature} for {self.share} of 100"

    @property
    def named(self) -> int:
        """How many have it whatever the share is."""
        return len(self.contacts) + len(self.members)


class Team(models.Model):
    """Members who do one kind of work together; a conversation may be theirs before it is one member's."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=60)
    members = models.ManyToManyField(Member, related_name="teams")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "name"], name="team_once_per_brand")
        ]

    def __str__(self) -> str:
        return self.name


PROVISIONAL = "connecting:"
"""Begins the address of a channel whose account nobody has told us yet."""


class Channel(models.Model):
    """The brand's presence on one network: its address there, how to reach it, and how it is."""

    class State(models.TextChoices):
        OK = "ok", _("Connected")
        ATTENTION = "attention", _("Needs attention")
        OFF = "off", _("Switched off")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="channels")
    network = models.CharField(max_length=20)
    address = models.CharField(max_length=254)
    name = models.CharField(max_length=120)
    settings = models.JSONField(default=dict)
    sealed_credentials = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.OK)
    state_reason = SpokenText(blank=True)
    # What hinders it, by part ("sending", "reading"); state and reason are made from this in `health`.
    troubles = SpokenJSON(default=dict)
    # People may write to it; a page's owner switches this.
    takes_messages = models.BooleanField(default=True)
    connected_at = models.DateTimeField(default=timezone.now)
    last_event_at = models.DateTimeField(null=True)  # null: nothing has come in yet
    # The secret part of the address at which the network pushes; null: it pushes nothing.
    hook_key = models.CharField(max_length=43, null=True, unique=True)  # noqa: DJ001 -- many may push nothing
    last_push_at = models.DateTimeField(null=True)  # null: nothing was pushed yet
    credentials_until = models.DateTimeField(null=True)  # null: they do not expire, as far as is known
    silence_told_at = models.DateTimeField(null=True)  # null: nobody was told that it has fallen silent
    # The longest pause between two things that came in, in seconds, for each of the last days (ISO dates).
    pauses = models.JSONField(default=dict)
    handshake_at = models.DateTimeField(null=True)  # null: the network has not looked at our hook yet
    forged_at = models.DateTimeField(null=True)  # null: no push was refused for its signature
    # While one worker exchanges the credentials, and until the next try after it failed; null: free.
    renewing_until = models.DateTimeField(null=True)
    # What the last look at the connection found: `at`, and `findings` of `what`, `is_good` and `says`.
    checked = SpokenJSON(default=dict)
    sends_per_minute = models.PositiveIntegerField(default=60)
    # The rate clock (GCRA): the moment at which the allowance will be full again.
    rate_clock = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "network", "address"], name="channel_once_per_brand")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_provisional(self) -> bool:
        """Nobody has told us yet whose account it is."""
        return self.address.startswith(PROVISIONAL)


class StoredFile(models.Model):
    """A file that came in or is to go out.  Its name on disk is random; what it claims to be is not believed."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    token = models.CharField(max_length=43, unique=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)  # by content, not by claim
    size = models.PositiveBigIntegerField()
    file = models.FileField(upload_to="attachments/%Y/%m")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Earlier(models.Model):
    """What a message, a post or a comment said before it was changed where it stands.

    Rows are added, and forgotten with what they belong to; the database refuses to alter one.
    """

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="earlier")
    external_id = models.CharField(max_length=200)  # of what was changed, as its network names it
    text = models.TextField()
    at = models.DateTimeField()  # since when it read so

    class Meta:
        indexes: ClassVar = [models.Index(fields=["channel", "external_id"], name="earlier_of_one")]

    def __str__(self) -> str:
        return self.text[:60]


class Notification(models.Model):
    """A note to one member: something happened that they should know, wherever they are in the product."""

    class Kind(models.TextChoices):
        MESSAGE = "message", _("New message")
        COMMENT = "comment", _("New comment")
        STOPPED = "stopped", _("A message was stopped")
        FAILED = "failed", _("A message could not be delivered")
        CHANNEL = "channel", _("A channel needs attention")
        GIVEN = "given", _("A conversation was given to you")
        MENTION = "mention", _("A colleague named you")
        LATER = "later", _("Something was not sent at its hour")
        BATCH = "batch", _("What you did with many is done")
        CAMPAIGN = "campaign", _("News of a campaign")
        LIFTING = "lifting", _("The stop list waits for a second yes")
        REQUEST = "request", _("A friend or follow request")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=10, choices=Kind)
    title = SpokenText()
    excerpt = SpokenText(blank=True)
    link = models.CharField(max_length=200)
    # One line per subject: ten messages of one thread are one notification that grows.
    subject = models.CharField(max_length=80)
    count = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)  # null: still counted in the badge
    matter = models.CharField(max_length=12, default="mine")  # one of attention.KEYS
    is_urgent = models.BooleanField(default=False)
    is_in_bell = models.BooleanField(default=True)  # False: it was wanted by other ways only
    push_due_at = models.DateTimeField(null=True)  # null: nothing is to be pushed
    mail_due_at = models.DateTimeField(null=True)  # null: it stands in no mail that is to come

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["member", "seen_at", "-created_at"]),
            models.Index(fields=["push_due_at"], condition=~models.Q(push_due_at=None), name="to_be_pushed"),
            models.Index(fields=["mail_due_at"], condition=~models.Q(mail_due_at=None), name="to_be_mailed"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "subject"], condition=models.Q(seen_at=None), name="one_unseen_per_subject"
            )
        ]

    def __str__(self) -> str:
        return str(self.title)


class Device(models.Model):
    """A browser in which a member is told also while no page of ours is open there (RFC 8030)."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(max_length=80)  # the browser, as it names itself
    endpoint = models.CharField(max_length=600, unique=True)
    # The browser's public key and the secret that it shares with us, in base64url (RFC 8291).
    key = models.CharField(max_length=100)
    secret = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)
    reached_at = models.DateTimeField(null=True)  # null: nothing has got there yet

    def __str__(self) -> str:
        return self.name


class Push(models.Model):
    """A note on its way to one device."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE)
    note = models.ForeignKey(Notification, on_delete=models.CASCADE)
    due_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "note"], name="push_once_per_device")
        ]

    def __str__(self) -> str:
        return f"{self.note_id} to {self.device_id}"


class Change(models.Model):
    """The live feed: one row for each thing that a screen may want to show.  Ids grow in the order of commits."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20)
    # Which contact may see it, by id: people stand above brand, so there is no key.  0: members only.
    contact = models.PositiveBigIntegerField(default=0)
    is_for_members = models.BooleanField(default=True)
    # Everybody who looks at the brand's page may see it.
    is_public = models.BooleanField(default=False)
    # 0: every member of the brand; else only this one.
    member = models.PositiveBigIntegerField(default=0)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["brand", "id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
