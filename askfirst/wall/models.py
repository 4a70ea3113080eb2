"""What is said in public: on the brand's own page and, as far as we hear of it, on other networks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from askfirst.brand.models import Brand, Channel, Member, StoredFile
from askfirst.brand.spoken import SpokenJSON, SpokenText
from askfirst.consent.models import List
from askfirst.drafts.models import Draft
from askfirst.gate.models import Delivery
from askfirst.people.models import Contact, Handle


class Page(models.Model):
    """The brand's hosted place: its channel on the network `page`, and what a visitor reads there."""

    brand = models.OneToOneField(Brand, on_delete=models.PROTECT, related_name="page")
    channel = models.OneToOneField(Channel, on_delete=models.PROTECT, related_name="page")
    tagline = models.CharField(max_length=160, blank=True)
    about = models.TextField(blank=True)
    greeting = models.TextField(blank=True)  # what a visitor reads when they open a conversation
    # Sites of the brand, such as `https://www.harbour.example`, that may show the Message dialog in a frame.
    button_sites = models.JSONField(default=list)
    # What is open to visitors beside messages, which the channel says.
    takes_asks = models.BooleanField(default=False)
    takes_anonymous_asks = models.BooleanField(default=False)
    takes_comments = models.BooleanField(default=True)
    takes_posts = models.BooleanField(default=True)
    asks_a_day = models.PositiveSmallIntegerField(default=5)  # of one person
    # Who wants the posts of this page by mail joins it; null: none is offered for that.
    posts_on = models.ForeignKey(List, on_delete=models.SET_NULL, null=True, related_name="+")
    # Drawn anew by us from what was given, so that nothing but colours is in them.  null: there is none
    face = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    face_small = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    cover = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    cover_small = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"page of {self.brand}"


class Post(models.Model):
    """Something that stands by itself: by the brand, or by somebody who wrote to it, asked it or spoke of it."""

    class Kind(models.TextChoices):
        POST = "post", _("post")
        MENTION = "mention", _("mention")
        ASK = "ask", _("question")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="posts")
    page = models.ForeignKey(
        Page, on_delete=models.PROTECT, null=True, related_name="posts"
    )  # null: it stands on another network, and not on our page
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.POST)
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="posts"
    )  # null: the brand itself, or nobody knows who
    # Somebody else said it, and nobody knows who.
    is_anonymous = models.BooleanField(default=False)
    # Only what was said under it has come in: its words may follow.
    is_placeholder = models.BooleanField(default=False)
    author = models.CharField(max_length=120)
    text = models.TextField()
    remarks = SpokenJSON(default=list)  # sentences for the team
    said_at = models.DateTimeField()
    external_id = models.CharField(max_length=200)
    delivery = models.OneToOneField(
        Delivery, on_delete=models.PROTECT, null=True, related_name="post"
    )  # null: theirs, or said by another tool
    files = models.ManyToManyField(StoredFile)
    edited_at = models.DateTimeField(null=True)  # null: as it was first said
    taken_back_at = models.DateTimeField(null=True)  # null: it stands; else its words are gone
    hidden_at = models.DateTimeField(null=True)  # null: everybody sees it
    # From when it stands there for everybody; null: a question that is not answered in public.
    published_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)  # null: nobody has said that it gets no answer
    spam_at = models.DateTimeField(null=True)  # null: nobody has said that it is no honest question
    hints = models.JSONField(default=list)  # why it may be no honest question: keys of `asks.HINTS`

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["page", "-published_at"]),
            models.Index(fields=["brand", "-id"]),
            models.Index(fields=["brand", "said_at"], name="post_by_day"),
            models.Index(fields=["brand", "said_at"], condition=models.Q(kind="ask"), name="asks_by_day"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="post_once_per_channel")
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_ours(self) -> bool:
        """The brand itself said it."""
        return self.contact_id is None and not self.is_anonymous


