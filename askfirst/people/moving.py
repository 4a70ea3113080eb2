"""From one person to another: rows change whose they are, and nothing else of them changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from askfirst.people.models import Relationship, Sighting
from askfirst.people.resolve import redraw, settle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

    from askfirst.people.models import Contact

AT_ONCE = 500
"""Ids in one statement: SQLite takes no more than some thousands."""

Moved = dict[str, list[int]]
"""Ids of what was moved, by the name of their model, as `Handle`."""


def move(rows: QuerySet[Any], to: Contact) -> Moved:
    """Make these rows theirs.  Returns what was moved; to be undone by `put`."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    _give(rows.model, ids, to)
    return {rows.model.__name__: ids} if ids else {}


def put(model: Any, ids: Iterable[int], *, was: Contact, to: Contact) -> None:
    """Give back those of these rows that are still `was`'s."""
    for some in _parts(list(ids)):
        model.objects.filter(pk__in=some, contact=was).update(contact=to)


def move_edges(rows: QuerySet[Sighting], was: Contact, to: Contact) -> Moved:
    """Make sightings theirs, and draw the edges of both anew.  An edge that nobody was seen to begin moves as it is."""
    drawn = set(rows.values_list("channel", "kind"))
    moved = move(rows, to)
    for channel, kind in sorted(drawn):
        redraw(was.pk, channel, kind)
        redraw(to.pk, channel, kind)
    return moved


def move_undrawn(was: Contact, to: Contact) -> Moved:
    """After `move_edges`: the edges that no sighting tells of, but for those of a kind that they have already."""
    holding = Relationship.objects.filter(contact=to, until=None).values_list("channel", "kind", "handle")
    has = set(holding)
    rows = Relationship.objects.filter(contact=was)
    free = [row.pk for row in rows if row.until or (row.channel_id, row.kind, row.handle_id) not in has]
    return move(Relationship.objects.filter(pk__in=free), to)


def settle_all(*people: Contact) -> None:
    """Before another address comes to somebody: what they did is given the only one that they had on its network."""
    for person in people:
        for network in sorted(set(person.handles.values_list("network", flat=True))):
            settle(person.pk, network)


def _give(model: Any, ids: list[int], to: Contact) -> None:
    for some in _parts(ids):
        model.objects.filter(pk__in=some).update(contact=to)


def _parts(ids: list[int]) -> Iterator[list[int]]:
    for first in range(0, len(ids), AT_ONCE):
        yield ids[first : first + AT_ONCE]
