"""Asking to join lists.  Nobody is on a list, and nobody is known to the brand, by asking: they confirm first (`confirming`).

Whatever is asked for an address, the answer looks the same: new, known, on the list already, stopped, or asked for too
often.  Who types a stranger's address learns nothing, changes nothing in the ledger, and sends them very little mail.
"""

from __future__ import annotations

import ipaddress
import secrets
import unicodedata
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email

from askfirst.brand.models import Brand, Channel
from askfirst.brand.plain import plain
from askfirst.consent import coming_back, confirming, ledger, pending, standing
from askfirst.consent.models import Entry, Request, Shown, Suppression
from askfirst.people.resolve import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from askfirst.consent.models import Notice
    from askfirst.people.models import Handle

LIFE = timedelta(days=7)
"""How long a request can be confirmed."""
A_DAY, MAILS_A_DAY = timedelta(days=1), 2
"""One mail, and one more for another list or on a press of Send it again."""
A_MONTH, MAILS_A_MONTH = timedelta(days=30), 3
AN_HOUR = timedelta(hours=1)
REQUESTS_FROM_ONE_PLACE_AN_HOUR = 30
"""From one shortened address of the net: an office, a train."""
REQUESTS_AN_HOUR = 2000
"""For all of a brand's lists: what is more is no crowd, but a flood."""
AT_ONCE = 500
"""Requests that lapse in one go."""
LONGEST_PLACE = 200
LONGEST_ANSWER = 500
EMAIL = "email"
_NO_PRESS = frozenset({Entry.Mechanism.API, Entry.Mechanism.POLL})


class CannotAsk(ValueError):  # noqa: N818 -- it says what the matter is
    """Nothing was asked for; the message says why and what to do, and `field` where."""

    def __init__(self, says: str, field: str = "") -> None:
        super().__init__(says)
        self.field = field


class TooOften(Exception):  # noqa: N818 -- it says what the matter is
    """So much was asked for from one place, or for one brand, that it has to wait.  `seconds`: how long."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} seconds")
        self.seconds = seconds


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """What somebody asks for, as they typed it."""

    address: str
    notices: Sequence[Notice]
    """The words that they were shown, one for each list."""
    place: str
    """The page, form or message in which the words stood."""
    language: str
    """In which they are written to."""
    network: str = EMAIL
    name: str = ""
    answered: str = ""
    """The question of a poll and what they chose, in words."""
    mechanism: str = Entry.Mechanism.FORM
    origin: str = ""
    """The address of the net from which it came; only its first part is kept."""
    agent: str = ""
    """The program with which it was sent, as it names itself."""
    is_odd: bool = False
    """A program that pretends to be somebody filled it in: nobody is mailed."""
    exchange: uuid.UUID = field(default_factory=uuid.uuid4)
    """The form's own: sent twice it is one request."""


def ask(brand: Brand, asking: Asking) -> Request:
    """Note that somebody asks to join.  What has to be mailed is mailed by the worker (`wire.list_mail`).

    A list that is joined by one press takes at once who was never on it; everybody else confirms.

    Raises:
        CannotAsk: the address is none, or a list cannot be joined, or nothing was chosen.
        TooOften: too much comes from where it came from.
    """
    address = checked(asking.network, asking.address)
    _require_joinable(brand, asking.notices)
    now = timezone.now()
    endpoint = ledger.digest(asking.network, address)
    with transaction.atomic():
        # Who asks for the same brand at the same moment stands in line, so that a limit of two mails is two.
        Brand.objects.select_for_update(no_key=True).get(pk=brand.pk)
        sent_twice = Request.objects.filter(exchange=asking.exchange).first()
        if sent_twice:
            if (sent_twice.brand_id, sent_twice.endpoint) == (brand.pk, endpoint):
                return sent_twice
            raise CannotAsk(_("This form was used already. Load the page anew, and try once more."))
        _count(brand, shortened(asking.origin), now)
        waiting = _waiting(brand, endpoint, asking.notices, now)
        if waiting and not asking.is_odd:
            return waiting
        request = _made(brand, asking, address, endpoint, now)
        one_press = [] if asking.is_odd else _by_one_press(request, asking.notices)
        if one_press:
            _join(request, one_press, asking.notices)
    return request


def again(request: Request) -> Request:
    """Have the mail sent once more.  Returns what the code of the new mail belongs to; where enough was sent: the same."""
    now = timezone.now()
    with transaction.atomic():
        Brand.objects.select_for_update(no_key=True).get(pk=request.brand_id)
        request.refresh_from_db()
        if request.network != EMAIL or not pending.is_pending(request, now) or _has_enough(request, now):
            return request
        notices = list(request.notices.select_related("list"))
        asking = Asking(
            address=request.address,
            notices=notices,
            place=request.place,
            answered=request.answered,
            language=request.language,
            name=request.name,
            mechanism=request.mechanism,
            origin=request.origin,
            agent=request.agent,
        )
        return _made(request.brand, asking, request.address, request.endpoint, now)


