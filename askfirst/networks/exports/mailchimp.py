"""Mailchimp's export of an audience: a zip of tables, or one of them alone.

Shape, as seen from 2013 to 2026: `subscribed_….csv`, `unsubscribed_….csv`, `cleaned_….csv`, `nonsubscribed_….csv`.
Each begins with a header: the audience's own fields (`Email Address`, `First Name` …), then Mailchimp's, in capitals:
`OPTIN_TIME`, `CONFIRM_TIME`, `UNSUB_TIME`, `UNSUB_CAMPAIGN_TITLE`, `UNSUB_REASON`, `CLEAN_TIME`, `CLEAN_CAMPAIGN_TITLE`,
`LAST_CHANGED`, `LEID`, `EUID`, `NOTES`, `TAGS`.  Times read `2023-08-14 09:30:12` and name no zone: they are taken as UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING

from askfirst.networks.base import BadInput
from askfirst.networks.exports.base import Item, Meter, Reading, Remark
from askfirst.networks.exports.people_lists import Standing, event, with_summary
from askfirst.networks.exports.source import Source
from askfirst.networks.exports.tables import Row, Shape, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

REMEDY = "In Mailchimp, go to Audience, All contacts, Export Audience, and give the zip or one of its tables unchanged."
SHAPE = Shape(needed=("email address", "leid"), described="Email Address and LEID", remedy=REMEDY)
NAMED = re.compile(r"(?:.*[^a-z])?(unsubscribed|nonsubscribed|non-subscribed|subscribed|cleaned)", re.ASCII)
"""The state that a file's name tells, wherever the name of the audience stands."""
COMPLAINTS = re.compile(r"spam|abuse|complain", re.IGNORECASE)
LEFT = {"unsubscribed": "UNSUB", "cleaned": "CLEAN"}
WORDS = {"unsubscribed": "unsubscribed", "cleaned": "taken off since mail to it came back (cleaned)"}


class Mailchimp:
    """Who stood on an audience, who left it, and whose mail came back.

    The tables do not say whose audience it is, so `owner` is not used.
    """

    name = "mailchimp"
    label = "Mailchimp audience"
    network = "email"

    def recognise(self, path: Path) -> bool:
        """Whether a header with Mailchimp's own columns stands in it."""
        try:
            _check_headers(_source(path))
        except BadInput:
            return False
        return True

    def read(self, path: Path, owner: Collection[str] = ()) -> Reading:  # noqa: ARG002 -- the protocol's word
        """Check the headers, then read line by line (see `Export.read`)."""
        source = _source(path)
        source.verify()
        _check_headers(source)
        meter = Meter(total=source.size)
        items = with_summary(_items(source, meter), path.name)
        return Reading(meter, chain(source.remarks("tables of members are"), items))


def _source(path: Path) -> Source:
    return Source.of(
        path,
        is_wanted=lambda member: member.suffix.casefold() == ".csv",
        missing=f"has no table (no member that ends in .csv). {REMEDY}",
    )


def _check_headers(source: Source) -> None:
    for member in source.members:
        with source.opened(member, Meter(0)) as stream:
            Table(stream, source.place(member), SHAPE)


def _items(source: Source, meter: Meter) -> Iterator[Item]:
    for member in source.members:
        file = source.label(member)
        with source.opened(member, meter) as stream:
            table = Table(stream, file, SHAPE)
            usual = usual_standing(file, table.columns)
            for row in table:
                yield row if isinstance(row, Remark) else _member(row, usual)


def usual_standing(file: str, columns: Collection[str]) -> str:
    """How everybody in this file stands: by its name, else by the columns that only such files have."""
    match = NAMED.match(file.rpartition("/")[2].casefold())
    if match:
        return match[1].replace("-", "")
    found = [state for state, prefix in LEFT.items() if f"{prefix}_time".casefold() in columns]
    return found[0] if found else "subscribed"


def _member(row: Row, usual: str) -> Item:
    name = " ".join(filter(None, (row.text("first name"), row.text("last name"))))
    return event("mailchimp", row, row.text("email address"), name, _standing(row, usual))


def _standing(row: Row, usual: str) -> Standing:
    """The stricter of what the file and what the line say."""
    state = next((state for state, prefix in LEFT.items() if row.text(f"{prefix.casefold()}_time")), usual)
    if state not in LEFT:
        since = _moment(row.text("confirm_time")) or _moment(row.text("optin_time"))
        return Standing(word=state, has_left=False, since=since)
    prefix = LEFT[state].casefold()
    day, title = row.text(f"{prefix}_time"), row.text(f"{prefix}_campaign_title")
    reason = ", ".join(filter(None, (row.text("unsub_reason"), row.text("unsub_reason_other"))))
    told = "".join(
        (
            f"Mailchimp: {WORDS[state]}",
            f" at {day}" if day else "",
            f", campaign “{title}”" if title else "",
            f", reason: {reason}" if reason else "",
        )
    )
    is_complaint = bool(COMPLAINTS.search(row.text("unsub_reason")))
    return Standing(word=state, has_left=True, since=_moment(day), told=told, is_complaint=is_complaint)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
