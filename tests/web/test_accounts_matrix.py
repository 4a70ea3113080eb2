"""Every address of the product, asked by everybody: no page opens for whom it is not meant.

The list of addresses comes from Django itself: a new one must be declared here, or the test names it.  The live stream
is answered before Django: what each listener hears of the feed has a table of its own below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from askfirst.brand.changes import To, announce
from askfirst.brand.models import Change, Channel, Member, Team
from askfirst.brand.roles import Right, Role, may
from askfirst.campaigns import writing
from askfirst.campaigns.models import Campaign
from askfirst.consent.lists import Wanted
from askfirst.consent.lists import make as make_list
from askfirst.consent.models import List
from askfirst.drafts import posts
from askfirst.drafts.models import Feed, FeedItem
from askfirst.drafts.posts import Part, Written
from askfirst.friends.models import Invitation
from askfirst.friends.policy import Wanted as WantedLine
from askfirst.friends.policy import write as write_line
from askfirst.friends.requests import asker_of, receive, show
from askfirst.inbox.models import Label, Message
from askfirst.people.models import Contact, Forgetting, Merge
from askfirst.wall import polls
from askfirst.wall.models import Comment, Post, Vote
from askfirst.web.live.listeners import identify, standing
from askfirst.work import automations
from askfirst.work.models import CannedReply, Macro
from tests.web.guests import shut
from tests.wire.test_requests import drawn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpResponse

    from tests.world import World

PUBLIC = "public"
VISITOR = "visitor"  # a visitor's own; nobody else's, members included
SIGNED_IN = "signed in"

# name of the address -> who may open it.  A Right: members of the brand whose role has it.
WHO: dict[str, str] = {
    "home": PUBLIC, "page-feed": PUBLIC, "page-webmention": PUBLIC, "page-trackback": PUBLIC, "page": PUBLIC, "page-post": PUBLIC, "page-write": PUBLIC, "page-comment": PUBLIC,
    "page-like": PUBLIC, "message": PUBLIC, "area": PUBLIC, "you": PUBLIC, "you-email": PUBLIC, "you-forget": PUBLIC,
    "stop": PUBLIC, "hear-again": PUBLIC, "come-in": PUBLIC, "come-in-by-link": PUBLIC, "sign-in": PUBLIC,
    "brand-style": PUBLIC, "language": PUBLIC, "words": PUBLIC,
    "manifest": PUBLIC, "worker": PUBLIC, "offline": PUBLIC,
    "page-ask": PUBLIC, "you-notices": PUBLIC, "page-picture": PUBLIC, "why-mail": PUBLIC, "why-mail-stop": PUBLIC,
    "why-push": PUBLIC, "why-push-stop": PUBLIC, "page-worker": PUBLIC, "you-devices": PUBLIC, "you-devices-leave": PUBLIC,
    "polls": Right.READ_INBOX, "polls-new": Right.PUBLISH, "poll": Right.READ_INBOX, "poll-edit": Right.PUBLISH,
    "poll-publish": Right.PUBLISH, "poll-close": Right.PUBLISH, "poll-end": Right.PUBLISH, "poll-remove": Right.PUBLISH,
    "poll-hide": Right.MODERATE, "poll-export": Right.READ_INBOX,
    "page-poll": PUBLIC, "page-poll-vote": PUBLIC, "page-poll-results": PUBLIC,
    "settings-stops": Right.SUPPRESS,
    "leave": PUBLIC, "less": PUBLIC, "go": PUBLIC, "preferences": PUBLIC, "preferences-mine": PUBLIC, "preferences-export": PUBLIC,
    "preferences-receipt": PUBLIC,
    "you-device": VISITOR,
    "talk": VISITOR, "talk-read": VISITOR, "talk-typing": VISITOR, "why": VISITOR, "why-public": VISITOR, "file": VISITOR,
    "wall": Right.READ_INBOX, "wall-item": Right.READ_INBOX, "wall-private": Right.READ_INBOX,
    "wall-told": Right.READ_INBOX, "wall-publish": Right.PUBLISH, "wall-answer": Right.REPLY, "wall-hide": Right.MODERATE,
    "thread-keep": Right.REPLY, "thread-let-go": Right.REPLY, "thread-files": Right.REPLY, "thread-file": Right.REPLY,
    "thread-send-later": Right.REPLY, "thread-canned": Right.REPLY, "thread-take-canned": Right.REPLY, "thread-put-in": Right.REPLY,
    "reply-undo": Right.REPLY, "reply-later": Right.REPLY, "look": SIGNED_IN, "pitch-to-list": Right.COMPOSE,
    "settings-words": Right.REPLY, "settings-words-one": Right.REPLY, "settings-words-let-go": Right.REPLY,
    "settings-words-file": Right.REPLY, "settings-words-undo": Right.REPLY, "settings-words-table": Right.REPLY,
    "settings-words-read": Right.REPLY,
    "settings": SIGNED_IN, "settings-page": Right.EDIT_PAGE, "settings-page-open": Right.EDIT_PAGE,
    "settings-page-preview": Right.EDIT_PAGE, "settings-page-picture": Right.EDIT_PAGE, "settings-page-follow": Right.EDIT_PAGE, "settings-page-limit": Right.EDIT_PAGE,
    "settings-rollout": Right.EDIT_PAGE, "settings-rollout-feature": Right.EDIT_PAGE,
    "settings-button": Right.EDIT_PAGE,
    "settings-team": Right.MEMBERS, "settings-team-invite": Right.MEMBERS, "settings-team-member": Right.MEMBERS,
    "settings-channels": Right.CHANNELS, "settings-channels-email": Right.CHANNELS,
    "settings-channels-email-edit": Right.CHANNELS, "settings-channels-limits": Right.CHANNELS,
    "settings-health": Right.CHANNELS, "settings-health-channel": Right.CHANNELS,
    "settings-channels-connect": Right.CHANNELS, "settings-channels-new": Right.CHANNELS,
    "settings-channels-agreed": Right.CHANNELS, "settings-channels-one": Right.CHANNELS,
    "settings-channels-checks": Right.CHANNELS, "settings-channels-change": Right.CHANNELS,
    "settings-channels-agree": Right.CHANNELS,
    "settings-bands": Right.RULES,
    "settings-house": Right.RULES, "settings-house-new": Right.RULES, "settings-house-rule": Right.RULES,
    "settings-house-check": Right.RULES, "settings-house-version": Right.RULES, "settings-house-sources": Right.RULES,
    "inbox-tabs": Right.READ_INBOX, "inbox-matching": Right.READ_INBOX, "inbox-bulk": Right.REPLY, "inbox-batch": Right.REPLY,
    "inbox-batch-undo": Right.REPLY, "inbox-batch-put-away": Right.REPLY, "inbox-views": Right.READ_INBOX,
    "inbox-views-new": Right.READ_INBOX, "inbox-views-change": Right.READ_INBOX,
    "inbox-views-list": Right.READ_INBOX,
    "inbox-views-delete": Right.READ_INBOX, "inbox-views-back": Right.READ_INBOX,
    "settings-labels": Right.SORT, "settings-labels-one": Right.SORT, "settings-teams": Right.MEMBERS,
    "settings-teams-one": Right.MEMBERS, "settings-macros": Right.SORT, "settings-macros-new": Right.SORT,
    "settings-macros-one": Right.SORT, "settings-rules": Right.SORT, "settings-rules-new": Right.SORT,
    "settings-rules-one": Right.SORT, "settings-rules-act": Right.SORT, "settings-hours": Right.SORT,
    "reports": Right.READ_INBOX, "reports-public": Right.READ_INBOX, "reports-mix": Right.READ_INBOX, "reports-table": Right.READ_INBOX, "person-vip": Right.REPLY, "thread-macros": Right.REPLY, "thread-macro": Right.REPLY, "thread-macro-undo": Right.REPLY,
    "inbox": Right.READ_INBOX, "inbox-rows": Right.READ_INBOX, "thread": Right.READ_INBOX, "thread-row": Right.READ_INBOX,
    "thread-stream": Right.READ_INBOX, "thread-earlier": Right.READ_INBOX, "thread-head": Right.READ_INBOX,
    "thread-read": Right.READ_INBOX, "thread-typing": Right.READ_INBOX, "thread-verdict": Right.READ_INBOX,
    "thread-why": Right.READ_INBOX, "thread-reply": Right.REPLY, "thread-note": Right.NOTE, "thread-assign": Right.REPLY,
    "thread-unread": Right.READ_INBOX, "palette": SIGNED_IN, "settings-keys": SIGNED_IN, "settings-keys-switch": SIGNED_IN,
    "thread-state": Right.REPLY, "thread-lists": Right.REPLY, "thread-sort": Right.REPLY,
    "thread-here": Right.READ_INBOX, "thread-quote": Right.READ_INBOX, "thread-ways": Right.READ_INBOX,
    "thread-answer": Right.REPLY, "thread-private": Right.REPLY, "thread-hide": Right.MODERATE, "reply-act": Right.REPLY, "reply-by-hand": Right.REPLY, "people": Right.READ_INBOX, "person": Right.READ_INBOX,
    "person-why": Right.READ_INBOX, "person-write": Right.READ_INBOX, "person-stop": Right.SUPPRESS,
    "person-relate": Right.REPLY,
    "notes": Right.DRAFT, "note": Right.DRAFT, "note-read": Right.DRAFT,
    "person-brief": Right.READ_INBOX,
    "people-requests": Right.READ_INBOX, "people-requests-new": Right.REPLY, "people-requests-bring": Right.REPLY,
    "people-request": Right.READ_INBOX, "people-request-decide": Right.REPLY, "people-request-act": Right.REPLY,
    "people-request-picture": Right.READ_INBOX, "people-tasks": Right.READ_INBOX, "people-task-drop": Right.REPLY,
    "people-policy": Right.READ_INBOX, "people-policy-take-out": Right.SORT,
    "people-exposure": Right.READ_INBOX, "people-exposure-bring": Right.REPLY, "people-exposure-channel": Right.READ_INBOX,
    "people-exposure-act": Right.READ_INBOX,
    "person-history": Right.READ_INBOX, "person-merge-choose": Right.JOIN, "person-merge": Right.JOIN,
    "person-unmerge": Right.JOIN, "person-address-add": Right.JOIN, "person-address": Right.JOIN,
    "person-export": Right.PERSONAL, "person-forget": Right.PERSONAL, "person-forgotten": Right.PERSONAL,
    "lists": PUBLIC, "list": PUBLIC, "list-from-website": PUBLIC, "list-asked": PUBLIC, "list-code": PUBLIC,
    "list-again": PUBLIC, "list-confirm": PUBLIC, "list-joined": PUBLIC,
    "settings-lists": Right.LISTS, "settings-lists-new": Right.LISTS, "settings-lists-one": Right.LISTS,
    "settings-lists-words": Right.LISTS, "settings-lists-close": Right.LISTS,
    "settings-lists-import": Right.LISTS, "settings-lists-import-one": Right.LISTS, "settings-lists-import-moving": Right.LISTS,
    "settings-lists-import-lines": Right.LISTS, "settings-lists-export": Right.PERSONAL, "settings-stops-export": Right.SUPPRESS,
    "settings-lists-keys": Right.LISTS, "settings-lists-key-revoke": Right.LISTS, "list-by-program": PUBLIC,
    "search": Right.READ_INBOX,
    "asks": Right.READ_INBOX, "ask": Right.READ_INBOX, "ask-answer": Right.REPLY, "ask-judge": Right.REPLY,
    "asks-bulk": Right.REPLY, "asks-answer": Right.REPLY,
    "campaigns": Right.COMPOSE, "campaigns-new": Right.COMPOSE, "campaigns-figures": Right.COMPOSE,
    "campaign": Right.COMPOSE, "campaign-copy": Right.COMPOSE, "campaign-write": Right.COMPOSE, "campaign-keep": Right.COMPOSE,
    "campaign-look": Right.COMPOSE, "campaign-test": Right.COMPOSE, "campaign-audience": Right.COMPOSE,
    "campaign-dry-run": Right.COMPOSE, "campaign-person": Right.READ_INBOX, "campaign-review": Right.COMPOSE,
    "campaign-send": Right.COMPOSE, "campaign-run": Right.SEND_TO_MANY, "campaign-results": Right.COMPOSE,
    "campaign-moving": Right.COMPOSE,
    "posts": Right.COMPOSE, "posts-new": Right.COMPOSE, "post": Right.COMPOSE, "post-back": Right.COMPOSE,
    "post-act": Right.COMPOSE, "posts-blog": Right.COMPOSE, "posts-from-blog": Right.COMPOSE,
    "settings-feeds": Right.EDIT_PAGE, "settings-feeds-one": Right.EDIT_PAGE,
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
    ids["settings-lists"] = make_list(None, world.harbour, Wanted(name="News"), {"en": "We write."}).pk
    tom, ana = world.contact("Tom"), world.contact("Ana")
    ids |= _request(world, channel, ana)
    news = List.objects.create(brand=world.harbour, slug="of-campaigns", name="Campaigns")
    ids["campaign"] = writing.new(world.wim, news, channel, "Sunday").pk
    writing.save(world.wim, Campaign.objects.get(), writing.Words(subject="x", text="x"), based_on=0)
    ids["poll"], cast = _poll(world)
    post = posts.begin(world.olivia, Written(text="x", parts={world.page.channel.pk: Part()}))
    ids["post"] = post.pk
    ids["post-act"] = posts.let_out(world.olivia, post)[0].pk
    ids["post"] = posts.begin(world.olivia, Written(text="y")).pk
    feed = Feed.objects.create(brand=world.harbour, member=world.olivia, typed="x", address="x")
    ids["settings-feeds"] = feed.pk
    ids["posts-from-blog"] = FeedItem.objects.create(brand=world.harbour, feed=feed, key="x", digest="x").pk
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
        filled = filled.replace("<slug:kind>", "json").replace("<int:vote>", str(cast))
        filled = filled.replace("<slug:place>", "asks").replace("<slug:which>", "face")
        filled = filled.replace("<slug:feature>", "asks").replace("<int:macro>", str(macro.pk))
        filled = filled.replace("<int:batch>", "1").replace("lists/<slug:what>", "lists/did")
        filled = filled.replace("<int:other>", str(tom.pk)).replace("<int:handle>", str(ana.handles.get().pk))
        filled = filled.replace("<int:contact>", str(ana.pk))
        filled = filled.replace("<slug:brand>", "harbour").replace("<int:key>", "1")
        filled = filled.replace("<slug:short>", "news").replace("<str:mark>", "x")
        found[name] = "/" + filled.replace("<str:token>", "x").replace("<str:name>", "x").replace(
            "<slug:what>", "x"
        )
    assert not [place for place in found.values() if "<" in place]
    return found


def _request(world: World, channel: Channel, contact: Contact) -> dict[str, int]:
    """A friend request, what follows from it, and a line of the friend policy."""
    asked = receive(channel, contact.handles.get(), source="hand")
    assert asked is not None
    show(asked, asker_of(asked), drawn(3))
    task = Invitation.objects.create(brand=world.harbour, request=asked, network="linkedin")
    line = write_line(world.olivia, WantedLine(relation="client", words={"en": "Thank you."}))
    return {
        "people-exposure": channel.pk,
        "people-request": asked.pk,
        "people-task": task.pk,
        "people-policy": line.pk,
    }


def _poll(world: World) -> tuple[int, int]:
    """A poll and a vote in it."""
    wanted = polls.Wanted(question="Which?", choices=[polls.Offered(text="A"), polls.Offered(text="B")])
    made = polls.make(world.mara, world.page, wanted)
    polls.publish(world.mara, made)
    world.work()
    chosen = (str(made.choices.get(number=1).pk),)
    world.visitor("Tom", "vote", "so", target=str(made.pk), choices=chosen)
    return made.pk, Vote.objects.get().pk


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


# The live stream, /live/: who hears which row of the feed.

TEAM = {"for the team", "about Ana, for the team and her", "for everybody"}
PASSER_BY = {"for everybody"}
REFUSED = None
# who listens -> what they hear of Harbour's feed; whatever else is written there, they do not.
HEARS: dict[str, set[str] | None] = {
    "olivia": TEAM | {"for Olivia alone"}, "caleb": TEAM, "mara": TEAM, "wim": REFUSED, "nils": set(), "nobody": REFUSED,
    "Ana on the page": PASSER_BY | {"about Ana, for the team and her", "for Ana alone"},
    "Tom on the page": PASSER_BY | {"for Tom alone"},
    "a stranger on the page": PASSER_BY, "olivia on the page": PASSER_BY, "nils on the page": PASSER_BY,
    "Ana on another page": set(), "olivia on another page": set(), "a stranger on no page": REFUSED,
}  # fmt: skip


@pytest.fixture
def rows(world: World) -> dict[str, Client]:
    """Rows of Harbour's feed of every kind, each under the name of whom it is for; the browsers that know a visitor."""
    browsers = {name: _visitor(world, name) for name in ("Ana", "Tom")}
    Change.objects.all().delete()
    ana, tom = (Contact.objects.get(brand=world.harbour, name=name).pk for name in ("Ana", "Tom"))
    for kind, to in {
        "for the team": To(), "for Olivia alone": To(member=world.olivia.pk), "about Ana, for the team and her": To(contact=ana),
        "for Ana alone": To(members=False, contact=ana), "for Tom alone": To(members=False, contact=tom),
        "for everybody": To(everybody=True),
    }.items():  # fmt: skip
        announce(world.harbour, kind[:20], to, row=kind)
    return browsers


