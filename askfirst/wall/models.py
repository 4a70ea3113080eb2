"""What is said in public: on the brand's own page and, as far as we hear of it, on other networks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from askfirst.brand.models import Brand, Channel, StoredFile
from askfirst.brand.spoken import SpokenJSON
from askfirst.gate.models import Delivery
from askfirst.people.models import Contact


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
