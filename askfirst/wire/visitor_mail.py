"""Mail to a visitor about their own conversation, of two kinds that must not be confused.

A *link that they asked for* a moment ago (to confirm an address, or to come in from another browser) is system mail like a
password reset: it goes out by ASKFIRST_MAIL, says nothing of the brand's, and holds nothing but the link.
A *notice* ("Harbour Coffee has answered") is the brand writing to a person.  It goes through the gate like everything that
does, by the brand's mail channel, or not at all.  See docs/decisions/004-two-kinds-of-visitor-mail.md.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askfirst.brand.models import Channel
from askfirst.gate import release
from askfirst.gate.models import Delivery
from askfirst.gate.question import Parcel, Question
from askfirst.inbox.models import Message, Thread
from askfirst.networks.base import Form
from askfirst.people import claims, speaking
from askfirst.people.models import Contact, Handle
from askfirst.policy.model import Verdict
from askfirst.wall import answers

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from askfirst.brand.models import Brand

log = logging.getLogger(__name__)

AWAY = timedelta(minutes=2)
"""Who has not looked at an answer for this long is away."""
LATE = timedelta(days=2)
"""An answer older than this brings no notice any more: it would come out of the blue."""
BATCH = 50
NOTICE = "notice:"
IN_PUBLIC = "answer:"
"""Follows the mark of a notice where it tells of an answer in public."""
_OVER = (Delivery.State.SENT, Delivery.State.DELIVERED)

# No request waits for a mail server, and how long one takes tells nobody whether an address is known.
_hands = ThreadPoolExecutor(max_workers=2, thread_name_prefix="visitor-mail")

_CONFIRM = gettext_lazy("""Hello,

somebody, probably you, gave this address on the page of {brand}, to be told there of answers and to find
their messages again. If it was you, open this link and press the button:

{link}

It works once, for two hours. If it was not you, do nothing: this address is then not kept.
""")
_COME_IN = gettext_lazy("""Hello,

here is the link to your messages with {brand}, as you asked:

{link}

It works once, for two hours. If you did not ask for it, do nothing: nobody can read your messages without it.
""")
_ANSWERED = gettext_lazy("""{brand} has answered you. Read it here:

{link}

The link works once, for seven days, and brings you to your messages with {brand}. There is no more mail about this
until you have been there. You get it because you wrote to {brand} and confirmed this address for it.

Why you got this, and a switch that stops such mails: {why}
""")

_ANSWERED_IN_PUBLIC = gettext_lazy("""{brand} has answered in public what you said on its page. Read it here:

{link}

The link works once, for seven days, and brings you to the answer. There is no more mail about this
until you have been there. You get it because you wrote on the page of {brand} and confirmed this address for it.

Why you got this, and a switch that stops such mails: {why}
""")

SALT = "askfirst.wire.visitor_mail.why"


def send_confirmation(brand: Brand, email: str, visitor: str) -> None:
    """A link by which the reader of `email` shows that the visitor's talk with the brand is theirs.  Returns at once."""
    link = address(brand, claims.token(brand, email, visitor=visitor))
    _post(
        email,
        _("Confirm your address for %(brand)s") % {"brand": brand},
        _CONFIRM.format(brand=brand, link=link),
    )


def send_way_in(brand: Brand, email: str) -> None:
    """A link to their messages for the reader of `email`, if the brand knows the address; else nothing.  Returns at once."""
    if claims.known(brand, email):
        link = address(brand, claims.token(brand, email))
        _post(
            email,
            _("Your messages with %(brand)s") % {"brand": brand},
            _COME_IN.format(brand=brand, link=link),
        )


def address(brand: Brand, token: str) -> str:
    """The whole address behind which a link is confirmed."""
    return f"{settings.ADDRESS}/@{brand.slug}/come-in/{token}/"


def why_address(brand: Brand, key: str) -> str:
    """Where the reader of a notice is told why they got it, and stops such mails.  It works for as long as the mail is kept."""
    return f"{settings.ADDRESS}/@{brand.slug}/why/mails/{signing.dumps([brand.pk, key], salt=SALT)}/"


def notice_of(brand: Brand, token: str) -> Delivery | None:
    """The notice for which this link was made; None: it is not complete, or belongs to another page."""
    try:
        brand_pk, key = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = Delivery.objects.select_related("decision", "channel", "contact").filter(brand=brand, key=key)
    return rows.first() if brand_pk == brand.pk else None


def switch_notices(contact: Contact, *, is_on: bool) -> None:
    """Send this person no more notices, or send them again.  What is on its way and can be held back does not leave."""
    contact.handles.filter(network="email").update(takes_notices=is_on)
    if not is_on:
        waiting = Delivery.objects.filter(contact=contact, key__startswith=NOTICE).exclude(state__in=_OVER)
        for pk in waiting.values_list("pk", flat=True):
            release.take_back(pk)