def _visitor(world: World, name: str) -> Client:
    browser = Client()
    browser.post("/@harbour/message/", {"name": name, "text": "Hello", "key": name})
    world.work()
    return browser


def _heard(browser: Client, slug: str = "") -> set[str] | None:
    """What the stream tells this browser of all that is in the feed; None: there is no stream for it."""
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    listener = identify(cookies, slug)
    if listener is None:
        return None
    assert standing([listener]) == {listener}
    return {change.payload["row"] for change in Change.objects.all() if listener.may_see(change)}


@pytest.mark.parametrize("who", HEARS)
def test_the_stream_tells_each_listener_their_own_and_nothing_else(
    world: World, rows: dict[str, Client], who: str
) -> None:
    name, _, place = who.partition(" on ")
    slug = {"": "", "the page": "harbour", "another page": "northwind", "no page": "nowhere"}[place]
    browser = rows.get(name) or _browser(getattr(world, name, None))
    assert _heard(browser, slug) == HEARS[who]


@pytest.mark.parametrize("role", Role.values)
def test_the_stream_is_for_roles_that_read_the_inbox(
    world: World, rows: dict[str, Client], role: str
) -> None:
    Member.objects.filter(pk=world.caleb.pk).update(role=role)
    member = Member.objects.get(pk=world.caleb.pk)
    assert _heard(_browser(member)) == (TEAM if may(member, Right.READ_INBOX) else REFUSED)


def _set_password(member: Member) -> None:
    member.set_password("another horse")
    member.save()


LOSES: dict[str, Callable[[Member], object]] = {
    "their access": lambda member: Member.objects.filter(pk=member.pk).update(is_active=False),
    "their role": lambda member: Member.objects.filter(pk=member.pk).update(role=Role.WRITER),
    "their session": lambda member: Session.objects.all().delete(),  # noqa: ARG005 -- they have the only one
    "their password": _set_password,
}


@pytest.mark.parametrize("what", LOSES)
def test_a_stream_is_cut_for_a_member_who_loses(world: World, what: str) -> None:
    cookies = {
        settings.SESSION_COOKIE_NAME: _browser(world.caleb).cookies[settings.SESSION_COOKIE_NAME].value
    }
    listener = identify(cookies, "")
    assert listener
    assert standing([listener]) == {listener}
    LOSES[what](world.caleb)
    assert standing([listener]) == set(), "asked again at each row, so the next one ends the stream"
    assert identify(cookies, "") is None
