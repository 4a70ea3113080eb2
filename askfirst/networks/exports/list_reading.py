"""From the cells of a table to a `Line`: whose it is, how they stand, what they bring as proof."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from askfirst.networks.exports import list_addresses, list_files
from askfirst.networks.exports.base import Remark
from askfirst.networks.exports.cells import as_meant
from askfirst.networks.exports.list_fields import Field
from askfirst.networks.exports.list_lines import TIGHTENS, Line, Problem, Proof, Standing
from askfirst.networks.exports.mailchimp import COMPLAINTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askfirst.networks.exports.list_files import Sheet
    from askfirst.networks.exports.tables import Row

LONGEST_NAME, LONGEST_PROOF, LONGEST_PLACE, LONGEST_WHY = 120, 2_000, 200, 300
ORDERS = {"ymd": "", "dmy": "dmy", "mdy": "mdy"}
"""How days are written where figures alone do not tell day from month; `ymd`: they are not, so such a day is unknown."""

_STANDINGS: dict[Standing, str] = {
    Standing.ON: "on subscribed subscriber active enabled confirmed yes true 1 opted-in optedin abonniert aktiv abonné inscrit "
    "suscrito activo مشترك",
    Standing.LEFT: "left unsubscribed inactive disabled blocklisted blacklisted blocked suppressed removed opted-out optedout "
    "no false 0 abgemeldet désabonné désinscrit baja",
    Standing.DEAD: "dead cleaned bounced bounce hard-bounce hardbounce invalid undeliverable",
    Standing.COMPLAINED: "complained complaint spam abuse spam-complaint reported",
    Standing.WAITING: "waiting pending unconfirmed nonsubscribed non-subscribed never-subscribed transactional none unproven "
    "stale archived",
}
_MEANING = {word: standing for standing, words in _STANDINGS.items() for word in words.split()}
_LANGUAGE = re.compile(r"([a-zA-Z]{2,3})(?:[-_]\w+)?")
_COUNTRY = re.compile(r"[A-Za-z]{2}")
_DIGEST = re.compile(r"([0-9a-f]{8})-([0-9a-f]{64})")
_ISO = re.compile(r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)(?:[T ]+(\d\d?):(\d\d)(?::(\d\d))?(?:\.\d+)?)?(?: *(Z|UTC|[+-]\d\d:?\d\d))?(?: .*)?")  # fmt: skip
_FIGURES = re.compile(r"(\d\d?)[-/. ](\d\d?)[-/. ](\d{4})(?:[T ,]+(\d\d?):(\d\d)(?::(\d\d))?)?()")


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How the lines of a file are read: which column tells what, and what is said of the file as a whole."""

    fields: Mapping[str, Field]
    how: str = ""
    """By what those in it agreed, where the line does not say."""
    words: str = ""
    """What they read before they agreed, where the line does not say."""
    order: str = "ymd"
    key: str = ""
    """By what a digest of this installation is known; empty: none is taken."""
    columns: Mapping[Field, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", {told: name for name, told in self.fields.items()})

    def says_standing(self) -> bool:
        """Whether a line can say by itself that somebody wants no more."""
        return bool({Field.STANDING, Field.LEFT_AT, Field.DEAD_AT} & set(self.columns))


def line(row: Row | Remark, plan: Plan, sheet: Sheet, file: int) -> Line:
    """What one row says.  `file`: which of the import's tables it is."""
    if isinstance(row, Remark):
        return Line(file=file, number=row.line or 0, standing=sheet.standing, problem=Problem.BROKEN)
    told = {one: _cell(row, name) for one, name in plan.columns.items()}
    standing = _standing(told, sheet.standing)
    network = told.get(Field.NETWORK, "").casefold() or "email"
    digest, problem = _digest(told, plan)
    address = list_addresses.Address(problem=problem)
    if network != "email":
        is_stop = standing in TIGHTENS
        text = told.get(Field.ADDRESS, "")[: list_addresses.LONGEST] if is_stop else ""
        address = list_addresses.Address(text, Problem.NONE if text or digest else Problem.OTHER_NETWORK)
    elif not (digest or problem):
        address = list_addresses.read(told.get(Field.ADDRESS, ""))
    language = _LANGUAGE.fullmatch(told.get(Field.LANGUAGE, ""))
    country = _COUNTRY.fullmatch(told.get(Field.COUNTRY, ""))
    return Line(
        file=file,
        number=row.line,
        standing=standing,
        address=address.text,
        network=network[:20],
        digest=digest,
        name=_name(told),
        language=language[1].lower() if language else "",
        country=country[0].upper() if country else "",
        since=_since(told, plan.order),
        told=_told(told, standing),
        proof=_proof(told, plan),
        problem=address.problem,
        is_shared=address.is_shared,
        is_mixed=address.is_mixed,
    )


def moment(text: str, order: str = "ymd") -> datetime | None:
    """The instant that is written there, UTC where no zone is named; None where it is none, or could be two.

    `order`: `dmy` or `mdy` says how to read figures in which day and month cannot be told apart.
    """
    found = _ISO.fullmatch(text)
    parts = found.groups() if found else _parted(text, order)
    if parts is None:
        return None
    year, month, day, *clock, zone = parts
    hour, minute, second = (int(one or 0) for one in clock)
    offset = "+00:00" if zone in {None, "", "Z", "UTC"} else f"{zone[:3]}:{zone[-2:]}"
    try:
        written = f"{year}-{int(month):02}-{int(day):02}T{hour:02}:{minute:02}:{second:02}{offset}"
        return datetime.fromisoformat(written).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _parted(text: str, order: str) -> tuple[str, ...] | None:
    """Year, month, day and the clock of a day in figures; None where nobody can tell which is the month."""
    found = _FIGURES.fullmatch(text)
    if found is None:
        return None
    first, second, year, *rest = found.groups()
    if int(first) > 12:
        order = "dmy"
    elif int(second) > 12:
        order = "mdy"
    if order == "ymd" and first != second:
        return None
    day, month = (second, first) if order == "mdy" else (first, second)
    return (year, month, day, *rest)


def _cell(row: Row, name: str) -> str:
    if name in row.cells:
        return as_meant(row.text(name))
    column, dot, key = name.rpartition(".")
    return list_files.inner(row.text(column)).get(key, "").strip() if dot else ""


def _standing(told: Mapping[Field, str], usual: Standing) -> Standing:
    """The stricter of what the file and what the line say."""
    word = told.get(Field.STANDING, "").casefold().replace(" ", "-").replace("_", "-")
    said = _MEANING.get(word, Standing.UNKNOWN) if word else usual
    if COMPLAINTS.search(told.get(Field.LEFT_WHY, "")):
        return Standing.COMPLAINED
    if told.get(Field.DEAD_AT) and said is not Standing.COMPLAINED:
        return Standing.DEAD
    if told.get(Field.LEFT_AT) and said not in TIGHTENS:
        return Standing.LEFT
    return usual if usual in TIGHTENS and said not in TIGHTENS else said


def _digest(told: Mapping[Field, str], plan: Plan) -> tuple[str, Problem]:
    """A digest in place of an address, and whether it is another installation's."""
    if told.get(Field.ADDRESS) or not (written := told.get(Field.DIGEST, "")):
        return "", Problem.NONE
    found = _DIGEST.fullmatch(written)
    if not found or not plan.key or found[1] != plan.key:
        return "", Problem.FOREIGN_DIGEST
    return found[2], Problem.NONE


def _name(told: Mapping[Field, str]) -> str:
    parts = (told.get(Field.FIRST_NAME, ""), told.get(Field.LAST_NAME, ""))
    whole = told.get(Field.NAME, "") or " ".join(filter(None, parts))
    return " ".join(whole.split())[:LONGEST_NAME]


def _since(told: Mapping[Field, str], order: str) -> datetime | None:
    days = (moment(told.get(one, ""), order) for one in (Field.LEFT_AT, Field.DEAD_AT))
    return max((one for one in days if one), default=None)


def _told(told: Mapping[Field, str], standing: Standing) -> str:
    if standing not in TIGHTENS:
        return ""
    when = told.get(Field.LEFT_AT) or told.get(Field.DEAD_AT)
    why = told.get(Field.LEFT_WHY, "")[:LONGEST_WHY]
    return "".join((standing.value, f" at {when}" if when else "", f", reason: {why}" if why else ""))


def _proof(told: Mapping[Field, str], plan: Plan) -> Proof:
    version = told.get(Field.VERSION, "")
    return Proof(
        at=moment(told.get(Field.AGREED_AT, ""), plan.order),
        confirmed_at=moment(told.get(Field.CONFIRMED_AT, ""), plan.order),
        how=(told.get(Field.HOW, "") or plan.how)[:LONGEST_PLACE],
        words=(told.get(Field.WORDS, "") or plan.words)[:LONGEST_PROOF],
        version=int(version) if version.isdecimal() and len(version) < 9 else None,
        where=(told.get(Field.CONFIRMED_FROM, "") or told.get(Field.WHERE, ""))[:LONGEST_PLACE],
    )
