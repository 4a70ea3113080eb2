"""Is this a real person, does anybody else speak on their wall, is the wall only their own opportunity?

Points for and against, each with its sentence and what it rests on.  They suggest; a person decides.  What is not known is
said to be not known, weighs nothing, and never makes a suggestion to accept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from askfirst.friends.models import Suggestion
from askfirst.friends.walls import is_pitch, look, quote
from askfirst.sentence import Sentence, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from askfirst.friends.walls import Wall
    from askfirst.networks.requests import Asker

FEWEST = 3
"""Posts below which nothing is said of a wall."""
MOSTLY, PARTLY = 0.6, 0.3
YOUNG, NEW, OLD = timedelta(days=30), timedelta(days=180), timedelta(days=365)
CROWD = 5
"""Requests within an hour that make a burst."""
MANY, TIMES = 1_000, 5
"""Who follows so many, and so many times more than follow them."""
QUOTES = 3


class Trial(StrEnum):
    """The tests, in the order in which they are asked."""

    WALL = "wall"
    OTHERS = "others"
    PERSON = "person"


class Answer(StrEnum):
    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """One thing that speaks for them (above 0), against them (below 0), or cannot be known (0)."""

    test: Trial
    key: str
    weight: int
    says: Sentence
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """What the brand knows besides what their network shows."""

    now: datetime
    twins: tuple[str, ...] = ()
    """Names of others who asked with the same picture."""
    namesakes: tuple[str, ...] = ()
    """People whom the brand knows by another address and whose name is this one, or nearly."""
    together: int = 0
    """Others who asked the same channel within the same hour."""
    has_talked: bool = False
    """They have written to the brand, or commented, before."""
    picture_trouble: str = ""
    is_picture_kept: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """The points, the tests, and what they suggest."""

    points: tuple[Point, ...]
    tests: dict[str, str] = field(default_factory=dict)
    suggestion: str = Suggestion.LOOK


def judge(asker: Asker, around: Around) -> Judged:
    """Weigh what is known."""
    wall = look(asker.posts) if asker.posts is not None else None
    points = (*_wall(wall, asker), *_others(wall), *_person(asker, around))
    tests = {str(test): str(_answer([one for one in points if one.test is test])) for test in Trial}
    return Judged(points=points, tests=tests, suggestion=_suggested(points, tests))


def _answer(points: Sequence[Point]) -> Answer:
    """Bad where what weighs against them is heavier, or one thing is heavy enough by itself."""
    total = sum(one.weight for one in points)
    if total <= -2 or any(one.weight <= -3 for one in points):
        return Answer.BAD
    return Answer.GOOD if total >= 2 else Answer.UNKNOWN


def _suggested(points: Sequence[Point], tests: dict[str, str]) -> str:
    bad = sum(answer == Answer.BAD for answer in tests.values())
    if bad >= 2:
        return Suggestion.DECLINE
    is_clear = all(answer == Answer.GOOD for answer in tests.values())
    return Suggestion.ACCEPT if is_clear and min(one.weight for one in points) > -2 else Suggestion.LOOK


# ── is the wall only their own opportunity? ──


def _wall(wall: Wall | None, asker: Asker) -> Iterator[Point]:
    if wall is None:
        yield _point(Trial.WALL, "unread", 0, Sentence("Their wall cannot be read from here."))
    elif wall.checked < FEWEST:
        yield _few(wall)
    else:
        yield _pitching(wall)
        if wall.site:
            said = Sentence(
                "%(linked)s of %(own)s posts lead to one site: %(site)s.",
                linked=wall.linked,
                own=wall.own,
                site=wall.site,
            )
            yield _point(Trial.WALL, "one site", -1, said)
    if asker.about and is_pitch(asker.about):
        said = Sentence("What they say of themselves is an offer.")
        yield _point(Trial.WALL, "about", -1, said, quote(asker.about))


def _few(wall: Wall) -> Point:
    if wall.own >= FEWEST:
        said = Sentence(
            "Of %(own)s posts %(checked)s could be read for pitches; the others are in languages for which there are "
            "no rules.",
            own=wall.own,
            checked=wall.checked,
        )
        return _point(Trial.WALL, "language", 0, said)
    return _point(
        Trial.WALL,
        "few",
        0,
        counted(
            "Only %(number)s post in their own words can be seen: too few to say anything of their wall.",
            "Only %(number)s posts in their own words can be seen: too few to say anything of their wall.",
            wall.own,
        ),
    )


def _pitching(wall: Wall) -> Point:
    number, of = len(wall.pitches), wall.checked
    share, quotes = number / of, wall.pitches[:QUOTES]
    if share >= MOSTLY:
        said = Sentence(
            "%(number)s of %(of)s posts sell or recruit: the wall is mostly their own opportunity.",
            number=number,
            of=of,
        )
        return _point(Trial.WALL, "pitches", -3, said, *quotes)
    if share >= PARTLY:
        said = Sentence("%(number)s of %(of)s posts sell or recruit.", number=number, of=of)
        return _point(Trial.WALL, "pitches", -1, said, *quotes)
    said = Sentence(
        "%(number)s of %(of)s posts sell or recruit: the wall is about other things.", number=number, of=of
    )
    return _point(Trial.WALL, "pitches", 2, said, *quotes)


# ── does anybody else speak there? ──


def _others(wall: Wall | None) -> Iterator[Point]:
    if wall is None or wall.own < FEWEST:
        yield _point(
            Trial.OTHERS, "unread", 0, Sentence("Too little can be seen to know who else speaks there.")
        )
        return
    if wall.talks:
        said = Sentence("%(talks)s of %(own)s posts talk with somebody.", talks=wall.talks, own=wall.own)
        yield _point(Trial.OTHERS, "talks", 1, said)
    if wall.answers is None:
        yield _point(Trial.OTHERS, "answers", 0, Sentence("Nobody says whether their posts are answered."))
    elif wall.answers:
        said = counted(
            "Their posts were answered %(number)s time.",
            "Their posts were answered %(number)s times.",
            wall.answers,
        )
        yield _point(Trial.OTHERS, "answers", 2, said)
    elif not wall.talks:
        said = Sentence(
            "None of %(own)s posts was answered, and none talks with anybody: nobody else speaks there.",
            own=wall.own,
        )
        yield _point(Trial.OTHERS, "silence", -3, said)
    else:
        yield _point(Trial.OTHERS, "answers", -1, Sentence("None of their posts was answered."))


# ── is it a real person? ──


def _person(asker: Asker, around: Around) -> Iterator[Point]:
    yield _age(asker, around)
    yield _picture(asker, around)
    if around.has_talked:
        yield _point(Trial.PERSON, "talked", 2, Sentence("They have talked with you before."))
    if around.namesakes:
        said = Sentence(
            "Their name is that of somebody you know by another address, or nearly: %(names)s. It may be "
            "they themselves, or somebody who poses as them.",
            names=", ".join(around.namesakes),
        )
        yield _point(Trial.PERSON, "name", -1, said)
    yield _mutuals(asker)
    yield from _numbers(asker)
    if around.together >= CROWD:
        said = Sentence(
            "%(number)s others asked within the same hour: such bursts are often bought.",
            number=around.together,
        )
        yield _point(Trial.PERSON, "burst", -1, said)
    if asker.is_bot:
        yield _point(Trial.PERSON, "bot", -2, Sentence("The account says of itself that a program runs it."))


def _age(asker: Asker, around: Around) -> Point:
    if asker.since is None:
        return _point(Trial.PERSON, "age", 0, Sentence("Nobody says since when the account has been there."))
    age = around.now - asker.since
    day = f"{asker.since:%Y-%m-%d}"
    if age < YOUNG:
        said = counted(
            "The account is %(number)s day old.", "The account is %(number)s days old.", max(age.days, 0)
        )
        return _point(Trial.PERSON, "age", -2, said)
    if age < NEW:
        return _point(
            Trial.PERSON, "age", -1, Sentence("The account is younger than half a year, of %(day)s.", day=day)
        )
    weight = 1 if age >= OLD else 0
    return _point(Trial.PERSON, "age", weight, Sentence("The account has been there since %(day)s.", day=day))


def _picture(asker: Asker, around: Around) -> Point:
    if around.twins:
        said = Sentence("The same picture came with another name: %(names)s.", names=", ".join(around.twins))
        return _point(Trial.PERSON, "picture", -3, said)
    if around.picture_trouble:
        said = Sentence("Their picture could not be looked at: %(trouble)s", trouble=around.picture_trouble)
        return _point(Trial.PERSON, "picture", 0, said)
    if around.is_picture_kept:
        return _point(
            Trial.PERSON,
            "picture",
            1,
            Sentence("They show a picture, and nobody else has asked you with it."),
        )
    if asker.has_picture is False:
        return _point(Trial.PERSON, "picture", -1, Sentence("They show no picture."))
    return _point(Trial.PERSON, "picture", 0, Sentence("Nobody has seen their picture."))


def _mutuals(asker: Asker) -> Point:
    if asker.mutuals is None:
        return _point(Trial.PERSON, "mutuals", 0, Sentence("Nobody says whether you know people in common."))
    if not asker.mutuals:
        return _point(Trial.PERSON, "mutuals", 0, Sentence("You know nobody in common there."))
    said = Sentence("You know people in common there: %(names)s.", names=", ".join(asker.mutuals[:5]))
    return _point(Trial.PERSON, "mutuals", 2, said)


def _numbers(asker: Asker) -> Iterator[Point]:
    following, followers = asker.following, asker.followers
    if following is not None and followers is not None:
        if following >= MANY and following >= TIMES * max(followers, 1):
            said = Sentence(
                "They follow %(following)s and are followed by %(followers)s: that is how accounts look that follow "
                "everybody.",
                following=f"{following:,}",
                followers=f"{followers:,}",
            )
            yield _point(Trial.PERSON, "numbers", -1, said)
        if not asker.post_count and asker.post_count is not None and following >= MANY // 10:
            said = Sentence(
                "They follow %(following)s and have never written a word.", following=f"{following:,}"
            )
            yield _point(Trial.PERSON, "silent", -1, said)


def _point(test: Trial, key: str, weight: int, says: Sentence, *quotes: str) -> Point:
    return Point(test=test, key=key, weight=weight, says=says, quotes=quotes)
