"""The lists of a brand: made, changed and closed, and the words that people are shown before they agree to be on one.

What somebody agreed to is not changed behind their back: as long as people are on a list its purpose stays, and it may
promise fewer messages but not more.  Other words are a new version of the notice; the earlier ones are kept as proof.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.http import Http404
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from askfirst.brand.changes import announce
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.consent.models import List, Membership, Notice
from askfirst.networks import catalog
from askfirst.people.resolve import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from askfirst.brand.models import Brand, Member

LONGEST_NAME = 120
LONGEST_ABOUT = 1000
LONGEST_NOTICE = 5000
LONGEST_KEYWORD = 40
LONGEST_REASON = 200
MOST_MESSAGES = 100
MOST_DAYS = 366
MOST_MONTHS = 120
TAKEN = frozenset({"asked", "confirm", "joined", "receipts", "leave", "new"})
"""Short names that stand for something else in addresses below a page's lists."""


class CannotKeep(ValueError):  # noqa: N818 -- it says what the matter is
    """The list stays as it is; the message says why and what to do, and `field` where."""

    def __init__(self, says: str, field: str = "") -> None:
        super().__init__(says)
        self.field = field


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A list as somebody wishes it to be; the fields are those of `List`."""

    name: str
    about: str = ""
    purpose: str = List.Purpose.MARKETING
    most: int = 1
    days: int = 7
    networks: tuple[str, ...] = ("email",)
    keyword: str = ""
    months: int | None = None
    is_internal: bool = False
    is_open: bool = True
    counts_links: bool = False
    single_because: str = ""


def lists(member: Member) -> list[List]:
    """All lists of the member's brand, those that are used first, by name.

    Raises:
        PermissionDenied: the member's role may not set up lists.
    """
    require(member, Right.LISTS)
    rows = List.objects.filter(brand_id=member.brand_id).order_by("name", "pk")
    return sorted(rows, key=lambda one: one.closed_at is not None)


def access(member: Member, pk: int) -> List:
    """One list of the member's brand.

    Raises:
        PermissionDenied: the member's role may not set up lists.
        Http404: the brand has no such list.
    """
    require(member, Right.LISTS)
    found = List.objects.select_related("brand").filter(pk=pk, brand_id=member.brand_id).first()
    if found is None:
        raise Http404(_("there is no such list in this brand"))
    return found


def joinable(brand: Brand) -> list[List]:
    """The lists that anybody can join on the brand's page: used, open, shown outside, and with words to agree to."""
    rows = List.objects.filter(brand=brand, closed_at=None, is_open=True, is_internal=False)
    return list(rows.filter(notices__isnull=False).distinct().order_by("name", "pk"))


def by_keyword(brand: Brand, said: str) -> List | None:
    """The list that this word alone asks to join; None: it is no such word."""
    word = _keyword(said)
    if not word or len(word) > LONGEST_KEYWORD:
        return None
    rows = List.objects.filter(brand=brand, keyword=word, closed_at=None, is_open=True)
    return rows.select_related("brand").first()


def make(member: Member | None, brand: Brand, wanted: Wanted, words: Mapping[str, str]) -> List:
    """A new list with the first version of its notice.  `words`: the notice by language, such as `{"en": "…"}`.

    Raises:
        PermissionDenied: the member's role may not set up lists.
        CannotKeep: something is missing or cannot be; nothing was made.
    """
    if member:
        require(member, Right.LISTS, brand.pk)
    fields = _checked(wanted)
    said = _checked_words(words)
    with transaction.atomic():
        slug = _slug(brand, wanted.name)
        try:
            with transaction.atomic():
                made = List.objects.create(brand=brand, slug=slug, created_by=member, **fields)
        except IntegrityError:
            raise CannotKeep(_taken(wanted.keyword), "keyword") from None
        _write(made, 1, said, member)
        announce(brand, "lists")
    return made