def channel_for(brand: Brand) -> Channel | None:
    """The mail channel by which this brand can send notices; None: it has none that works."""
    rows = Channel.objects.select_related("brand").filter(brand=brand, network="email")
    return rows.exclude(state=Channel.State.OFF).order_by("pk").first()


def notify_absent() -> int:
    """Tell those who are away that the brand has answered: once for each absence.  Returns how many notices were let out.

    For the worker to call every few seconds.  Who has read, came back or stopped in the meantime gets none: the outbox
    asks the gate again before sending.
    """
    return sum(_notify(person) for person in _absent()[:BATCH])


def _absent() -> QuerySet[Contact]:
    """Who is away, has a confirmed address, and was not told of the oldest answers that wait for them on a page.

    Of each kind the oldest: `message` is the id of one in a conversation, `answer` of one in public; null: none waits.
    """
    now = timezone.now()
    threads = Thread.objects.filter(channel__network="page", is_last_ours=True, last_at__gt=now - LATE)
    public = answers.unseen().filter(said_at__gt=now - LATE)
    unread = Message.objects.filter(thread__in=threads, is_ours=True, pk__gt=F("thread__their_read"))
    message = unread.filter(thread__contact=OuterRef("pk")).order_by("pk")
    answer = public.filter(delivery__contact=OuterRef("pk")).order_by("pk")
    confirmed = Handle.objects.filter(
        contact=OuterRef("pk"), network="email", verified_at__isnull=False, takes_notices=True
    )
    waiting = Contact.objects.filter(
        Q(pk__in=threads.values("contact")) | Q(pk__in=public.values("delivery__contact")), Exists(confirmed)
    ).annotate(
        message=Subquery(message.values("pk")[:1]),
        message_at=Subquery(message.values("said_at")[:1]),
        answer=Subquery(answer.values("pk")[:1]),
        answer_at=Subquery(answer.values("said_at")[:1]),
    )
    since = now - AWAY
    return (
        waiting.filter(Q(message_at__lt=since) | Q(answer_at__lt=since))
        .exclude(Exists(_told(NOTICE, "message")))
        .exclude(Exists(_told(NOTICE + IN_PUBLIC, "answer")))
        .select_related("brand")
        .order_by("-pk")
    )


def _told(mark: str, of: str) -> QuerySet[Delivery]:
    return Delivery.objects.filter(key=Concat(Value(mark), Cast(OuterRef(of), CharField())))


def _notify(person: Any) -> int:
    """One notice, of what waits longest.  `person`: a contact as `_absent` finds them."""
    channel = channel_for(person.brand)
    handle = claims.confirmed_email(person)
    if channel is None or handle is None or not handle.takes_notices:
        return 0
    is_public = person.message is None or bool(person.answer_at and person.answer_at < person.message_at)
    key = f"{NOTICE}{IN_PUBLIC}{person.answer}" if is_public else f"{NOTICE}{person.message}"
    with translation.override(speaking.language(person)):
        subject, text = _words(person, handle, key, is_public=is_public)
    question = Question(
        channel=channel,
        contact=person,
        form=Form.DIRECT,
        purpose="transactional",
        text=text,
        authored_by="template",
    )
    if release.ask(question).verdict is not Verdict.ALLOW:
        # Asked again in a while: storing each "no" would fill the book with one question.
        return 0
    parcel = Parcel(key=key, to=handle.address, subject=subject, not_after=timezone.now() + LATE)
    try:
        with transaction.atomic():
            release.release(question, parcel)
    except IntegrityError:
        return 0  # another worker was faster
    return 1


def _words(person: Contact, handle: Handle, key: str, *, is_public: bool) -> tuple[str, str]:
    """Subject and text, in the language that is spoken now."""
    brand = person.brand
    link = address(brand, claims.token(brand, handle.address, is_notice=True))
    template = _ANSWERED_IN_PUBLIC if is_public else _ANSWERED
    subject = _("%(brand)s has answered you") % {"brand": brand}
    return subject, template.format(brand=brand, link=link, why=why_address(brand, key))


def _post(email: str, subject: str, text: str) -> None:
    post(EmailMessage(subject=subject, body=text, to=[email], headers={"Auto-Submitted": "auto-generated"}))


def post(letter: EmailMessage) -> None:
    """Have system mail sent.  Returns at once; where no server takes it, it is lost, and who asked can ask again."""
    _hands.submit(_deliver, letter)


def _deliver(letter: EmailMessage) -> None:
    try:
        letter.send()
    except OSError as error:
        log.warning("a link could not be mailed: %s; who asked for it can ask again", error)
