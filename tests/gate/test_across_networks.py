"""Whoever wrote to us, or spoke to us in public, may be answered there: with what a connected channel really knows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.brand.models import Channel
from askfirst.gate import release
from askfirst.gate.question import Question
from askfirst.networks.base import Form
from askfirst.people import resolve
from askfirst.people.models import Contact, Engagement

if TYPE_CHECKING:
    from askfirst.policy.decision import Decision
    from tests.world import World

ACCOUNT = {
    "facebook": {"kind": "page", "published": True},
    "instagram": {"kind": "business", "published": True},
    "whatsapp": {"kind": "business"},
    "telegram": {"kind": "bot"},
    "x": {},
    "tumblr": {},
    "mastodon": {},
    "bluesky": {},
    "matrix": {},
    "linkedin": {"kind": "page"},
}


@pytest.fixture
def channels(world: World) -> dict[str, Channel]:
    return {
        network: Channel.objects.create(
            brand=world.harbour, network=network, address="901", name=network, settings={"account": account}
        )
        for network, account in ACCOUNT.items()
    }


def met(channel: Channel, kind: str) -> Contact:
    """Ana did something there an hour ago."""
    handle = resolve.resolve(channel, resolve.Seen(address="ana", name="Ana", evidence="test"))
    resolve.engage(channel, handle, kind, reference="r-1", at=timezone.now() - timedelta(hours=1))
    return handle.contact


def explain(answer: Decision) -> str:
    return f"{answer.verdict}: " + " | ".join(f"{reason.rule} {reason.says}" for reason in answer.reasons)


def ask(channel: Channel, kind: str, form: Form, about: str = "") -> Decision:
    contact = met(channel, kind)
    return release.ask(
        Question(channel=channel, contact=contact, form=form, text="Yes, until six.", about=about)
    )


@pytest.mark.parametrize(
    "network", ["facebook", "instagram", "whatsapp", "telegram", "x", "mastodon", "bluesky", "matrix"]
)
def test_who_wrote_an_hour_ago_may_be_answered(channels: dict[str, Channel], network: str) -> None:
    answer = ask(channels[network], Engagement.Kind.MESSAGE, Form.DIRECT)
    assert answer.verdict == "allow", explain(answer)


@pytest.mark.parametrize("network", ["facebook", "instagram", "mastodon", "bluesky", "linkedin", "tumblr"])
def test_who_commented_an_hour_ago_may_be_answered_in_public(
    channels: dict[str, Channel], network: str
) -> None:
    answer = ask(channels[network], Engagement.Kind.COMMENT, Form.PUBLIC_REPLY, about="r-1")
    assert answer.verdict == "allow", explain(answer)


def test_on_x_a_program_may_answer_who_mentioned_us(channels: dict[str, Channel]) -> None:
    answer = ask(channels["x"], Engagement.Kind.MENTION, Form.PUBLIC_REPLY, about="r-1")
    assert answer.verdict == "allow", explain(answer)


def test_on_x_a_program_waits_with_who_did_not_mention_us(channels: dict[str, Channel]) -> None:
    answer = ask(channels["x"], Engagement.Kind.COMMENT, Form.PUBLIC_REPLY, about="r-1")
    assert answer.verdict == "hold"
    assert "x.perhaps_summoned" in {reason.rule for reason in answer.reasons}


@pytest.mark.parametrize("network", ["facebook", "instagram"])
def test_who_commented_an_hour_ago_may_be_answered_privately_once(
    channels: dict[str, Channel], network: str
) -> None:
    answer = ask(channels[network], Engagement.Kind.COMMENT, Form.PRIVATE_REPLY, about="r-1")
    assert answer.verdict == "allow", explain(answer)
