"""House rules beside the bundled ones, their versions, and decisions that can be made again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied

from askfirst.brand.models import Member
from askfirst.gate import house, policies, release
from askfirst.gate.house import HouseRule
from askfirst.gate.models import Decision, HouseVersion, PackText, PolicyVersion
from askfirst.gate.question import Question
from askfirst.policy import Policy, bundled
from askfirst.policy.packs import PackError, read_packs

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.world import World

pytestmark = pytest.mark.both_databases

QUIET = HouseRule(
    name="quiet", effect="deny", when="purpose = 'reply'", why="We answer nobody “today”: {purpose}."
)
LONG = HouseRule(
    name="long",
    effect="hold",
    when="text_length > 500\nAND NOT is_approved",
    why='Second pair of eyes\tfor Zoë \\ "Straße" 🙂.',
    since=date(2020, 1, 2),
    until=date(2999, 1, 1),
    instead=("public_post", "email"),
    unknown="skip",
)


def asked(world: World) -> Question:
    world.visitor("Ana", "message", "Are you open?")
    return Question(channel=world.page.channel, contact=world.contact("Ana"), member=world.caleb)


def again(world: World) -> Question:
    return Question(channel=world.page.channel, contact=world.contact("Ana"), member=world.caleb)


def test_what_is_written_is_what_is_read() -> None:
    assert house.rules_of(house.text_of((QUIET, LONG))) == (QUIET, LONG)
    (quiet, long) = house.checked((QUIET, LONG)).rules
    assert (quiet.id, quiet.effect, quiet.why) == ("house.quiet", "deny", QUIET.why)
    assert (long.text, long.since, long.until, long.instead, long.unknown) == (
        LONG.when, LONG.since, LONG.until, LONG.instead, "skip",
    )  # fmt: skip


def test_a_house_rule_holds_from_the_next_question_on_and_only_for_its_brand(world: World) -> None:
    question = asked(world)
    assert release.ask(question).verdict == "allow"
    house.save(world.olivia, [QUIET], based_on=0)
    answer = release.ask(question)
    assert answer.verdict == "deny"
    assert [reason.says for reason in answer.reasons if reason.layer == "house"] == [
        "We answer nobody “today”: reply."
    ]
    assert policies.of(world.northwind.pk) is bundled()
    house.use_again(world.olivia, 0, based_on=1)
    assert release.ask(question).verdict == "allow"


def test_a_house_rule_cannot_allow_what_another_layer_or_the_default_house_refuses(world: World) -> None:
    with pytest.raises(PackError, match="choose one of hold, deny, advise"):
        house.save(
            world.olivia, [HouseRule(name="yes", effect="allow", when="is_approved", why="Yes.")], based_on=0
        )
    assert not HouseVersion.objects.exists()


def test_only_an_owner_writes_and_reads_the_versions(world: World) -> None:
    admin = world.mara
    Member.objects.filter(pk=admin.pk).update(role="admin")
    admin.refresh_from_db()
    for member in (admin, world.caleb, world.wim):
        with pytest.raises(PermissionDenied, match="write the house rules"):
            house.save(member, [QUIET], based_on=0)
    house.save(world.olivia, [QUIET], based_on=0)
    assert not house.versions(world.nils)


def test_two_owners_at_once_do_not_overwrite_each_other(world: World) -> None:
    house.save(world.olivia, [QUIET], based_on=0)
    for stale in (0, 7):
        with pytest.raises(house.Outdated):
            house.save(world.olivia, [LONG], based_on=stale)
    assert house.save(world.olivia, [QUIET, LONG], based_on=1).number == 2


def test_of_two_saves_in_the_same_instant_the_database_takes_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.save(world.olivia, [QUIET], based_on=0)
    monkeypatch.setattr(house, "versions", lambda _: HouseVersion.objects.none())
    with pytest.raises(house.Outdated):
        house.save(world.olivia, [LONG], based_on=0)
    assert HouseVersion.objects.get().number == 1


def test_going_back_adds_a_version_that_says_the_old(world: World) -> None:
    first = house.save(world.olivia, [QUIET], based_on=0)
    house.save(world.olivia, [QUIET, LONG], based_on=1)
    third = house.use_again(world.olivia, 1, based_on=2)
    assert (third.number, third.pack_id, third.note) == (3, first.pack_id, "Version 1 again")
    assert PackText.objects.filter(pk=first.pack_id).count() == 1


def test_the_policy_in_force_costs_one_query_and_is_read_once(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    house.save(world.olivia, [QUIET], based_on=0)
    first = policies.of(world.harbour.pk)
    with django_assert_num_queries(1):
        assert policies.of(world.harbour.pk) is first


def test_the_rules_of_a_decision_are_kept_once(world: World) -> None:
    world.visitor("Ana", "message", "Are you open?")
    world.reply("Ana", "Yes")
    world.reply("Ana", "From nine")
    (kept,) = PolicyVersion.objects.all()
    assert (kept.version, kept.hash) == (bundled().version, bundled().hash)
    assert [name for name, _ in kept.packs] == sorted(name for name, _ in kept.packs)
    house.save(world.olivia, [LONG], based_on=0)
    world.reply("Ana", "On Sunday too")
    assert PolicyVersion.objects.count() == 2
    assert PackText.objects.count() == len(kept.packs) + 1


def _is_same(decision: Decision) -> bool:
    answer = policies.again(decision)
    return (str(answer.verdict), release.layers_as_rows(answer), release.reasons_as_rows(answer)) == (
        decision.verdict, decision.layers, decision.reasons,
    )  # fmt: skip


def test_a_decision_is_made_again_after_every_pack_has_changed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.visitor("Ana", "message", "Are you open?")
    house.save(world.olivia, [LONG], based_on=0)
    world.reply("Ana", "Yes")
    house.save(world.olivia, [QUIET], based_on=1)
    world.reply("Ana", "From nine")
    others = {
        "only.toml": 'id = "only"\nlayer = "consent"\ntitle = "O"\ndefault = "deny"\notherwise = "Never."'
    }
    changed = Policy(read_packs(others), others)
    monkeypatch.setattr(policies, "bundled", lambda: changed)
    policies._of_digests.cache_clear()
    stored = list(Decision.objects.order_by("pk"))
    assert [one.verdict for one in stored] == ["allow", "deny"]
    assert all(_is_same(one) for one in stored)
    assert release.ask(again(world)).verdict == "deny"
    assert policies.of(world.northwind.pk) is changed
    policies._of_digests.cache_clear()


def test_a_fact_that_was_learnt_since_takes_its_default(world: World) -> None:
    world.visitor("Ana", "message", "Are you open?")
    world.reply("Ana", "Yes")
    decision = Decision.objects.get()
    del decision.facts["is_news_page"]
    decision.facts["a_fact_of_the_past"] = 1
    assert policies.again(decision).facts.is_news_page is None
    assert _is_same(decision)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [("policy_version", "000", "were not kept"), ("facts", {"now": 1}, "cannot be read")],
)
def test_what_cannot_be_decided_again_says_so(world: World, name: str, value: Any, says: str) -> None:
    world.visitor("Ana", "message", "Are you open?")
    world.reply("Ana", "Yes")
    decision = Decision.objects.get()
    setattr(decision, name, value)
    with pytest.raises(policies.NotKept, match=says):
        policies.again(decision)


def test_house_rules_that_cannot_be_read_any_more_hold_everything_and_say_so(world: World) -> None:
    question = asked(world)
    text = house.text_of([QUIET]).replace("purpose", "a_fact_of_the_past")
    HouseVersion.objects.create(
        brand=world.harbour, number=1, pack_id=policies.keep_text(text), author=world.olivia
    )
    answer = release.ask(question)
    assert answer.verdict == "hold"
    assert "an owner has mended them" in str([layer.otherwise for layer in answer.layers])
    world.reply("Ana", "Yes")
    assert _is_same(Decision.objects.get())
