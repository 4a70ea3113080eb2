"""Blogs that are asked for what is new, and what becomes of what they bring: drafts for the wall and the networks.

Fetching is `wire.feeds`; here is what a member sets, and what is kept of an answer.  Everything a feed brings is a proposal:
it stands among what is being written until a member presses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand.changes import announce
from askfirst.brand.models import Channel
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.drafts.models import Composition, Feed, FeedItem
from askfirst.networks import catalog
from askfirst.networks.base import Form
from askfirst.networks.items import proposal

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.brand.models import Brand, Member
    from askfirst.networks import items

MOST = 50
"""Feeds of one brand."""
MOST_NEW = 10
"""Drafts that one answer makes: a site that was built anew calls everything new."""
KEPT = 1_000
"""Entries that are kept of one feed."""


class CannotRead(ValueError):  # noqa: N818 -- it says what the matter is
    """This feed cannot be added; the sentence says why and what to do."""


def add(member: Member, typed: str) -> Feed:
    """Look there from now on; where the feed lies is found out by a worker.

    Raises:
        CannotRead: it is no web address, our own, or there already.
        PermissionDenied: the role may not edit the page.
    """
    require(member, Right.EDIT_PAGE)
    address = _address(typed)
    feeds = Feed.objects.filter(brand=member.brand_id)
    if feeds.filter(typed=address).exists() or feeds.filter(address=address).exists():
        raise CannotRead(_("This blog is here already."))
    if feeds.count() >= MOST:
        raise CannotRead(
            _("%(most)d blogs are enough for one brand. Remove one that you need no more.") % {"most": MOST}
        )
    try:
        with transaction.atomic():
            return Feed.objects.create(brand=member.brand, member=member, typed=address, address=address)
    except IntegrityError:
        raise CannotRead(_("This blog is here already.")) from None


def pause(member: Member, feed: Feed) -> None:
    """Ask no more, until `resume`."""
    require(member, Right.EDIT_PAGE, feed.brand_id)
    Feed.objects.filter(pk=feed.pk, state=Feed.State.ON).update(state=Feed.State.PAUSED)


def resume(member: Member, feed: Feed) -> None:
    """Ask now, and go on; what failed for good is looked for anew."""
    require(member, Right.EDIT_PAGE, feed.brand_id)
    state = Feed.State.ON if feed.digest else Feed.State.LOOKING
    Feed.objects.filter(pk=feed.pk).update(
        state=state, due_at=timezone.now(), lease_until=None, failures=0, trouble=""
    )


def choose(member: Member, feed: Feed, address: str) -> bool:
    """Read another feed of those that the site names.  False where it names no such one, or it is read already."""
    require(member, Right.EDIT_PAGE, feed.brand_id)
    if (
        address not in feed.others
        or Feed.objects.filter(brand=feed.brand_id, address=address).exclude(pk=feed.pk).exists()
    ):
        return False
    others = [feed.address, *(other for other in feed.others if other != address)]
    fresh = {"etag": "", "modified": "", "digest": "", "failures": 0, "trouble": "", "title": ""}
    Feed.objects.filter(pk=feed.pk).update(
        address=address, others=others, state=Feed.State.LOOKING, due_at=timezone.now(), **fresh
    )
    return True


def remove(member: Member, feed: Feed) -> None:
    """Read it no more.  What it brought and nobody has touched goes with it; drafts that somebody changed stay."""
    require(member, Right.EDIT_PAGE, feed.brand_id)
    with transaction.atomic():
        untouched = Composition.objects.filter(item__feed=feed, version=0, let_out_at=None)
        untouched.delete()
        feed.delete()


def take(feed: Feed, read: items.Feed, now: datetime) -> int:
    """Keep what an answer says.  Returns how many drafts were made.  Called in the transaction that settles the answer.

    What stood there when the feed was added is offered and becomes no draft by itself.
    """
    known = {item.key: item for item in FeedItem.objects.filter(feed=feed)}
    said = {item.digest for item in known.values()}
    places = {(item.link, item.title) for item in known.values() if item.link}
    is_first = not known
    made = 0
    for one in reversed(read.items):  # oldest first, so that the newest stands on top
        held = known.get(one.key)
        if held is not None:
            _change(held, one, now)
            continue
        if one.digest in said or (one.link and (one.link, one.title) in places):
            continue  # a feed that calls the same thing by another name
        is_new = not (is_first or made >= MOST_NEW or _is_ours(one.link))
        item = FeedItem.objects.create(
            brand_id=feed.brand_id, feed=feed, key=one.key, is_earlier=not is_new, found_at=now, **_said(one)
        )
        said.add(one.digest)
        if is_new:
            compose(item)
            made += 1
    _forget_old(feed)
    return made


def compose(item: FeedItem, member: Member | None = None) -> Composition:
    """The draft of an entry: the common words, and for each account its own as long as its network takes.  Once for each entry."""
    composition, is_new = Composition.objects.get_or_create(
        brand_id=item.brand_id,
        key=f"item:{item.pk}",
        defaults={"item": item, "member": member, **_proposed(item)},
    )
    if not is_new and composition.put_away_at and composition.let_out_at is None:
        composition.put_away_at = None
        composition.save(update_fields=["put_away_at"])
    if is_new:
        announce(item.brand, "composition", composition=composition.pk)
    return composition


def places(brand: Brand) -> list[Channel]:
    """The accounts on which the brand can post in public: its own page first."""
    rows = Channel.objects.filter(brand=brand).exclude(state=Channel.State.OFF).order_by("pk")
    able = [channel for channel in rows if Form.PUBLIC_POST in catalog.capabilities(channel.network).forms]
    return sorted(able, key=lambda channel: channel.network != "page")


def _proposed(item: FeedItem) -> dict[str, object]:
    common = proposal(item.title, item.text, item.link)
    parts: dict[str, dict[str, str]] = {}
    for channel in places(item.brand):
        can = catalog.capabilities(channel.network)
        limit = can.limit(Form.PUBLIC_POST)
        own = proposal(item.title, item.text, item.link, limit=limit, unit=can.text_unit)
        parts[str(channel.pk)] = {} if own == common else {"text": own}
    return {"text": common, "parts": parts}


def _change(held: FeedItem, one: items.Item, now: datetime) -> None:
    """It says something else now: so does its draft, where nobody has touched it."""
    if held.digest == one.digest:
        return
    for field, value in _said(one).items():
        setattr(held, field, value)
    held.changed_at = now
    held.save()
    untouched = Composition.objects.filter(item=held, version=0, let_out_at=None)
    for composition in untouched:
        Composition.objects.filter(pk=composition.pk, version=0).update(**_proposed(held), changed_at=now)


def _said(one: items.Item) -> dict[str, object]:
    return {
        "digest": one.digest,
        "title": plain(one.title),
        "text": plain(one.text),
        "link": one.link,
        "published_at": one.at,
    }


def _forget_old(feed: Feed) -> None:
    """Entries far behind the newest go; those that became a draft keep it."""
    last = FeedItem.objects.filter(feed=feed).order_by("-pk").values_list("pk", flat=True)[KEPT : KEPT + 1]
    for pk in last:
        FeedItem.objects.filter(feed=feed, pk__lte=pk, compositions=None).delete()


def _is_ours(link: str) -> bool:
    """It tells of a page of our own: what stands there has been said."""
    return bool(link) and _origin(link) == _origin(settings.ADDRESS)


def _origin(address: str) -> tuple[str, int | None]:
    parts = urlsplit(address)
    return parts.hostname or "", parts.port


def _address(typed: str) -> str:
    said = plain(typed).strip()
    address = said if "://" in said else f"https://{said}"
    try:
        parts = urlsplit(address)
        is_web = (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and ("." in str(parts.hostname) or str(parts.hostname) == "localhost")
            and parts.username is None
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        is_web = False
    if not is_web or len(address) > 1_000 or any(map(str.isspace, address)):
        raise CannotRead(
            _(
                "`%(typed)s` is no web address. Write the address of your blog, as in https://blog.harbour.example."
            )
            % {"typed": said[:100]}
        )
    if _origin(address) == _origin(settings.ADDRESS):
        raise CannotRead(
            _("That is your page here. What stands on it needs no way back: write the address of your blog.")
        )
    return address
