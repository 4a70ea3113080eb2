"""Every address of the product, asked by everybody: no page opens for whom it is not meant.

The list of addresses comes from Django itself: a new one must be declared here, or the test names it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from askfirst.brand.models import Channel, Member, Team
from askfirst.brand.roles import Right, Role, may
from askfirst.inbox.models import Label, Message
from askfirst.people.models import Forgetting, Merge
from askfirst.wall.models import Comment, Post
from askfirst.work import automations
from askfirst.work.models import CannedReply, Macro
from tests.web.guests import shut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from tests.world import World

PUBLIC = "public"
VISITOR = "visitor"  # a visitor's own; nobody else's, members included
SIGNED_IN = "signed in"

# name of the address -> who may open it.  A Right: members of the brand whose role has it.
WHO: dict[str, str] = {
    "home": PUBLIC, "page": PUBLIC, "page-post": PUBLIC, "page-write": PUBLIC, "page-comment": PUBLIC,
    "page-like": PUBLIC, "message": PUBLIC, "area": PUBLIC, "you": PUBLIC, "you-email": PUBLIC, "you-forget": PUBLIC,
    "stop": PUBLIC, "hear-again": PUBLIC, "come-in": PUBLIC, "come-in-by-link": PUBLIC, "sign-in": PUBLIC,
    "brand-style": PUBLIC, "language": PUBLIC, "words": PUBLIC,
    "manifest": PUBLIC, "worker": PUBLIC, "offline": PUBLIC,
    "page-ask": PUBLIC, "you-notices": PUBLIC, "page-picture": PUBLIC, "why-mail": PUBLIC, "why-mail-stop": PUBLIC,
    "talk": VISITOR, "talk-read": VISITOR, "talk-typing": VISITOR, "why": VISITOR, "why-public": VISITOR, "file": VISITOR,
    "wall": Right.READ_INBOX, "wall-item": Right.READ_INBOX, "wall-private": Right.READ_INBOX,
    "wall-told": Right.READ_INBOX, "wall-publish": Right.PUBLISH, "wall-answer": Right.REPLY, "wall-hide": Right.MODERATE,
    "thread-keep": Right.REPLY, "thread-let-go": Right.REPLY, "thread-files": Right.REPLY, "thread-file": Right.REPLY,
    "thread-send-later": Right.REPLY, "thread-canned": Right.REPLY, "thread-take-canned": Right.REPLY, "thread-put-in": Right.REPLY,
    "reply-undo": Right.REPLY, "reply-later": Right.REPLY, "look": Right.READ_INBOX,
    "settings-words": Right.REPLY, "settings-words-one": Right.REPLY, "settings-words-let-go": Right.REPLY,
    "settings-words-file": Right.REPLY, "settings-words-undo": Right.REPLY, "settings-words-table": Right.REPLY,
    "settings-words-read": Right.REPLY,
    "settings": SIGNED_IN, "settings-page": Right.EDIT_PAGE, "settings-page-open": Right.EDIT_PAGE,
    "settings-page-preview": Right.EDIT_PAGE, "settings-page-picture": Right.EDIT_PAGE, "settings-page-limit": Right.EDIT_PAGE,
    "settings-rollout": Right.EDIT_PAGE, "settings-rollout-feature": Right.EDIT_PAGE,
    "settings-button": Right.EDIT_PAGE,
    "settings-team": Right.MEMBERS, "settings-team-invite": Right.MEMBERS, "settings-team-member": Right.MEMBERS,
    "settings-channels": Right.CHANNELS, "settings-channels-email": Right.CHANNELS,
    "settings-channels-email-edit": Right.CHANNELS, "settings-channels-limits": Right.CHANNELS,
    "settings-channels-connect": Right.CHANNELS, "settings-channels-new": Right.CHANNELS,
    "settings-channels-agreed": Right.CHANNELS, "settings-channels-one": Right.CHANNELS,
    "settings-channels-checks": Right.CHANNELS, "settings-channels-change": Right.CHANNELS,
    "settings-channels-agree": Right.CHANNELS,
    "settings-house": Right.RULES, "settings-house-new": Right.RULES, "settings-house-rule": Right.RULES,
    "settings-house-check": Right.RULES, "settings-house-version": Right.RULES, "settings-house-sources": Right.RULES,
    "inbox-tabs": Right.READ_INBOX, "inbox-matching": Right.READ_INBOX, "inbox-bulk": Right.REPLY, "inbox-batch": Right.REPLY,
    "inbox-batch-undo": Right.REPLY, "inbox-batch-put-away": Right.REPLY, "inbox-views": Right.READ_INBOX,
    "inbox-views-new": Right.READ_INBOX, "inbox-views-change": Right.READ_INBOX,
    "inbox-views-delete": Right.READ_INBOX, "inbox-views-back": Right.READ_INBOX,
    "settings-labels": Right.SORT, "settings-labels-one": Right.SORT, "settings-teams": Right.MEMBERS,
    "settings-teams-one": Right.MEMBERS, "settings-macros": Right.SORT, "settings-macros-new": Right.SORT,
    "settings-macros-one": Right.SORT, "settings-rules": Right.SORT, "settings-rules-new": Right.SORT,
    "settings-rules-one": Right.SORT, "settings-rules-act": Right.SORT, "settings-hours": Right.SORT,
    "reports": Right.READ_INBOX, "reports-table": Right.READ_INBOX, "person-vip": Right.REPLY, "thread-macros": Right.REPLY, "thread-macro": Right.REPLY, "thread-macro-undo": Right.REPLY,
    "inbox": Right.READ_INBOX, "inbox-rows": Right.READ_INBOX, "thread": Right.READ_INBOX, "thread-row": Right.READ_INBOX,
    "thread-stream": Right.READ_INBOX, "thread-earlier": Right.READ_INBOX, "thread-head": Right.READ_INBOX,
    "thread-read": Right.READ_INBOX, "thread-typing": Right.READ_INBOX, "thread-verdict": Right.READ_INBOX,
    "thread-why": Right.READ_INBOX, "thread-reply": Right.REPLY, "thread-note": Right.NOTE, "thread-assign": Right.REPLY,
    "thread-unread": Right.READ_INBOX, "palette": SIGNED_IN, "settings-keys": SIGNED_IN, "settings-keys-switch": SIGNED_IN,
    "thread-state": Right.REPLY, "thread-sort": Right.REPLY,
    "thread-here": Right.READ_INBOX, "thread-quote": Right.READ_INBOX, "thread-ways": Right.READ_INBOX,
    "thread-answer": Right.REPLY, "thread-private": Right.REPLY, "thread-hide": Right.MODERATE, "reply-act": Right.REPLY, "reply-by-hand": Right.REPLY, "people": Right.READ_INBOX, "person": Right.READ_INBOX,
    "person-why": Right.READ_INBOX, "person-write": Right.READ_INBOX, "person-stop": Right.SUPPRESS,
    "person-relate": Right.REPLY,
    "person-history": Right.READ_INBOX, "person-merge-choose": Right.JOIN, "person-merge": Right.JOIN,
    "person-unmerge": Right.JOIN, "person-address-add": Right.JOIN, "person-address": Right.JOIN,
    "person-export": Right.PERSONAL, "person-forget": Right.PERSONAL, "person-forgotten": Right.PERSONAL,
    "search": Right.READ_INBOX,
    "asks": Right.READ_INBOX, "ask": Right.READ_INBOX, "ask-answer": Right.REPLY, "ask-judge": Right.REPLY,
    "asks-bulk": Right.REPLY, "asks-answer": Right.REPLY,
    "message-many": SIGNED_IN, "reach": SIGNED_IN, "notifications": SIGNED_IN, "notifications-overview": SIGNED_IN,
    "notifications-seen": SIGNED_IN, "news": SIGNED_IN, "settings-notices": SIGNED_IN,
    "notifications-bar": SIGNED_IN, "settings-notices-devices": SIGNED_IN, "settings-notices-leave": SIGNED_IN, "settings-notices-device": SIGNED_IN,
}  # fmt: skip
# Shown to whoever may read, and done by whoever may do it: the form says why it is not for them.
TO_DO: dict[str, Right] = {"person-write": Right.REPLY, "wall-private": Right.REPLY, "wall-told": Right.REPLY}
# Enough for a form to get as far as the question whether this role may.
TYPED = {"text": "x", "key": "k", "evidence": "x", "name": "x"}
# Theirs to guard, and to test.
OF_ALLAUTH = ("account_", "mfa_")


def _addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    for one in patterns:
        place = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _addresses(one.url_patterns, place)
        else:
            yield one.name or place, place


ADDRESSES = sorted(set(_addresses(get_resolver().url_patterns)))
OURS = [(name, place) for name, place in ADDRESSES if not name.startswith(OF_ALLAUTH)]


def test_every_address_is_declared() -> None:
    assert {name for name, _ in OURS} == set(WHO)


@pytest.fixture
def place_of(world: World) -> dict[str, str]:
    """What stands for each part of an address: rows of Harbour's that exist."""
    world.visitor("Ana", "message", "hello", files=())
    world.visitor("Ana", "wall_post", "on the wall")
    world.visitor("Tom", "comment", "a comment", target=Post.objects.get().external_id)
    world.reply("Ana", "an answer")
    world.work()
    channel = Channel.objects.create(brand=world.harbour, network="email", address="x@harbour.test", name="x")
    ids = {
        "talk": world.thread("Ana").pk, "thread": world.thread("Ana").pk, "why": world.thread("Ana").pk,
        "page": Post.objects.get(kind="post").pk, "wall": Comment.objects.get().pk, "person": world.contact("Ana").pk,
        "settings-team": world.wim.pk, "settings-channels": channel.pk, "reply": world.thread("Ana").replies.get().pk,
    }  # fmt: skip
    world.visitor("Tom", "ask", "a question")
    ids["ask"] = Post.objects.get(kind="ask").pk
    ids["settings-words"] = CannedReply.objects.create(
        brand=world.harbour, name="hours", text="From nine."
    ).pk
    ids["settings-labels"] = Label.objects.create(brand=world.harbour, name="broken").pk
    ids["settings-teams"] = Team.objects.create(brand=world.harbour, name="Care").pk
    macro = Macro.objects.create(brand=world.harbour, name="Close", steps=[{"do": "state", "to": "done"}])
    ids["settings-macros"] = macro.pk
    wanted = automations.Wanted(name="x", when="message", conditions={}, steps=macro.steps)
    ids["settings-rules"] = automations.save(world.olivia, wanted).pk
    tom, ana = world.contact("Tom"), world.contact("Ana")
    ids["person-unmerge"] = Merge.objects.create(brand=world.harbour, kept=ana, gone=tom, evidence="x").pk
    Forgetting.objects.create(brand=world.harbour, contact=ana)
    found = {}
    for name, place in OURS:
        pk = next((ids[key] for key in sorted(ids, key=len, reverse=True) if name.startswith(key)), 0)
        filled = (
            place.replace("<slug:slug>", "harbour")
            .replace("<int:pk>", str(pk))
            .replace("<str:kind>", "comment")
        )
        filled = filled.replace("<int:message_pk>", str(Message.objects.get(is_ours=True).pk))
        filled = filled.replace("<int:canned>", str(ids["settings-words"]))
        filled = filled.replace("<int:number>", "1").replace("<slug:network>", "telegram")
        filled = filled.replace("<int:channel>", str(world.page.channel.pk)).replace("<slug:act>", "put-away")
        filled = filled.replace("<slug:place>", "asks").replace("<slug:which>", "face")
        filled = filled.replace("<slug:feature>", "asks").replace("<int:macro>", str(macro.pk))
        filled = filled.replace("<int:batch>", "1").replace("lists/<slug:what>", "lists/did")
        filled = filled.replace("<int:other>", str(tom.pk)).replace("<int:handle>", str(ana.handles.get().pk))
        found[name] = "/" + filled.replace("<str:token>", "x").replace("<str:name>", "x").replace(
            "<slug:what>", "x"
        )
    assert not [place for place in found.values() if "<" in place]
    return found


