"""Personal notes as work: from the first words to what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from askfirst.brand.models import Brand, Channel, Member
from askfirst.people.models import Contact


class PersonalNote(models.Model):
    """One letter to one person.  Whether it left is read through `draft`, never copied; what came of it is computed."""

    class State(models.TextChoices):
        WRITING = "writing", _("Being written")
        ASKED = "asked", _("Waiting for a yes")
        SENT = "sent", _("Let go")
        DROPPED = "dropped", _("Put aside")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="personal_notes")
    writer = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    begun_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(
        Channel, on_delete=models.PROTECT, null=True
    )  # null: nobody has chosen where it goes
    purpose = models.CharField(max_length=20, default="service")
    is_offer = models.BooleanField(default=False)  # it says of itself that it is one
    subject = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)  # grows with each change of the words
    state = models.CharField(max_length=8, choices=State, default=State.WRITING)
    draft = models.OneToOneField(
        "drafts.Draft", on_delete=models.PROTECT, null=True, related_name="personal_note"
    )  # null: it was not let go
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["brand", "state", "-changed_at"], name="note_by_state")]

    def __str__(self) -> str:
        return self.text[:60]


class NoteRemark(models.Model):
    """What was said about a note among members, and the words as they were then."""

    class Kind(models.TextChoices):
        COMMENT = "comment", _("said")
        ASKED = "asked", _("asked for a yes")
        BACK = "back", _("asked for a change")
        YES = "yes", _("said yes")
        DROPPED = "dropped", _("put it aside")

    note = models.ForeignKey(PersonalNote, on_delete=models.CASCADE, related_name="remarks")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind)
    says = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)  # of the words that it is about
    text = models.TextField(blank=True)  # those words
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.says[:60]