def change(member: Member | None, one: List, wanted: Wanted) -> None:
    """Let the list be as wanted.  Its short name stays: links to it stand on other people's pages.

    Raises:
        PermissionDenied: the member's role may not set up lists.
        CannotKeep: it cannot be so; nothing was changed.
    """
    if member:
        require(member, Right.LISTS, one.brand_id)
    fields = _checked(wanted)
    with transaction.atomic():
        held = List.objects.select_for_update(no_key=True, of=("self",)).get(pk=one.pk)
        _require_kept_promise(held, wanted)
        for name, value in fields.items():
            setattr(held, name, value)
        try:
            with transaction.atomic():
                held.save(update_fields=list(fields))
        except IntegrityError:
            raise CannotKeep(_taken(wanted.keyword), "keyword") from None
        announce(one.brand, "lists")
    one.refresh_from_db()


def reword(member: Member | None, one: List, words: Mapping[str, str]) -> int:
    """New words of the notice, in every language in which it is to be read.  Returns the version that holds now.

    The same words again are no new version.

    Raises:
        PermissionDenied: the member's role may not set up lists.
        CannotKeep: there are no words.
    """
    if member:
        require(member, Right.LISTS, one.brand_id)
    said = _checked_words(words)
    with transaction.atomic():
        List.objects.select_for_update(no_key=True, of=("self",)).get(pk=one.pk)
        now = notices(one)
        version = next((notice.version for notice in now.values()), 0)
        if {code: notice.text for code, notice in now.items()} != said:
            version += 1
            _write(one, version, said, member)
            announce(one.brand, "lists")
    return version


def close(member: Member | None, one: List) -> None:
    """Use the list no more: nobody joins it, and nothing is sent to it.  Who was on it, and the proof, stay as they are.

    Raises:
        PermissionDenied: the member's role may not set up lists.
    """
    _set_closed(member, one, is_closed=True)


def open_again(member: Member | None, one: List) -> None:
    """Use a closed list again: who was on it is on it still.

    Raises:
        PermissionDenied: the member's role may not set up lists.
    """
    _set_closed(member, one, is_closed=False)


def notices(one: List, version: int = 0) -> dict[str, Notice]:
    """The notice by language; the version that holds now unless one is named."""
    rows = Notice.objects.filter(list=one)
    at = version or rows.aggregate(newest=Max("version"))["newest"] or 0
    return {notice.language: notice for notice in rows.filter(version=at).order_by("pk")}


def versions(one: List) -> list[list[Notice]]:
    """Every version of the notice, the newest first; each in all its languages."""
    found: dict[int, list[Notice]] = {}
    for notice in Notice.objects.filter(list=one).select_related("author").order_by("-version", "pk"):
        found.setdefault(notice.version, []).append(notice)
    return list(found.values())


def notice_for(one: List, language: str) -> Notice | None:
    """The words that somebody who reads this language is shown: in it, else in English, else in what there is.

    None: the list has no words yet, so nobody can agree to them.
    """
    held = notices(one)
    wanted = (language, language.partition("-")[0], settings.LANGUAGE_CODE)
    return next((held[code] for code in wanted if code in held), next(iter(held.values()), None))


def promise(one: List) -> str:
    """How often at most, as a sentence in the language that is spoken now."""
    if one.days == 1:
        said = ngettext("At most %(most)d message a day.", "At most %(most)d messages a day.", one.most)
    elif one.days == 7:
        said = ngettext("At most %(most)d message a week.", "At most %(most)d messages a week.", one.most)
    else:
        said = ngettext(
            "At most %(most)d message in %(days)d days.",
            "At most %(most)d messages in %(days)d days.",
            one.most,
        )
    return said % {"most": one.most, "days": one.days}


def _set_closed(member: Member | None, one: List, *, is_closed: bool) -> None:
    if member:
        require(member, Right.LISTS, one.brand_id)
    if (one.closed_at is not None) == is_closed:
        return
    one.closed_at = timezone.now() if is_closed else None
    with transaction.atomic():
        one.save(update_fields=["closed_at"])
        announce(one.brand, "lists")


def _require_kept_promise(held: List, wanted: Wanted) -> None:
    """What people on the list were told stays true."""
    if not Membership.objects.filter(list=held, state=Membership.State.ACTIVE).exists():
        return
    if wanted.purpose != held.purpose:
        raise CannotKeep(
            _(
                "People agreed to “%(purpose)s”. For another purpose make another list: they did not agree to it."
            )
            % {"purpose": held.get_purpose_display()},
            "purpose",
        )
    if wanted.counts_links and not held.counts_links:
        raise CannotKeep(
            _("People joined without being told that their links are counted. Make another list for that."),
            "counts_links",
        )
    if wanted.most * held.days > held.most * wanted.days:
        raise CannotKeep(
            _(
                "People were promised: %(promise)s You can write less often, not more. Make another list for that."
            )
            % {"promise": promise(held)},
            "most",
        )


