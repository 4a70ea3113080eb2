"""Who listens: known by the cookies they bring, and asked again at each thing that is sent to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, get_user
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from askfirst.brand.changes import Watcher
from askfirst.brand.models import Brand, Member
from askfirst.brand.roles import Right, may
from askfirst.web import visitor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from askfirst.brand.models import Change


@dataclass(frozen=True, slots=True)
class Listener:
    """Who listens to one brand, and what their right rests on: `member`, `session` and `proof` are a member's.

    A visitor who came in from several browsers was several contacts, and watches as each of them.
    """

    brand: int
    watchers: tuple[Watcher, ...]
    member: int = 0
    session: str = field(default="", repr=False)
    proof: str = field(default="", repr=False)

    def may_see(self, change: Change) -> bool:
        """Whether this row is theirs."""
        return any(watcher.may_see(change) for watcher in self.watchers)


def cookies_of(header: str) -> dict[str, str]:
    """The cookies of a request; none where the header is damaged."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def identify(cookies: Mapping[str, str], slug: str) -> Listener | None:
    """Who brings these cookies: a visitor of the brand `slug`, or, where it is empty, a member.  None: nobody we know.

    Whoever visits a page may hear what is public on it; only a person whom the brand has met hears more.
    """
    if not slug:
        return _member(cookies.get(settings.SESSION_COOKIE_NAME, ""))
    brand = Brand.objects.filter(slug=slug).first()
    return _visitor(cookies, brand) if brand else None


def standing(listeners: Iterable[Listener]) -> set[Listener]:
    """Those who may still hear something, now: two queries for any number.

    A member must be active, of a role that reads the inbox, and signed in by a session that was neither ended nor
    made with an older password.
    """
    asked = set(listeners)
    members = Member.objects.in_bulk([one.member for one in asked if one.member])
    sessions = set(
        Session.objects.filter(
            session_key__in=[one.session for one in asked if one.session], expire_date__gt=timezone.now()
        ).values_list("session_key", flat=True)
    )
    return {one for one in asked if not one.member or _stands(one, members, sessions)}


def _stands(listener: Listener, members: Mapping[int, Member], sessions: set[str]) -> bool:
    member = members.get(listener.member)
    return (
        member is not None
        and member.brand_id == listener.brand
        and may(member, Right.READ_INBOX)
        and listener.session in sessions
        and constant_time_compare(listener.proof, member.get_session_auth_hash())
    )


def _member(key: str) -> Listener | None:
    if not key:
        return None
    request = HttpRequest()
    request.session = SessionStore(session_key=key)
    member = get_user(request)
    if not isinstance(member, Member) or not may(member, Right.READ_INBOX):
        return None
    return Listener(
        brand=member.brand_id,
        watchers=(Watcher(brand=member.brand_id, member=member.pk),),
        member=member.pk,
        session=key,
        proof=request.session[HASH_SESSION_KEY],
    )


def _visitor(cookies: Mapping[str, str], brand: Brand) -> Listener:
    who = visitor.read(cookies, brand)
    people = visitor.contacts(brand, who) if who else []
    known = tuple(Watcher(brand=brand.pk, contact=person.pk) for person in people)
    return Listener(brand=brand.pk, watchers=known or (Watcher(brand=brand.pk),))
