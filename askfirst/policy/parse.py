"""Text to tree: a small closed part of SQL, and nothing else.

Where AND and OR meet, parentheses are required: people read such a line in two ways.  The first thing that is not
of this language ends the reading; what is merely unwise is collected.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from askfirst.policy.expressions import (
    And,
    Arith,
    Coalesce,
    Compare,
    Const,
    Expr,
    In,
    IsNull,
    IsTruth,
    Name,
    Not,
    Or,
    children,
)
from askfirst.policy.facts import DAY, HOUR, MINUTE, Kind

LONGEST = 4_000
DEEPEST = 60
TOO_DEEP = f"a condition is at most {DEEPEST} levels deep"

TOKENS = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?![\w.]))
    | (?P<word>[A-Za-z_]\w*)
    | '(?P<text>[A-Za-z0-9 .:@/+_-]*)'
    | (?P<sign><>|<=|>=(?!=)|[=<>](?![=>])|[-+*(),])
    | (?P<end>$)
    )""",
    re.VERBOSE | re.ASCII,
)
KEYWORDS = frozenset({"AND", "OR", "NOT", "IN", "BETWEEN", "IS", "NULL", "TRUE", "FALSE", "COALESCE"})
UNITS = {"minutes": MINUTE, "hours": HOUR, "days": DAY}
COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})
HINTS = (
    ("==", "write `=`"),
    ("!=", "write `<>`"),
    ("&", "write AND"),
    ("|", "write OR"),
    ("!", "write NOT"),
    ('"', "write text between single quotes"),
    ("'", "a text ends with a single quote and holds letters, digits, spaces and . : @ / + _ - only"),
    ("/", "there is no division"),
    ("%", "there is no remainder"),
    ("\xa0", "this space is not an ordinary one: write it anew"),
)
SPACES = " \t\n\r\f\v"
"""What `\\s` in TOKENS steps over; other spaces do not belong here."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One mistake in a condition, and the offset at which it begins."""

    at: int
    what: str


class ExpressionError(ValueError):
    """A condition that cannot be used.  `mistakes` holds a sentence for each thing to mend, with line and column."""

    def __init__(self, text: str, troubles: list[Trouble]) -> None:
        self.troubles = tuple(sorted(troubles, key=lambda trouble: trouble.at))
        self.mistakes = tuple(f"{place(text, trouble.at)}: {trouble.what}" for trouble in self.troubles)
        super().__init__("\n".join(self.mistakes))


def place(text: str, at: int) -> str:
    """`line 1 column 4`, both counted from one."""
    line = text.count("\n", 0, at) + 1
    return f"line {line} column {at - (text.rfind(chr(10), 0, at) + 1) + 1}"


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    at: int

    def __str__(self) -> str:
        return "the end" if self.kind == "end" else f"`{self.text}`"


def parse(text: str) -> tuple[Expr, list[Trouble]]:
    """The tree of a condition, and what was unwise about it.

    Raises:
        ExpressionError: it is not of this language.
    """
    if len(text) > LONGEST:
        raise ExpressionError(
            text, [Trouble(0, f"{len(text)} characters; a condition has at most {LONGEST}")]
        )
    parser = Parser(text)
    expr = parser.whole()
    if deep := _too_deep(expr):
        raise ExpressionError(text, [Trouble(deep.at, TOO_DEEP)])
    return expr, parser.troubles


def _too_deep(expr: Expr) -> Expr | None:
    """A part that stands too deep: all that reads a tree calls itself for each level."""
    level: tuple[Expr, ...] = (expr,)
    for _ in range(DEEPEST):
        level = tuple(child for one in level for child in children(one))
    return level[0] if level else None


def tokens(text: str) -> list[Token]:
    """The words of a text.

    Raises:
        ExpressionError: a character that no word of this language holds.
    """
    found: list[Token] = []
    at = 0
    while not found or found[-1].kind != "end":
        match = TOKENS.match(text, at)
        if match is None or match.lastgroup is None:
            raise ExpressionError(text, [_foreign(text, at)])
        kind, word = match.lastgroup, match[match.lastgroup]
        if kind == "word" and word.upper() in KEYWORDS:
            kind, word = "keyword", word.upper()
        found.append(Token(kind, word, match.start(match.lastgroup) - (kind == "text")))
        at = match.end()
    return found


def _foreign(text: str, at: int) -> Trouble:
    at += len(text[at:]) - len(text[at:].lstrip(SPACES))
    hint = next((f" ({hint})" for start, hint in HINTS if text.startswith(start, at)), "")
    word = re.match(r"\w[\w.]*|.", text[at:])
    return Trouble(at, f"`{word[0] if word else ''}` does not belong here{hint}")


