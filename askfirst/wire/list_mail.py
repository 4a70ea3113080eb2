"""The mail of lists that is the product's own: the link and code by which somebody confirms, and their receipt.

They asked for it a moment ago, so it is system mail like a password reset: it goes out by ASKFIRST_MAIL, and advertises
nothing.  It is sent by the worker, out of the table of requests: a killed process loses none, and how long a mail server
takes tells nobody whether an address is known.
"""

from __future__ import annotations

import json
import logging
import smtplib
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askfirst.consent import confirming, joining, lists, pending, receipts, standing
from askfirst.wire import visitor_mail

if TYPE_CHECKING:
    from askfirst.brand.models import Brand
    from askfirst.consent.confirming import Confirmed
    from askfirst.consent.models import List, Request

log = logging.getLogger(__name__)

BATCH = 20
HOLD = timedelta(minutes=2)
"""So long a worker has a request to itself; then another takes it over, or it is tried again."""
_PERMANENT = 500

_CONFIRM = gettext_lazy("""Hello,

somebody, probably you, asked to be told by {brand}:

{lists}

If that was you, open this link and press the button:

{link}

Or type these six digits into the page from which you asked:

{code}

Both work for seven days. If it was not you, do nothing: you will hear nothing more, and this address is not kept.
""")
_COMING_BACK = gettext_lazy(
    "Earlier this address asked %(name)s to write no more. With the button you take that back."
)
_ON_ALREADY = gettext_lazy("""Hello,

somebody, probably you, asked to be told by {brand}:

{lists}

You are told already: nothing has to be done, and nothing was changed. If it was not you, do nothing.
To see what you get, to get less of it, or none:

{preferences}
""")
_RECEIPT = gettext_lazy("""Hello,

you are told by {brand} from now on. Keep this as proof of what you agreed to; a copy for programs is attached.

{receipts}
""")


def send_due() -> int:
    """Mail what waits to be mailed.  Returns how many were."""
    due = joining.to_mail(timezone.now()).select_related("brand")[:BATCH]
    return sum(_send(request) for request in due)


def send_receipt(done: Confirmed) -> None:
    """Mail the receipts of what was just confirmed.  Returns at once; they can be had on the preference page as well."""
    if not done.entries or "@" not in done.address:
        return
    found = [receipts.of(entry) for entry in done.entries]
    with translation.override(done.language):
        brand = found[0].on.brand
        text = _RECEIPT.format(brand=brand, receipts="\n\n".join(map(receipts.as_text, found)))
        letter = _letter(done.address, _("What you agreed to with %(brand)s") % {"brand": brand}, text)
    for one in found:
        content = json.dumps(receipts.as_json(one), ensure_ascii=False, indent=2)
        letter.attach(f"receipt-{one.number}.json", content, "application/json")
    visitor_mail.post(letter)


def confirm_address(brand: Brand, token: str) -> str:
    """The whole address behind which a request is confirmed."""
    return f"{settings.ADDRESS}/@{brand.slug}/lists/confirm/{token}/"


def _send(request: Request) -> int:
    asked = pending.lists_of(request)
    is_on = _is_on(request, asked)
    minted = joining.mint(request, HOLD)
    if minted is None:
        return 0
    with translation.override(request.language):
        letter = _on_already(request, asked) if is_on else _to_confirm(request, asked, *minted)
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as error:
        if all(code >= _PERMANENT for code, _said in error.recipients.values()):
            joining.unmailable(request)
            return 1
        log.warning("request %s could not be mailed yet: %s", request.pk, error)
        return 0
    except OSError as error:
        log.warning("request %s could not be mailed yet: %s", request.pk, error)
        return 0
    joining.mailed(request)
    return 1


def _is_on(request: Request, asked: list[List]) -> bool:
    """Whether this address is on all of these lists already."""
    handle = confirming.known(request)
    if handle is None or handle.verified_at is None:
        return False
    states = [standing.states([handle.contact], one.purpose, on=one)[handle.contact_id] for one in asked]
    return all(one.state == "active" for one in states)


def _to_confirm(request: Request, asked: list[List], token: str, code: str) -> EmailMessage:
    text = _CONFIRM.format(
        brand=request.brand,
        lists=_said(asked),
        link=confirm_address(request.brand, token),
        code=f"{code[:3]} {code[3:]}",
    )
    if confirming.takes_back_a_stop(request):
        text += f"\n{_COMING_BACK % {'name': request.brand}}\n"
    subject = _("%(code)s: confirm that %(brand)s may write to you") % {
        "code": f"{code[:3]} {code[3:]}",
        "brand": request.brand,
    }
    return _letter(request.address, subject, text, request)


def _on_already(request: Request, asked: list[List]) -> EmailMessage:
    text = _ON_ALREADY.format(
        brand=request.brand,
        lists=_said(asked),
        preferences=f"{settings.ADDRESS}/@{request.brand.slug}/preferences/",
    )
    subject = _("You are told by %(brand)s already") % {"brand": request.brand}
    return _letter(request.address, subject, text, request)


def _said(asked: list[List]) -> str:
    return "\n".join(f"- {one.name}. {lists.promise(one)}" for one in asked)


def _letter(address: str, subject: str, text: str, request: Request | None = None) -> EmailMessage:
    headers = {"Auto-Submitted": "auto-generated"}
    if request and request.origin:
        # So that a mail provider recognises a flood of forms that programs fill in (draft-levine-mailbomb-header).
        headers["Form-Sub"] = f"v=1; ip={request.origin}; dom={urlsplit(settings.ADDRESS).hostname}"
    return EmailMessage(subject=" ".join(subject.split()), body=text, to=[address], headers=headers)
