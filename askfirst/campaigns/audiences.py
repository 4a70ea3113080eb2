"""Whom a campaign is for: conditions as data, in a closed grammar, read into a question to our own tables.

    {"all": [{"field": "language", "is": ["de"]}, {"none": [{"field": "wrote", "within": 30}]}]}

A group is `all`, `any` or `none` of what it holds; a condition names a field and says one thing of it.  Empty: everybody on
the list.  Nothing else can be asked, so nothing else can be run.
"""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from askfirst.brand.plain import plain
from askfirst.campaigns import fields
from askfirst.people.models import Contact
from askfirst.sentence import Sentence, together

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from askfirst.consent.models import List

GROUPS = ("all", "any", "none")
DEEPEST = 4
MOST = 50
LONGEST_DAYS = 3650
MOST_VALUES = 200
LONGEST_VALUE = 80


class BadAudience(ValueError):  # noqa: N818 -- it says what the matter is
    """Conditions that cannot be read; the message says which, by their place from 1 (`2.1`: the first in the second)."""


def read(conditions: Mapping[str, Any], on: List, at: datetime | None = None) -> Q:
    """The conditions as a question about contacts.

    `on`: the list of the campaign, whose brand it is.  `at`: the instant from which days are counted back; now unless given.

    Raises:
        BadAudience: they are no conditions; every mistake is named.
    """
    reading = _Reading(on, at or timezone.now())
    found = reading.group(conditions, "", 0) if conditions else Q()
    if reading.count > MOST:
        reading.mistakes.append(Sentence("there are more than %(most)s conditions", most=MOST))
    if reading.mistakes:
        raise BadAudience(together(*reading.mistakes))
    return found


def people(conditions: Mapping[str, Any], on: List, at: datetime | None = None) -> QuerySet[Contact]:
    """Everybody of the brand who fits the conditions, on the list or not.

    Raises:
        BadAudience: as `read`.
    """
    rows = Contact.objects.filter(brand_id=on.brand_id, merged_into=None, forgotten_at=None)
    return rows.filter(read(conditions, on, at))


class _Reading:
    """One reading of conditions: what was wrong, and how many there were."""

    def __init__(self, on: List, at: datetime) -> None:
        self.on = on
        self.at = at
        self.mistakes: list[str] = []
        self.count = 0

    def group(self, node: Any, place: str, depth: int) -> Q:
        """A group or one condition.  What is wrong is noted, and asks nothing."""
        if not isinstance(node, dict):
            return self.wrong(place, Sentence("a condition is expected"))
        names = [name for name in node if name in GROUPS]
        if not names:
            return self.condition(node, place)
        if len(node) > 1 or not isinstance(node[names[0]], list):
            return self.wrong(place, Sentence("a group is one of all, any and none, with a list behind it"))
        if depth >= DEEPEST:
            return self.wrong(place, Sentence("groups stand at most %(most)s deep", most=DEEPEST))
        parts = [
            self.group(one, f"{place}.{nth}" if place else str(nth), depth + 1)
            for nth, one in enumerate(node[names[0]][: MOST + 1], 1)
        ]
        return _joined(names[0], parts)

    def condition(self, node: Mapping[str, Any], place: str) -> Q:
        """One field, and what is said of it."""
        self.count += 1
        name = node.get("field")
        field = fields.FIELDS.get(name) if isinstance(name, str) else None
        if field is None:
            known = ", ".join(fields.FIELDS)
            return self.wrong(
                place, Sentence("%(name)s is no field; there are %(names)s", name=str(name)[:40], names=known)
            )
        said = [word for word in node if word != "field"]
        if len(said) != 1 or said[0] not in field.words:
            words = ", ".join(field.words)
            return self.wrong(
                place,
                Sentence("of %(name)s one of these can be said: %(words)s", name=str(name), words=words),
            )
        word, value = said[0], node[said[0]]
        if word in fields.SPANS:
            return self.span(field, word, value, place)
        if word == fields.YES:
            return self.yes(field, value, place)
        return self.choice(field, word, value, place)

    def span(self, field: fields.Field, word: str, value: Any, place: str) -> Q:
        """Something that happened within so many days, or did not."""
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LONGEST_DAYS:
            return self.wrong(place, Sentence("days are a number from 1 to %(most)s", most=LONGEST_DAYS))
        found = field.asks(self.on, self.at - timedelta(days=value))
        return found if word == fields.WITHIN else ~found

    def yes(self, field: fields.Field, value: Any, place: str) -> Q:
        """Something that is so, or is not."""
        if not isinstance(value, bool):
            return self.wrong(place, Sentence("yes or no is expected"))
        found = field.asks(self.on, None)
        return found if value else ~found

    def choice(self, field: fields.Field, word: str, value: Any, place: str) -> Q:
        """One of some values, or none of them."""
        is_list = isinstance(value, list) and 0 < len(value) <= MOST_VALUES
        if not is_list or not all(_is_sane(one, is_by_id=field.is_by_id) for one in value):
            return self.wrong(place, Sentence("a list of 1 to %(most)s values is expected", most=MOST_VALUES))
        strange = [one for one in value if not field.knows(self.on, one)]
        if strange:
            return self.wrong(
                place, Sentence("%(value)s is nothing that can be chosen here", value=str(strange[0])[:40])
            )
        found = field.asks(self.on, value)
        return found if word == fields.IS else ~found

    def wrong(self, place: str, says: Sentence) -> Q:
        """Note a mistake."""
        self.mistakes.append(
            Sentence("condition %(place)s: %(says)s", place=place, says=says) if place else says
        )
        return Q()


def _is_sane(value: Any, *, is_by_id: bool) -> bool:
    """A word or number that every database takes."""
    if is_by_id:
        return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63
    return isinstance(value, str) and 0 < len(value) <= LONGEST_VALUE and plain(value) == value


def _joined(name: str, parts: list[Q]) -> Q:
    """An empty group asks nothing."""
    if not parts:
        return Q()
    found = reduce(and_ if name == "all" else or_, parts)
    return ~found if name == "none" else found