class Parser:
    """Reads one text from left to right; `troubles` collects what does not stop it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.next = 0
        self.depth = 0
        self.troubles: list[Trouble] = []

    def whole(self) -> Expr:
        expr = self.condition()
        if self.token.kind != "end":
            raise self.refusal("a condition ends here; join two with AND or OR")
        return expr

    @property
    def token(self) -> Token:
        return self.tokens[self.next]

    def take(self, *words: str) -> bool:
        """Step over the next token where it is one of these keywords or signs."""
        is_there = self.token.kind in {"keyword", "sign"} and self.token.text in words
        self.next += is_there
        return is_there

    def expect(self, word: str) -> None:
        if not self.take(word):
            raise self.refusal(f"`{word}` is expected here")

    def refusal(self, what: str) -> ExpressionError:
        return ExpressionError(self.text, [Trouble(self.token.at, f"{self.token}: {what}")])

    def condition(self) -> Expr:
        """Terms joined by AND, or by OR, but not by both."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.refusal(TOO_DEEP)
        first = self.negation()
        operands, joints = [first], set[str]()
        while self.token.kind == "keyword" and self.token.text in {"AND", "OR"}:
            self.mind_the_mix(joints)
            self.next += 1
            operands.append(self.negation())
        self.depth -= 1
        if not joints:
            return first
        node = Or if "OR" in joints else And
        return node(tuple(operands), at=first.at)

    def mind_the_mix(self, joints: set[str]) -> None:
        if self.token.text not in joints and joints:
            self.troubles.append(
                Trouble(self.token.at, "AND and OR meet here: put parentheses around what belongs together")
            )
        joints.add(self.token.text)

    def negation(self) -> Expr:
        at, count = self.token.at, 0
        while self.take("NOT"):
            count += 1
        expr = self.predicate()
        for _ in range(count):
            expr = Not(expr, at=at)
        return expr

    def predicate(self) -> Expr:
        left = self.sum()
        token = self.token
        if token.kind == "sign" and token.text in COMPARISONS:
            self.next += 1
            return Compare(token.text, left, self.sum(), at=left.at)
        if self.take("IS"):
            return self.test(left)
        if self.take("NOT"):
            if self.token.text not in {"IN", "BETWEEN"}:
                raise self.refusal("after NOT comes IN or BETWEEN here")
            return Not(self.membership(left), at=left.at)
        return self.membership(left)

    def membership(self, left: Expr) -> Expr:
        if self.take("IN"):
            return In(left, self.listed(), at=left.at)
        if self.take("BETWEEN"):
            low = self.sum()
            self.expect("AND")
            high = self.sum()
            return And(
                (Compare(">=", left, low, at=left.at), Compare("<=", left, high, at=left.at)), at=left.at
            )
        return left

    def test(self, left: Expr) -> Expr:
        is_not = self.take("NOT")
        if self.take("NULL"):
            expr: Expr = IsNull(left, at=left.at)
        elif self.token.text in {"TRUE", "FALSE"} and self.token.kind == "keyword":
            expr = IsTruth(left, self.token.text == "TRUE", at=left.at)
            self.next += 1
        else:
            raise self.refusal("after IS comes NULL, TRUE or FALSE")
        return Not(expr, at=left.at) if is_not else expr

    def listed(self) -> tuple[Const, ...]:
        self.expect("(")
        values = [self.constant()]
        while self.take(","):
            values.append(self.constant())
        self.expect(")")
        return tuple(values)

    def sum(self) -> Expr:
        left = self.product()
        while self.token.kind == "sign" and self.token.text in {"+", "-"}:
            op = self.token.text
            self.next += 1
            left = Arith(op, left, self.product(), at=left.at)
        return left

    def product(self) -> Expr:
        left = self.atom()
        while self.take("*"):
            left = Arith("*", left, self.atom(), at=left.at)
        return left

    def atom(self) -> Expr:
        token = self.token
        if self.take("("):
            inner = self.condition()
            self.expect(")")
            return inner
        if self.take("COALESCE"):
            return self.coalesce(token.at)
        if token.kind == "word" and token.text not in UNITS:
            self.next += 1
            if self.token.text == "(" and self.token.kind == "sign":
                self.next -= 1
                raise self.refusal("there is no such function; there are minutes, hours, days and COALESCE")
            return Name(token.text, at=token.at)
        return self.constant()

    def coalesce(self, at: int) -> Expr:
        self.expect("(")
        operand = self.atom()
        self.expect(",")
        other = self.constant()
        self.expect(")")
        return Coalesce(operand, other, at=at)

    def constant(self) -> Const:
        token = self.token
        if self.take("TRUE", "FALSE"):
            return Const(token.text == "TRUE", Kind.BOOL, at=token.at)
        if token.kind == "text":
            self.next += 1
            return Const(token.text, Kind.TEXT, at=token.at)
        if token.kind == "word" and token.text in UNITS:
            self.next += 1
            self.expect("(")
            length = self.number() * UNITS[token.text]
            self.expect(")")
            return Const(length, Kind.DUR, at=token.at)
        return Const(self.number(), Kind.INT, at=token.at)

    def number(self) -> int:
        sign = -1 if self.take("-") else 1
        token = self.token
        if token.kind != "number":
            raise self.refusal("a fact, a number, a duration or a text is expected here")
        if len(token.text) > 18:
            raise self.refusal("a number has at most 18 digits")
        self.next += 1
        return sign * int(token.text)
