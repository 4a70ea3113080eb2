"""The forms of the public page."""

from __future__ import annotations

import secrets
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import signing
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askfirst.web.deeds import Deed, too_large
from askfirst.web.typed import NAME_LIMIT, OneLine, Words
from askfirst.web.visitor import named

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from askfirst.networks.page import Kind
    from askfirst.web.visitor import Visitor

EMAIL_LIMIT = 254
ZONE_LIMIT = 60
ASK_LIMIT = 1000
SHOWN_SALT = "askfirst.ask.shown"


def new_key() -> str:
    """The own id of one form on one screen: sending it twice is one deed."""
    return secrets.token_urlsafe(16)


class Saying(forms.Form):
    """Something that a visitor says: their words, their name if we have none yet, the form's own key."""

    key = forms.CharField(max_length=64, required=False)
    name = OneLine(required=False, limit=NAME_LIMIT)
    text = Words()

    def __init__(self, visitor: Visitor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visitor = visitor
        self.shown_key = new_key()
        if not visitor.name:
            self.fields["name"].required = True
            self.fields["name"].error_messages["required"] = _(
                "Write your name, so that they know whom to answer."
            )

    def who(self) -> Visitor:
        """The visitor under the name that they gave."""
        return named(self.visitor, self.cleaned_data["name"])

    def deed(self, kind: Kind, target: str = "") -> Deed:
        """What they did."""
        return Deed(kind=kind, key=self.cleaned_data["key"], text=self.cleaned_data["text"], target=target)


class Message(Saying):
    """A private message: words or files or both, and a mail address where they want to be told of the answer."""

    text = Words(required=False)
    email = forms.CharField(required=False)
    zone = forms.CharField(required=False)

    def __init__(self, visitor: Visitor, *args: Any, **kwargs: Any) -> None:
        super().__init__(visitor, *args, **kwargs)
        given: list[UploadedFile[Any]] = self.files.getlist("files") if self.files else []
        self.uploads = [one for one in given if one.size]

    def clean_email(self) -> str:
        address = " ".join(self.cleaned_data["email"].split())
        if address:
            email_address(address)
        return address

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "text" in cleaned and not cleaned["text"] and not self.uploads:
            self.add_error("text", _("Write a few words first, or choose a file."))
        if sentence := too_large(self.uploads):
            self.add_error("text", sentence)
        return cleaned

    def deed(self, kind: Kind = "message", target: str = "") -> Deed:
        said = super().deed(kind, target)
        return replace(said, files=tuple(self.uploads), time_zone=self.cleaned_data["zone"][:ZONE_LIMIT])


class Ask(Saying):
    """A question: its words, a name or none, and the moment at which the form was shown, signed by us."""

    text = Words(limit=ASK_LIMIT, empty=gettext_lazy("Write your question first."))
    nameless = forms.BooleanField(required=False)
    shown = forms.CharField(required=False, max_length=200)

    def __init__(self, visitor: Visitor, *args: Any, **kwargs: Any) -> None:
        super().__init__(visitor, *args, **kwargs)
        self.shown_at = signing.dumps(int(time.time()), salt=SHOWN_SALT)
        if self.is_bound and self.data.get("nameless"):
            self.fields["name"].required = False

    def deed(self, kind: Kind = "ask", target: str = "") -> Deed:
        is_nameless = self.cleaned_data["nameless"]
        return replace(super().deed(kind, target), is_nameless=is_nameless, seconds=self._seconds())

    def _seconds(self) -> int | None:
        """How long it was before them; None: whoever sent it did not come from our form."""
        try:
            shown: int = signing.loads(self.cleaned_data["shown"], salt=SHOWN_SALT)
        except signing.BadSignature:
            return None
        return max(0, int(time.time()) - shown)


class EmailForm(forms.Form):
    """A mail address, for a link."""

    email = forms.CharField(
        max_length=EMAIL_LIMIT,
        error_messages={"required": gettext_lazy("Write your mail address, as in ana@example.org.")},
    )

    def clean_email(self) -> str:
        address = "".join(self.cleaned_data["email"].split())
        email_address(address)
        return address


def email_address(text: str) -> None:
    """Refuse what cannot be a mail address.

    Raises:
        ValidationError: with the sentence for the person who typed it.
    """
    try:
        validate_email(text)
    except forms.ValidationError:
        raise forms.ValidationError(
            _("“%(text)s” is not a mail address. It needs a name, an @ and a place, as in ana@example.org.")
            % {"text": text[:80]}
        ) from None
    if len(text) > EMAIL_LIMIT:
        raise forms.ValidationError(_("No mail address is that long. Check it once more."))
