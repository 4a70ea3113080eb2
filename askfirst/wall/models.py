"""What is said in public on the brand's own page."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from askfirst.brand.models import Brand, Channel
from askfirst.gate.models import Delivery
from askfirst.people.models import Contact


class Page(models.Model):
    """The brand's hosted place: its channel on the network `page`, and what a visitor reads there."""

    brand = models.OneToOneField(Brand, on_delete=models.PROTECT, related_name="page")
    channel = models.OneToOneField(Channel, on_delete=models.PROTECT, related_name="page")
    tagline = models.CharField(max_length=160, blank=True)
    about = models.TextField(blank=True)
    greeting = models.TextField(blank=True)  # what a visitor reads when they open a conversation

    def __str__(self) -> str:
        return f"page of {self.brand}"


class Post(models.Model):
    """Something on the wall: by the brand, or by a visitor."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="posts")
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="posts"
    )  # null: the brand itself
    author = models.CharField(max_length=120)
    text = models.TextField()
    said_at = models.DateTimeField()
    external_id = models.CharField(max_length=200)
    delivery = models.OneToOneField(
        Delivery, on_delete=models.PROTECT, null=True, related_name="post"
    )  # null: a visitor's
    hidden_at = models.DateTimeField(null=True)  # null: everybody sees it

    class Meta:
        indexes: ClassVar = [models.Index(fields=["page", "-said_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "external_id"], name="post_once_per_brand")
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Comment(models.Model):
    """Something said under a post: by a visitor, or by the brand."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="comments")
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="comments"
    )  # null: the brand itself
    author = models.CharField(max_length=120)
    text = models.TextField()
    said_at = models.DateTimeField()
    external_id = models.CharField(max_length=200)
    answers = models.CharField(
        max_length=200, blank=True
    )  # external id of the comment it answers; empty: the post
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, null=True, related_name="comment")
    hidden_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["post", "said_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "external_id"], name="comment_once_per_brand")
        ]

    def __str__(self) -> str:
        return self.text[:60]
