"""The dry run as a picture: from the list to those who fit, to those who get it, and the reasons as branches.

Places and lengths for SVG, in units of its own; the same numbers stand in a table beside.  A few people stay visible beside
many: no band is thinner than a line, and no branch is closer to the next than its words need.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 900
NODE = 12
COLUMNS = (0, 160, 330, 500)
"""Where the list, those who fit, the verdicts and the branches stand."""
TALL = 220
"""What everybody stands for, before small bands are given their least height."""
THIN = 2.0
SLOT = 38.0
"""The least height of a branch: two lines of words."""
GAP = 8.0
TOP = 26
WORDS = 58
"""Letters of a branch's words that fit; the whole stands in the table and on hover."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Branch:
    """People of one verdict whom the same reasons stop; or, where nothing does, those who get it."""

    kind: str
    """`allow`, `hold`, `deny` or `out`."""
    people: int
    says: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """A bar that stands for some people."""

    kind: str
    x: float
    y: float
    height: float
    people: int
    label: str
    says: str = ""
    words: str = ""
    """As much of what it says as fits beside it."""

    @property
    def above(self) -> float:
        """Where the words above it stand."""
        return self.y - 7

    @property
    def beside(self) -> float:
        """Where the words beside it begin."""
        return self.x + NODE + 8

    @property
    def first(self) -> float:
        """The line of the number beside it."""
        return self.y + 12

    @property
    def second(self) -> float:
        """The line of the words beside it."""
        return self.y + 28


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """People on their way from one bar to another."""

    kind: str
    path: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """The picture."""

    nodes: list[Node]
    bands: list[Band]
    height: float
    width: int = WIDTH
    node: int = NODE


def flow(labels: Sequence[str], people: int, branches: Sequence[Branch]) -> Flow:
    """The picture of `people` and their branches.

    `labels`: the words for all of the list, those who fit, and the verdicts allow, hold and deny.  Branches of kind `out`
    are those of the list who do not fit.
    """
    drawing = _Drawing(max(people, 1))
    fitting = [one for one in branches if one.kind != "out"]
    outside = [one for one in branches if one.kind == "out"]
    leaves = drawing.leaves([*fitting, *outside])
    verdicts = []
    for kind, label in zip(("allow", "hold", "deny"), labels[2:], strict=True):
        mine = [leaf for leaf in leaves if leaf.kind == kind]
        if mine:
            verdicts.append(drawing.gather(kind, label, COLUMNS[2], mine))
    fit = drawing.gather("all", labels[1], COLUMNS[1], verdicts) if verdicts else None
    first = [one for one in (fit, *(leaf for leaf in leaves if leaf.kind == "out")) if one]
    if first:
        drawing.gather("all", labels[0], COLUMNS[0], first)
    return Flow(nodes=drawing.nodes, bands=drawing.bands, height=max(drawing.bottom, TOP + SLOT))


class _Drawing:
    """Bars from right to left: the branches have their places, and each bar before stands in the middle of what leaves it."""

    def __init__(self, people: int) -> None:
        self.unit = TALL / people
        self.nodes: list[Node] = []
        self.bands: list[Band] = []
        self.bottom = float(TOP)

    def leaves(self, branches: Sequence[Branch]) -> list[Node]:
        found = []
        for one in branches:
            height = self._height(one.people)
            node = Node(
                kind=one.kind,
                x=COLUMNS[3],
                y=round(self.bottom, 2),
                height=height,
                people=one.people,
                label="",
                says=one.says,
                words=one.says if len(one.says) <= WORDS else f"{one.says[: WORDS - 1].rstrip()}…",
            )
            self.bottom += max(height, SLOT) + GAP
            found.append(node)
        self.nodes += found
        return found

    def gather(self, kind: str, label: str, x: float, parts: Sequence[Node]) -> Node:
        """The bar from which `parts` leave, and the bands to them."""
        people = sum(part.people for part in parts)
        height = round(sum(part.height for part in parts), 2)
        middle = (parts[0].y + parts[-1].y + parts[-1].height) / 2
        top = round(max(TOP, middle - height / 2), 2)
        node = Node(kind=kind, x=x, y=top, height=height, people=people, label=label)
        at = top
        for part in parts:
            self.bands.append(
                Band(
                    kind="out" if part.kind == "out" else part.kind,
                    path=_path(x + NODE, at, part.x, part.y, part.height),
                    title=part.says or part.label,
                )
            )
            at += part.height
        self.nodes.append(node)
        self.bottom = max(self.bottom, top + height + GAP)
        return node

    def _height(self, people: int) -> float:
        return round(max(people * self.unit, THIN), 2)


def _path(x: float, y: float, to_x: float, to_y: float, height: float) -> str:
    """A band of one height from one edge to another, bent softly."""
    half = (x + to_x) / 2
    return (
        f"M{x:g} {y:.2f}C{half:g} {y:.2f} {half:g} {to_y:.2f} {to_x:g} {to_y:.2f}"
        f"V{to_y + height:.2f}C{half:g} {to_y + height:.2f} {half:g} {y + height:.2f} {x:g} {y + height:.2f}Z"
    )
