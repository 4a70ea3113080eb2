"""The rules by which a text is read: each has a name, a version and a sentence for whoever wrote the text.

A rule finds stretches of the text; it decides nothing.  `weight` is what it adds to the score of a pitch where the trained
weights are absent (see `scoring`).  A version grows when a rule begins to find other things.
"""

from __future__ import annotations

from dataclasses import dataclass

from askfirst.sentence import Sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One thing that is noticed."""

    id: str
    version: int = 1
    title: Sentence
    """Two or three words, for a label."""
    why: Sentence
    """One sentence below the marked words."""
    weight: float = 0.0
    """What one finding adds to the log-odds of a pitch."""
    is_shown: bool = True
    """Its findings are marks; otherwise they only help to tell the kind."""


_ALL = (
    Rule(
        id="urgency",
        title=Sentence("Hurry"),
        why=Sentence("This presses for time, as advertisements do."),
        weight=1.3,
    ),
    Rule(
        id="offer",
        title=Sentence("Offer"),
        why=Sentence("This is an offer: discounts, deals and gifts are for people who asked for them."),
        weight=1.7,
    ),
    Rule(
        id="price",
        title=Sentence("Price"),
        why=Sentence("A price turns a post into an advertisement."),
        weight=0.9,
    ),
    Rule(id="buy", title=Sentence("Call to buy"), why=Sentence("This asks them to buy or book."), weight=1.8),
    Rule(
        id="self",
        title=Sentence("What we sell"),
        why=Sentence("This presents what you sell."),
        weight=0.9,
    ),
    Rule(
        id="soft",
        title=Sentence("Soft offer"),
        why=Sentence("This offers your services, however politely."),
        weight=1.6,
    ),
    Rule(
        id="team",
        title=Sentence("Join my team"),
        why=Sentence("This promises income to whoever joins. Networks and readers know such texts."),
        weight=2.6,
    ),
    Rule(
        id="contact",
        title=Sentence("Write to me"),
        why=Sentence("This asks them to write to you for more."),
        weight=0.7,
    ),
    Rule(
        id="hype",
        title=Sentence("Big words"),
        why=Sentence("Big words are read as advertising. Say what it does instead."),
        weight=0.7,
    ),
    Rule(
        id="link_drop",
        title=Sentence("Bare link"),
        why=Sentence("A link with hardly a word says nothing of why they should follow it."),
        weight=0.8,
    ),
    Rule(
        id="salutation",
        title=Sentence("Greets nobody"),
        why=Sentence("This greeting fits everybody, so it is meant for nobody."),
        weight=0.4,
    ),
    Rule(
        id="liking",
        title=Sentence("Thanks for liking"),
        why=Sentence("A note because of a like is known for what it is."),
        weight=0.6,
    ),
    Rule(
        id="shouting",
        title=Sentence("Shouting"),
        why=Sentence("Words in capitals are read as shouting."),
        weight=0.6,
    ),
    Rule(
        id="exclaiming",
        title=Sentence("Exclamation marks"),
        why=Sentence("So many exclamation marks sound like a market stall."),
        weight=0.5,
    ),
    Rule(
        id="blame",
        title=Sentence("Tone"),
        why=Sentence("This can be read as a reproach."),
    ),
    Rule(
        id="about_us",
        title=Sentence("All about us"),
        why=Sentence("It speaks of you far more than of them."),
        weight=0.5,
    ),
    Rule(
        id="research_gap",
        title=Sentence("Nothing about them"),
        why=Sentence("Nothing in it refers to this person. Name something they said or did."),
    ),
    Rule(
        id="sameness",
        title=Sentence("Said before"),
        why=Sentence("You wrote nearly the same lately. A personal note is written for one."),
    ),
    Rule(
        id="says_personal",
        title=Sentence("Personal data"),
        why=Sentence("This is personal data. Where others read along it does not belong."),
    ),
    Rule(
        id="asks_personal",
        title=Sentence("Asks for personal data"),
        why=Sentence("This asks for personal data. Where others read along nobody should answer it."),
    ),
    Rule(
        id="other_person",
        title=Sentence("Somebody else’s data"),
        why=Sentence("This belongs to another person whom you know."),
    ),
    Rule(
        id="words",
        title=Sentence("Advertising words"),
        why=Sentence("Words like these are what offers are made of."),
    ),
    Rule(
        id="trade",
        title=Sentence("Trade"),
        why=Sentence("These are words of trade."),
        weight=0.6,
        is_shown=False,
    ),
    Rule(id="job", title=Sentence("Job"), why=Sentence("This speaks of a job."), weight=-0.8, is_shown=False),
    Rule(
        id="cheer",
        title=Sentence("Kind words"),
        why=Sentence("This is said to a person, about that person."),
        weight=-1.4,
        is_shown=False,
    ),
    Rule(
        id="asking",
        title=Sentence("Question"),
        why=Sentence("This asks for an opinion."),
        weight=-1.1,
        is_shown=False,
    ),
    Rule(
        id="useful",
        title=Sentence("Useful"),
        why=Sentence("This tells something that is of use."),
        weight=-0.9,
        is_shown=False,
    ),
    Rule(
        id="service",
        title=Sentence("Help"),
        why=Sentence("This helps with something that they have bought or asked."),
        weight=-1.5,
        is_shown=False,
    ),
)

RULES = {rule.id: rule for rule in _ALL}
"""Every rule by its id."""

OF_A_PITCH = frozenset(
    {"urgency", "offer", "price", "buy", "self", "soft", "team", "contact", "hype", "link_drop", "words"}
)
"""Rules whose findings are the words that made a text a pitch."""