def to_mail(at: datetime) -> QuerySet[Request]:
    """The requests of which the mail has not been sent and is due, the oldest first."""
    rows = Request.objects.filter(confirmed_at=None, lapsed_at=None, mailed_at=None, network=EMAIL)
    return rows.filter(mail_after__lte=at, expires_at__gt=at).order_by("pk")


def mint(request: Request, hold: timedelta) -> tuple[str, str] | None:
    """A fresh token and code for the mail of this request, kept as digests; nobody else mails it for so long.

    None: another worker has it.
    """
    token, code = secrets.token_urlsafe(24), f"{secrets.randbelow(1_000_000):06d}"
    now = timezone.now()
    mine = Request.objects.filter(
        pk=request.pk, mailed_at=None, token=request.token, mail_after=request.mail_after
    )
    kept, digits = pending.hashed(token), pending.code_digest(request.exchange, code)
    if not mine.update(token=kept, code=digits, mail_after=now + hold):
        return None
    request.token = kept
    return token, code


def mailed(request: Request) -> None:
    """The mail has left."""
    Request.objects.filter(pk=request.pk, token=request.token).update(mailed_at=timezone.now())


def unmailable(request: Request) -> None:
    """No server takes mail for this address: the request is over, and its address is not kept."""
    pending.let_go(Request.objects.filter(pk=request.pk), timezone.now())


def forget(brand: int, handles: Iterable[Handle]) -> int:
    """End what these addresses asked for and did not confirm, with the addresses.  Returns how many requests it were."""
    digests = [ledger.digest(one.network, one.address) for one in handles]
    theirs = Request.objects.filter(brand=brand, endpoint__in=digests, confirmed_at=None, lapsed_at=None)
    many = theirs.count()
    pending.let_go(theirs, timezone.now())
    return many


def lapse(at: datetime | None = None) -> int:
    """End what was not confirmed in time: the address and all that came with it go, a count stays.  Returns how many."""
    now = at or timezone.now()
    over = Request.objects.filter(confirmed_at=None, lapsed_at=None, expires_at__lte=now)
    requests = list(over.select_related("brand").prefetch_related("notices__list").order_by("pk")[:AT_ONCE])
    for request in requests:
        with transaction.atomic():
            # Who asked in a conversation asked themselves, so the ledger has it; so it says that nothing came of it.
            confirming.lapsed(request, now)
            pending.let_go(Request.objects.filter(pk=request.pk, confirmed_at=None), now)
    # Where a request came from is counted by for an hour, also where nobody was mailed for it.
    Request.objects.exclude(origin="").filter(lapsed_at__lt=now - AN_HOUR).update(origin="")
    return len(requests)


def checked(network: str, address: str) -> str:
    """The address as it is written to.

    Raises:
        CannotAsk: it is none, in a sentence for who typed it.
    """
    typed = unicodedata.normalize("NFC", plain(address)).strip()
    if network != EMAIL:
        return typed
    local = typed.rpartition("@")[0]
    if not typed:
        raise CannotAsk(_("Write your mail address, as in ana@example.org."), "address")
    if unicodedata.normalize("NFKC", local) != local:
        says = _("“%(text)s” is written with letters that only look like ordinary ones. Type it once more.")
        raise CannotAsk(says % {"text": typed[:80]}, "address")
    try:
        # Names such as `harbour.test` are for trying out; whether a server is there shows when the mail is sent.
        found = validate_email(
            typed,
            check_deliverability=False,
            test_environment=True,
            allow_smtputf8=False,
        )
    except EmailNotValidError:
        says = _(
            "“%(text)s” is not a mail address. It needs a name, an @ and a place, as in ana@example.org."
        )
        raise CannotAsk(says % {"text": typed[:80]}, "address") from None
    return f"{found.local_part}@{found.ascii_domain.lower()}"


def _require_joinable(brand: Brand, notices: Sequence[Notice]) -> None:
    if not notices:
        raise CannotAsk(_("Choose at least one list."), "lists")
    chosen = [notice.list for notice in notices]
    if len({one.pk for one in chosen}) != len(chosen) or any(one.brand_id != brand.pk for one in chosen):
        raise CannotAsk(_("Choose each list once."), "lists")
    for one in chosen:
        if one.closed_at or not one.is_open:
            raise CannotAsk(_("“%(list)s” takes nobody at the moment.") % {"list": one}, "lists")


def _count(brand: Brand, origin: str, now: datetime) -> None:
    """One more request.  Raises TooOften."""
    lately = Request.objects.filter(brand=brand, asked_at__gt=now - AN_HOUR)
    from_there = lately.filter(origin=origin) if origin else lately.none()
    if from_there.count() >= REQUESTS_FROM_ONE_PLACE_AN_HOUR or lately.count() >= REQUESTS_AN_HOUR:
        raise TooOften(int(AN_HOUR.total_seconds()))