def _checked(wanted: Wanted) -> dict[str, object]:
    """The fields as they are kept.  Raises CannotKeep for the first that cannot be."""
    name = " ".join(plain(wanted.name).split())
    about, because = plain(wanted.about).strip(), " ".join(plain(wanted.single_because).split())
    keyword = _keyword(wanted.keyword)
    networks = list(dict.fromkeys(wanted.networks))
    strange = next((one for one in networks if one not in catalog.NETWORKS), "")
    refusals = (
        (not name, "name", _("Give the list a name: people read it before they join.")),
        (len(name) > LONGEST_NAME, "name", _too_long(len(name), LONGEST_NAME)),
        (len(about) > LONGEST_ABOUT, "about", _too_long(len(about), LONGEST_ABOUT)),
        (wanted.purpose not in List.Purpose.values, "purpose", _("Choose what the list is for.")),
        (not 1 <= wanted.most <= MOST_MESSAGES, "most", _between(1, MOST_MESSAGES)),
        (not 1 <= wanted.days <= MOST_DAYS, "days", _between(1, MOST_DAYS)),
        (not networks, "networks", _("Choose where it is sent: at least one.")),
        (
            bool(strange),
            "networks",
            _("“%(name)s” is no network that Askfirst knows.") % {"name": strange[:40]},
        ),
        (len(keyword) > LONGEST_KEYWORD, "keyword", _too_long(len(keyword), LONGEST_KEYWORD)),
        (len(keyword) == 1, "keyword", _("One letter is written by accident: choose a longer word.")),
        (
            wanted.months is not None and not 1 <= wanted.months <= MOST_MONTHS,
            "months",
            _between(1, MOST_MONTHS),
        ),
        (len(because) > LONGEST_REASON, "single_because", _too_long(len(because), LONGEST_REASON)),
    )
    for is_wrong, field, says in refusals:
        if is_wrong:
            raise CannotKeep(says, field)
    return {
        "name": name,
        "about": about,
        "purpose": wanted.purpose,
        "most": wanted.most,
        "days": wanted.days,
        "networks": networks,
        "keyword": keyword,
        "months": wanted.months,
        "is_internal": wanted.is_internal,
        "is_open": wanted.is_open,
        "counts_links": wanted.counts_links,
        "single_because": because,
    }


def _checked_words(words: Mapping[str, str]) -> dict[str, str]:
    said = {code[:12]: plain(text).strip() for code, text in words.items() if plain(text).strip()}
    if not said:
        raise CannotKeep(
            _("Write the words that people agree to: without them nobody can have agreed to anything."),
            "words",
        )
    for text in said.values():
        if len(text) > LONGEST_NOTICE:
            raise CannotKeep(_too_long(len(text), LONGEST_NOTICE), "words")
    return said


def _write(one: List, version: int, words: Mapping[str, str], author: Member | None) -> None:
    Notice.objects.bulk_create(
        Notice(
            list=one,
            version=version,
            language=code,
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            author=author,
        )
        for code, text in words.items()
    )


def _slug(brand: Brand, name: str) -> str:
    """A short name that no other list of the brand has."""
    base = slugify(name)[:50] or "list"
    held = set(List.objects.filter(brand=brand, slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in _numbered(base) if slug not in held | TAKEN)


def _numbered(base: str) -> Iterable[str]:
    yield base
    for number in range(2, 10_000):
        yield f"{base}-{number}"


def _keyword(said: str) -> str:
    return key_of(" ".join(plain(said).split())).strip(" .!?\"'“”„«»")


def _taken(keyword: str) -> str:
    return _("Another list is joined by “%(word)s” already: choose another word.") % {"word": keyword}


def _too_long(has: int, limit: int) -> str:
    return _("This has %(count)s characters, and %(limit)s fit: make it shorter.") % {
        "count": has,
        "limit": limit,
    }


def _between(least: int, most: int) -> str:
    return _("Write a whole number from %(least)s to %(most)s.") % {"least": least, "most": most}
