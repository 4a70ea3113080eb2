"""What the second process can do: one JSON line in, one JSON line out."""

from __future__ import annotations

import json
import secrets
import sys
import time
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 -- Django must be set up first
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.utils import timezone  # noqa: E402

from askfirst.brand import changes  # noqa: E402
from askfirst.brand.models import Brand, Change, Member  # noqa: E402
from askfirst.cli import founding  # noqa: E402
from askfirst.inbox import talk  # noqa: E402
from askfirst.people.models import Handle  # noqa: E402
from askfirst.people.resolve import Seen, resolve  # noqa: E402
from askfirst.web import visitor  # noqa: E402


def found(name: str) -> dict[str, Any]:
    """A brand with a page, a member who is signed in, and a visitor whom it has met."""
    brand = founding.brand(founding.BrandPlan(name=name))
    member = founding.member(
        brand, founding.MemberPlan(email=f"{brand.slug}@team.test", name="Caleb", role="care")
    )
    return {"slug": brand.slug, "member": member.pk, "cookie": sign_in(member.pk), **meet(brand.slug, "Ana")}


def sign_in(member: int) -> str:
    """A session as signing in makes it; the cookie header."""
    session = SessionStore()
    session[SESSION_KEY] = str(member)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = Member.objects.get(pk=member).get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def meet(slug: str, name: str) -> dict[str, Any]:
    """A visitor whom the brand knows, and the cookie that their browser keeps."""
    brand = Brand.objects.get(slug=slug)
    return _known(brand, visitor.Visitor(address=visitor.new_address(), name=name, is_known=True))


def _known(brand: Brand, who: visitor.Visitor) -> dict[str, Any]:
    seen = Seen(address=who.address, name=who.name, evidence="test")
    handle = resolve(brand.channels.get(network="page"), seen)
    response = HttpResponse()
    visitor.keep(response, brand, who)
    morsel = next(iter(response.cookies.values()))
    return {"contact": handle.contact_id, "visitor": f"{morsel.key}={morsel.coded_value}"}


def announce(slug: str, kind: str, to: dict[str, Any] | None = None, **payload: Any) -> int:
    """One change; its id."""
    changes.announce(Brand.objects.get(slug=slug), kind, changes.To(**(to or {})), **payload)
    return changes.newest()


def receive(contact: int, text: str) -> dict[str, Any]:
    """This visitor writes; when it was committed (seconds since 1970), and in which thread it stands."""
    handle = Handle.objects.select_related("contact").get(contact=contact, network="page")
    channel = handle.brand.channels.select_related("brand").get(network="page")
    said = talk.Said(
        external_id=secrets.token_hex(8), at=timezone.now(), author=handle.contact.name, text=text
    )
    message = talk.receive(channel, handle, said)
    committed = time.time()
    return {"committed": committed, "thread": message.thread_id if message else 0}


def burst(slug: str, count: int, pad: int = 0) -> int:
    """Many changes in one commit, each with `pad` characters more than it needs."""
    brand = Brand.objects.get(slug=slug)
    rows = [Change(brand=brand, kind="message", payload={"n": n, "pad": "x" * pad}) for n in range(count)]
    Change.objects.bulk_create(rows)
    return changes.newest()


def age() -> int:
    """Let everything be older than what is kept, and be forgotten."""
    Change.objects.update(created_at=timezone.now() - changes.KEPT - timedelta(hours=1))
    return changes.forget_old()


def come_in_again(slug: str, contact: int) -> dict[str, Any]:
    """The same visitor from another browser: their cookie names both of the contacts that they are."""
    brand = Brand.objects.get(slug=slug)
    before = Handle.objects.get(contact=contact, network="page").key
    who = visitor.Visitor(address=visitor.new_address(), name="Ana", earlier=(before,), is_known=True)
    return _known(brand, who)


def cut() -> bool:
    """Every connection to the database but our own is cut; False where it is a file."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    return True


def deactivate(member: int) -> bool:
    return bool(Member.objects.filter(pk=member).update(is_active=False))


def demote(member: int) -> bool:
    """Give them a role that does not read the inbox."""
    return bool(Member.objects.filter(pk=member).update(role="writer"))


def new_password(member: int) -> bool:
    one = Member.objects.get(pk=member)
    one.set_password(None)
    one.save()
    return True


def sign_out(cookie: str) -> bool:
    SessionStore(session_key=cookie.partition("=")[2]).delete()
    return True


ACTS = {
    act.__name__: act
    for act in (
        found,
        sign_in,
        meet,
        announce,
        receive,
        come_in_again,
        cut,
        burst,
        age,
        deactivate,
        demote,
        new_password,
        sign_out,
    )
}

if __name__ == "__main__":
    for line in sys.stdin:
        name, arguments = json.loads(line)
        print(json.dumps(ACTS[name](**arguments)), flush=True)  # noqa: T201 -- the answer
