"""There is one way out, and the code itself shows it: who makes a Delivery, who calls `send`, what can be handed over."""

from __future__ import annotations

import ast
import dataclasses
from functools import cache
from pathlib import Path

import pytest

import askfirst
from askfirst.gate.question import Parcel, Question
from askfirst.inbox.models import Note
from askfirst.networks.base import Attachment, Envelope, Network
from askfirst.networks.catalog import NETWORKS

ROOT = Path(askfirst.__file__).parent
MAKERS = {"create", "get_or_create", "update_or_create", "bulk_create", "acreate"}
SYSTEM_MAIL = "wire/visitor_mail.py"
"""Links that somebody asked for a moment ago go out like a password reset, by Django's mail (docs/decisions)."""
MEMBER_MAIL = "wire/member_mail.py"
"""What a member chose to hear of goes to them: they work for the brand, and no rule speaks of them."""

pytestmark = pytest.mark.one_database  # the code is read, nothing is asked


@cache
def trees() -> list[tuple[str, ast.Module]]:
    """Every module of the product but the sandbox, which imports nothing of it."""
    files = sorted(path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).parts[0] != "sandbox")
    return [(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())) for path in files]


@cache
def calls() -> list[tuple[str, str]]:
    """In which module what is called."""
    return [
        (name, ast.unparse(node.func))
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    ]


def test_only_the_gate_makes_a_delivery() -> None:
    made = {
        name
        for name, words in calls()
        if words == "Delivery"
        or (words.startswith("Delivery.objects") and words.rpartition(".")[2] in MAKERS)
    }
    assert made == {"gate/release.py", "gate/many.py"}


def test_only_dispatch_calls_a_connector_to_send() -> None:
    to_networks = {
        (name, words)
        for name, words in calls()
        if words.endswith(".send") and not name.startswith(("web/live/", "networks/"))
    }
    assert to_networks == {
        ("wire/dispatch.py", "network.send"),
        (SYSTEM_MAIL, "letter.send"),
        (MEMBER_MAIL, "letter.send"),
        # A device that its owner has switched on is told that there is something to read, and nothing else.
        ("wire/member_push.py", "pushing.send"),
        ("wire/visitor_push.py", "pushing.send"),
        # What somebody has just asked for at their own address, and a member's look at a text: system mail.
        ("wire/list_mail.py", "letter.send"),
        ("wire/campaign_tests.py", "letter.send"),
    }


def test_mail_to_members_knows_nobody_else() -> None:
    tree = dict(trees())[MEMBER_MAIL]
    asked = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    assert not {
        name for name in asked if name.startswith(("askfirst.people", "askfirst.inbox", "askfirst.consent"))
    }


def test_only_dispatch_hands_over_an_envelope_and_nobody_posts_around_it() -> None:
    made = {name for name, words in calls() if words == "Envelope"}
    posts = {name for name, words in calls() if words in {"self.post", "network.post"}}
    assert made == {"wire/dispatch.py"}
    assert posts == {"networks/base.py"}


def test_no_room_but_the_gate_sets_the_state_of_a_delivery() -> None:
    """Reading it is everybody's business; `update` and `save` on one are not."""
    updates = {
        name for name, words in calls() if words.startswith("Delivery.objects") and words.endswith(".update")
    }
    assert updates <= {
        "gate/outbox.py",
        "gate/outcomes.py",
        "gate/overdue.py",
        "gate/doubts.py",
        "gate/by_hand.py",
        "gate/release.py",
        "gate/forgetting.py",
        "wire/dispatch.py",
    }
    dispatch = (ROOT / "wire/dispatch.py").read_text()
    assert dispatch.count(".update(recorded_at=") == dispatch.count(".update(") == 2
    by_hand = {name for name, words in calls() if words == "ready_made.change"}
    assert by_hand == {"gate/outbox.py"}, "and so is to write statements by hand"


@pytest.mark.parametrize("carrier", [Envelope, Attachment, Question, Parcel])
def test_nothing_that_leaves_has_a_place_for_a_note(carrier: type) -> None:
    kinds = {str(field.type) for field in dataclasses.fields(carrier)}
    assert not any("Note" in kind for kind in kinds)
    assert not any(
        carrier.__name__ in str(field.related_model) for field in Note._meta.get_fields() if field.is_relation
    )


def test_no_connector_and_no_room_below_the_inbox_knows_of_notes() -> None:
    below = ("networks/", "gate/", "drafts/", "policy/", "consent/", "people/", "wire/dispatch.py")
    for name, tree in trees():
        if name.startswith(below):
            words = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            words |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
            assert not words & {"Note", "notes", "note_set"}, name


def test_no_connector_overrides_the_recipe_for_sending() -> None:
    import importlib  # noqa: PLC0415 -- each network by its name

    for entry in NETWORKS.values():
        importlib.import_module(entry.module)
    for connector in Network.__subclasses__():
        assert "send" not in vars(connector), connector
