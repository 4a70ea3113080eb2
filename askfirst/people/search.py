"""Find people by their names and addresses; and where nobody is called so, those who are called nearly so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Q

from askfirst.brand import signs, word_search
from askfirst.brand.query import Query, Term
from askfirst.brand.word_search import Asked
from askfirst.people import access, alike
from askfirst.people.models import Contact, Handle
from askfirst.people.words import ADDRESSES, ADDRESSES_ALIKE, NAMES, NAMES_ALIKE

if TYPE_CHECKING:
    from askfirst.brand.models import Member

PAGE = 20
MOST_NAMED = 200
"""People whom one name in a filter may mean."""
_FEW = 3
"""With fewer found than this, those who are called nearly so are shown too."""
_MOST_OF_THREE = 400
"""Rows in which a stretch of three letters may stand and still tell something."""
_MOST_COMPARED = 60
_MOST_MISTYPED = 3
"""Words of a name that may be typed wrongly."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Some people, newest first.  `below` continues; 0: there are no more.  `nearly`: those who are called nearly so."""

    contacts: list[Contact]
    nearly: list[Contact]
    below: int


def find(member: Member, query: Query, most: int = PAGE, below: int = 0, *, is_lenient: bool = True) -> Found:
    """People in whose name or one of whose addresses all the words stand; leniently, also who is called nearly so.

    Raises:
        PermissionDenied: the role may not read the inbox.
    """
    rows = access.contacts(member).filter(merged_into=None).prefetch_related("handles")
    if not query.wanted:
        return Found(contacts=[], nearly=[], below=0)
    asked = _asked(member, query)
    ids = word_search.newest(NAMES.name, asked, most + 1, below)
    addresses = word_search.newest(ADDRESSES.name, asked, most * 4 + 1)
    held = Handle.objects.filter(pk__in=addresses, contact__merged_into=None)
    by_address = held.filter(contact__lt=below) if below else held
    wanted = sorted({*ids, *by_address.values_list("contact_id", flat=True)}, reverse=True)
    contacts = sorted(rows.filter(pk__in=wanted[: most + 1]), key=lambda one: -one.pk)
    is_short = is_lenient and not below and len(contacts) < _FEW
    nearly = _nearly(member, query, contacts) if is_short else []
    is_more = len(wanted) > most
    return Found(contacts=contacts[:most], nearly=nearly, below=wanted[most - 1] if is_more else 0)


def named(member: Member, name: str) -> list[int]:
    """The ids of those whom a name or an address in a filter means; nearly so where nobody is called just so."""
    words = tuple(signs.words(name))
    if not words:
        return []
    whole = Query(wanted=tuple(Term((word,), is_begun=len(word) > 1) for word in words))
    asked = _asked(member, whole)
    ids = word_search.newest(NAMES.name, asked, MOST_NAMED)
    addresses = word_search.newest(ADDRESSES.name, asked, MOST_NAMED)
    ids += Handle.objects.filter(pk__in=addresses).values_list("contact_id", flat=True)
    return list(dict.fromkeys(ids))[:MOST_NAMED] or [one.pk for one in _nearly(member, whole, [])]


def whose(member: Member, query: Query, key: str) -> Q:
    """For a query of rows whose `key` names a contact: those of people in whose name or address all the words stand."""
    if not query.wanted:
        return Q(pk__in=[])
    asked = _asked(member, query)
    by_name = word_search.rows_with(NAMES.name, asked, key)
    addresses = word_search.newest(ADDRESSES.name, asked, word_search.MOST_LISTED)
    held = list(Handle.objects.filter(pk__in=addresses).values_list("contact_id", flat=True))
    return Q(**{f"{key}__in": held}) | by_name if held else by_name


def _asked(member: Member, query: Query) -> Asked:
    return Asked.of(query, (f"b{member.brand_id}",))


def _nearly(member: Member, query: Query, known: list[Contact]) -> list[Contact]:
    """Who is called nearly so, the nearest first."""
    text = query.words
    if len(text.replace(" ", "")) < alike.SHORTEST or text.count(" ") >= _MOST_MISTYPED:
        return []
    ids = _by_beginning(member, text)
    if connection.vendor != "postgresql":
        ids += _by_threes(member, text)
    elif _has_extension():
        ids += _by_extension(member, text)
    rows = access.contacts(member).filter(pk__in=ids, merged_into=None)
    found = rows.exclude(pk__in=[one.pk for one in known]).prefetch_related("handles")
    rated = [
        (alike.nearness(text, [one.name, *(handle.address for handle in one.handles.all())]), one)
        for one in found
    ]
    near = sorted(((near, one) for near, one in rated if near), key=lambda pair: (-pair[0], -pair[1].pk))
    return [one for _near, one in near[:8]]


def _by_threes(member: Member, text: str) -> list[int]:
    """On SQLite: those who share the most stretches of three letters, but for stretches that very many share."""
    shared: Counter[int] = Counter()
    by_address: Counter[int] = Counter()
    for three in alike.threes(text):
        for name, counter in ((NAMES_ALIKE.name, shared), (ADDRESSES_ALIKE.name, by_address)):
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT rowid FROM {name} WHERE {name} MATCH %s LIMIT %s",  # noqa: S608 -- a name of ours
                    ['"' + three.replace('"', '""') + '"', _MOST_OF_THREE + 1],
                )
                found = [row[0] for row in cursor.fetchall()]
            if len(found) <= _MOST_OF_THREE:
                counter.update(found)
    handles = [pk for pk, _shared in by_address.most_common(_MOST_COMPARED)]
    held = Handle.objects.filter(pk__in=handles, brand_id=member.brand_id)
    ids = [pk for pk, _shared in shared.most_common(_MOST_COMPARED)]
    return [*ids, *held.values_list("contact_id", flat=True)]


def _by_extension(member: Member, text: str) -> list[int]:
    """On PostgreSQL with `pg_trgm`: those whose name or address is alike, as its index finds them."""
    with transaction.atomic(), connection.cursor() as cursor:
        # PostgreSQL takes it for cheap to compare two texts, and would rather read all names than ask their index.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "(SELECT id FROM people_contact WHERE brand_id = %(brand)s AND lower(name) %% %(text)s"
            " ORDER BY similarity(lower(name), %(text)s) DESC LIMIT %(most)s) UNION ALL"
            " (SELECT contact_id FROM people_handle WHERE brand_id = %(brand)s AND lower(address) %% %(text)s"
            " ORDER BY similarity(lower(address), %(text)s) DESC LIMIT %(most)s)",
            {"brand": member.brand_id, "text": text, "most": _MOST_COMPARED},
        )
        found = [row[0] for row in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan = on")
        return found


def _by_beginning(member: Member, text: str) -> list[int]:
    """Those in whose names all words begin alike, whatever marks their letters bear."""
    begun = tuple(Term((word[:2],), is_begun=True) for word in text.split() if len(word) > 1)
    asked = Asked(wanted=begun, marks=((f"b{member.brand_id}",),))
    return word_search.newest(NAMES.name, asked, _MOST_COMPARED) if begun else []


def _has_extension() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone() is not None