class Comment(models.Model):
    """Something said under a post: by somebody else, or by the brand."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="comments")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="comments")
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="comments"
    )  # null: the brand itself, or nobody knows who
    is_anonymous = models.BooleanField(default=False)
    author = models.CharField(max_length=120)
    text = models.TextField()
    remarks = SpokenJSON(default=list)
    said_at = models.DateTimeField()
    external_id = models.CharField(max_length=200)
    answers = models.CharField(
        max_length=200, blank=True
    )  # external id of the comment it answers; empty: the post
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, null=True, related_name="comment")
    # When whom it answers saw it; null: not yet, or it answers nobody whom we know.
    seen_at = models.DateTimeField(null=True)
    files = models.ManyToManyField(StoredFile)
    edited_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["post", "said_at"]),
            models.Index(fields=["brand", "said_at"], name="comment_by_day"),
            models.Index(
                fields=["said_at"],
                condition=models.Q(seen_at=None, delivery__isnull=False),
                name="answer_not_seen",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="comment_once_per_channel")
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_ours(self) -> bool:
        """The brand itself said it."""
        return self.contact_id is None and not self.is_anonymous


class Poll(models.Model):
    """A question with choices.  It is opened by a post that carries it: its words pass the gate as any words do."""

    class Shows(models.TextChoices):
        ALWAYS = "always", _("Always, to everybody")
        VOTED = "voted", _("To those who have voted; to everybody once it has ended")
        ENDED = "ended", _("To everybody once it has ended")
        TEAM = "team", _("To the team only")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="polls")
    question = models.CharField(max_length=300)
    about = models.TextField(blank=True)
    is_multiple = models.BooleanField(default=False)
    takes_comments = models.BooleanField(default=True)
    shows = models.CharField(max_length=8, choices=Shows, default=Shows.VOTED)  # who sees the results
    # What “yes, write to me” beside the vote asks for.
    on = models.ForeignKey(List, on_delete=models.PROTECT, null=True, related_name="+")  # null: nothing
    closes_at = models.DateTimeField(null=True)  # null: until somebody closes it
    closed_at = models.DateTimeField(null=True)  # null: nobody has closed it
    # The post that carries it, as a wish; null: nobody has opened it, and nobody outside sees it.
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, null=True, related_name="poll")
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["brand", "-id"], name="poll_newest")]

    def __str__(self) -> str:
        return self.question


class Choice(models.Model):
    """One thing that can be chosen."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="choices")
    number = models.PositiveSmallIntegerField()  # from 1, in the order in which they are shown
    text = models.CharField(max_length=120)
    # What “yes, write to me” beside this choice asks for.
    on = models.ForeignKey(List, on_delete=models.PROTECT, null=True, related_name="+")  # null: nothing

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "number"], name="choice_once_per_place")
        ]

    def __str__(self) -> str:
        return self.text


class Vote(models.Model):
    """What somebody chose by one address of theirs.  Of several addresses the newest vote of a person counts."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="votes")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="votes")
    handle = models.ForeignKey(Handle, on_delete=models.PROTECT, related_name="+")
    choices = models.ManyToManyField(Choice, related_name="votes")  # none: it was taken back
    text = models.TextField(blank=True)  # what they said with it
    external_id = models.CharField(max_length=200)  # of the newest form of it
    voted_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True)  # null: its words are seen by whoever sees the results

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "handle"], name="vote_once_per_address")
        ]
        indexes: ClassVar = [models.Index(fields=["poll", "contact", "-voted_at"], name="vote_of_a_person")]

    def __str__(self) -> str:
        return f"{self.contact} in “{self.poll}”"


class Opening(models.Model):
    """How often a brand's page, or one post alone, was opened on one day by its clock.  It counts no people."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="openings")
    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, null=True, related_name="openings"
    )  # null: the page with its wall
    day = models.DateField()
    many = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["page", "day"], condition=models.Q(post=None), name="opening_of_page_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["page", "day", "post"],
                condition=models.Q(post__isnull=False),
                name="opening_of_post_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.many}"


class Mention(models.Model):
    """A page elsewhere that says it links to a post of ours.  It is looked at before anybody reads of it."""

    class Kind(models.TextChoices):
        WEBMENTION = "webmention", _("Webmention")
        TRACKBACK = "trackback", _("Trackback")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    kind = models.CharField(max_length=10, choices=Kind)
    source = models.CharField(max_length=1_000)  # where it says it links to us
    target = models.CharField(max_length=1_000)  # the address of ours that must stand there
    # What a trackback claims; a webmention claims nothing.
    author = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=300, blank=True)
    excerpt = models.TextField(blank=True)
    # The comment that it became, hidden until a member shows it; null: nobody has found the link there.
    comment = models.OneToOneField(Comment, on_delete=models.SET_NULL, null=True, related_name="mention")
    trouble = SpokenText(blank=True)  # why it became none
    due_at = models.DateTimeField(null=True)  # null: it was looked at
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "source"], name="mention_once")]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=~models.Q(due_at=None), name="mention_to_look_at")
        ]

    def __str__(self) -> str:
        return self.source


class Mix(models.Model):
    """How much of what it says in public a brand wants to be of each kind, in per cent; jobs and help are not counted."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, primary_key=True, related_name="mix")
    pitch = models.PositiveSmallIntegerField(default=10)
    value = models.PositiveSmallIntegerField(default=40)
    conversation = models.PositiveSmallIntegerField(default=30)
    personal = models.PositiveSmallIntegerField(default=20)
    changed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.pitch}/{self.value}/{self.conversation}/{self.personal}"