def _waiting(brand: Brand, endpoint: str, notices: Sequence[Notice], now: datetime) -> Request | None:
    """The request for just this that a mail went out for already: its link and code work, so no other mail is sent."""
    rows = Request.objects.filter(brand=brand, endpoint=endpoint, confirmed_at=None, lapsed_at=None)
    wanted = {notice.pk for notice in notices}
    for row in rows.filter(expires_at__gt=now).order_by("-pk").prefetch_related("notices"):
        if {notice.pk for notice in row.notices.all()} == wanted:
            return row
    return None


def _made(brand: Brand, asking: Asking, address: str, endpoint: str, now: datetime) -> Request:
    """Write it down.  One that nobody is to be mailed for looks the same from outside, and is over from its beginning."""
    request = Request(
        brand=brand,
        network=asking.network,
        address=address,
        endpoint=endpoint,
        person_key=ledger.person_digest(asking.network, address),
        name=" ".join(plain(asking.name).split())[:120],
        language=asking.language[:12],
        exchange=asking.exchange,
        mechanism=asking.mechanism,
        place=plain(asking.place)[:LONGEST_PLACE],
        answered=" ".join(plain(asking.answered).split())[:LONGEST_ANSWER],
        token=pending.hashed(secrets.token_urlsafe(24)),
        origin=shortened(asking.origin),
        agent=plain(asking.agent)[:200],
        asked_at=now,
        mail_after=now,
        expires_at=now + LIFE,
    )
    if asking.is_odd or _has_enough(request, now) or _is_not_for_a_form(request):
        request.address = request.name = request.answered = request.agent = ""
        request.lapsed_at = now
    request.save()
    request.notices.set(asking.notices)
    Shown.objects.bulk_create(
        Shown(
            brand=brand,
            notice=notice,
            exchange=request.exchange,
            endpoint=endpoint,
            place=request.place,
            at=now,
        )
        for notice in asking.notices
    )
    return request


def _has_enough(request: Request, now: datetime) -> bool:
    """So much was mailed to this person that nothing more is, whoever asks."""
    if request.network != EMAIL:
        return False
    same = Request.objects.filter(brand=request.brand_id, person_key=request.person_key)
    counted = same.filter(Q(mailed_at__isnull=False) | Q(lapsed_at=None)).exclude(
        confirmed_at__isnull=False, mailed_at=None
    )
    return (
        counted.filter(asked_at__gt=now - A_DAY).count() >= MAILS_A_DAY
        or counted.filter(asked_at__gt=now - A_MONTH).count() >= MAILS_A_MONTH
    )


def _is_not_for_a_form(request: Request) -> bool:
    """They reported or blocked us, too lately to come back; or it is an address of the brand itself."""
    if not coming_back.may_be_mailed(request, request.asked_at):
        return True
    key = key_of(request.address)
    own = Channel.objects.filter(brand=request.brand_id, network=request.network)
    return any(key_of(one) == key for one in own.values_list("address", flat=True))


def _by_one_press(request: Request, notices: Sequence[Notice]) -> list[Notice]:
    """Those lists that take this person without a second word: whose owner said why, and on which they never were.

    Who left or stopped comes back by their own word only, and anybody can type an address.
    """
    single = [notice for notice in notices if notice.list.single_because]
    # What a program says of somebody is no press of theirs, and a vote is no word about messages.
    if not single or request.lapsed_at or request.mechanism in _NO_PRESS:
        return []
    lists = [notice.list for notice in single]
    scope = Q(list=None) | Q(list__in=lists)
    # A stop that was lifted counts as well, and one on the same address with another plus tag.
    of_them = Q(digest=request.endpoint) | Q(person_key=request.person_key)
    if Suppression.objects.filter(scope, of_them, brand=request.brand_id).exists():
        return []
    known = confirming.known(request)
    return [
        notice
        for notice in single
        if known is None or _never_said(standing.states([known.contact], notice.list.purpose, on=notice.list))
    ]


def _never_said(states: dict[int, standing.State]) -> bool:
    return all(one.state == "none" and one.objected_at is None for one in states.values())


def _join(request: Request, taken: Sequence[Notice], notices: Sequence[Notice]) -> None:
    """On those lists now; what is left of the request is confirmed as any."""
    confirming.join(request, [notice.list for notice in taken])
    left = [notice for notice in notices if notice not in taken]
    if left:
        request.notices.set(left)
        return
    confirming.settle(request, timezone.now())


def shortened(origin: str) -> str:
    """The network that an address of the net belongs to: enough to count by, too little to find somebody by."""
    try:
        ip = ipaddress.ip_address(origin.strip())
    except ValueError:
        return ""
    prefix = 24 if ip.version == 4 else 48
    return str(ipaddress.ip_network(f"{ip}/{prefix}", strict=False).network_address)