def _opens(browser: Client, place: str) -> bool:
    """It shows or does something: a redirect to the door, a refusal, "not here" and an empty answer do not."""
    return any(_is_opened(answer) for answer in (browser.get(place), browser.post(place, TYPED)))


def _is_opened(answer: HttpResponse) -> bool:
    shut(answer)
    is_empty = answer.status_code == 204 and answer.request["REQUEST_METHOD"] == "GET"
    is_door = answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"]
    return not (answer.status_code in {403, 404, 405, 410} or is_empty or is_door)


def _browser(member: Member | None) -> Client:
    browser = Client(raise_request_exception=True)
    if member:
        browser.force_login(member)
    return browser


def test_a_stranger_opens_what_is_public_and_nothing_else(place_of: dict[str, str]) -> None:
    opened = {name for name, place in place_of.items() if _opens(Client(), place)}
    assert opened <= {name for name, who in WHO.items() if who == PUBLIC}
    assert {"page", "message", "area", "you", "stop", "come-in"} <= opened


def test_a_member_of_another_brand_opens_no_row_of_ours(world: World, place_of: dict[str, str]) -> None:
    with_rows = {name for name, place in OURS if "<int:" in place and WHO[name] != PUBLIC}
    opened = {name for name in with_rows if _opens(_browser(world.nils), place_of[name])}
    assert opened == set()


@pytest.mark.parametrize("role", Role.values)
def test_each_role_opens_what_its_rights_say(world: World, place_of: dict[str, str], role: str) -> None:
    Member.objects.filter(pk=world.caleb.pk).update(role=role)
    member = Member.objects.get(pk=world.caleb.pk)
    for name, place in place_of.items():
        who = WHO[name]
        if isinstance(who, Right) and not may(member, who):
            assert not _opens(_browser(member), place), f"{role} opens {name} at {place}"
        if who == VISITOR:
            assert not _opens(_browser(member), place), f"{role} opens {name} at {place}"
        if name in TO_DO and not may(member, TO_DO[name]):
            assert not _is_opened(_browser(member).post(place, TYPED)), f"{role} does {name} at {place}"


def test_who_lost_access_opens_nothing_of_the_team(world: World, place_of: dict[str, str]) -> None:
    browser = _browser(world.olivia)
    Member.objects.filter(pk=world.olivia.pk).update(is_active=False)
    opened = {name for name, place in place_of.items() if WHO[name] != PUBLIC and _opens(browser, place)}
    assert opened == set()
