"""Two entries turn out to be one person, or not: nothing is lost, and nobody may be written to for it who could not be before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askfirst.brand.roles import Role
from askfirst.consent import controls, ledger
from askfirst.consent.models import Entry, Suppression
from askfirst.gate import audience, history
from askfirst.gate.facts import gather
from askfirst.gate.question import Question
from askfirst.inbox import listing, talk
from askfirst.inbox.models import Thread
from askfirst.people.models import Contact, Engagement, Handle, Link, Merge, Relationship, Score, Sighting
from askfirst.policy.facts import as_mapping
from askfirst.policy.sets.plan import KEY
from askfirst.wall.models import Comment, Post
from askfirst.wire import merging

if TYPE_CHECKING:
    from tests.scripted import Scripted
    from tests.world import World

pytestmark = pytest.mark.both_databases

STAY = {
    *("campaigns.Recipient", "consent.Entry", "consent.Membership", "consent.Preference", "consent.Request"),
    "consent.Lifting",
    "people.Look",  # of them together nobody has seen a brief yet
    *("gate.Decision", "gate.Slot", "people.Link", "people.Merge", "people.Forgetting"),
}
STRICTNESS = ("active", "pending", "none", "unproven", "stale", "left", "blocked")


@pytest.fixture
def ana(world: World) -> Contact:
    """Ana on the page, who wrote, likes it, and was answered."""
    world.visitor("Ana", "message", "Is the terrace open?")
    world.visitor("Ana", "like")
    world.reply("Ana", "It is.")
    world.work()
    return world.contact("Ana")


@pytest.fixture
def mail(world: World, network: Scripted) -> Contact:
    """The same Ana by mail, without a name."""
    world.event("message", actor="ana@fans.test", text="And on Sunday?")
    return Handle.objects.get(network="email").contact


def join(world: World, kept: Contact, gone: Contact) -> Merge:
    return merging.merge(world.caleb, kept, gone, evidence="she said so on the phone")


def test_whatever_belongs_to_a_person_is_moved_or_stays_on_purpose() -> None:
    rows = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is Contact and model is not Contact
    }
    assert rows == STAY | {model._meta.label for model in (*merging.MOVED, Sighting, Score)}


def test_one_person_has_everything_of_both_and_undoing_brings_back_two(
    world: World, ana: Contact, mail: Contact
) -> None:
    def held() -> dict[str, set[Any]]:
        models = (Handle, Engagement, Thread, Sighting)
        found: dict[str, set[Any]] = {
            one.__name__: set(one.objects.values_list("pk", "contact")) for one in models
        }
        edges = Relationship.objects.values_list("contact", "channel", "kind", "since", "until")
        return found | {"edges": set(edges), "people": set(Contact.objects.values_list("pk", "name"))}

    before = held()
    done = join(world, mail, ana)
    mail.refresh_from_db()
    assert mail.name == "Ana"
    assert {handle.network for handle in mail.handles.all()} == {"page", "email"}
    assert not any(
        model.objects.filter(contact=ana).exists() for model in (Handle, Engagement, Thread, Sighting)
    )
    assert len(listing.about(world.caleb, mail)) == 2
    assert history.decisions(world.caleb, mail), "what was decided about Ana is found with her"
    assert Link.objects.get().act == "merged"
    world.visitor("Ana", "message", "One more thing")
    assert listing.about(world.caleb, mail)[0].preview == "One more thing"
    fresh = Engagement.objects.order_by("pk").last()
    assert fresh is not None
    assert fresh.contact == mail
    merging.undo(world.olivia, done)
    after = held()
    assert after["Engagement"] - before["Engagement"] == {(fresh.pk, ana.pk)}, "it goes with her address"
    assert {**after, "Engagement": 0} == {**before, "Engagement": 0}
    done.refresh_from_db()
    assert (done.undone_by, Link.objects.order_by("pk").last().act) == (world.olivia, "undone")  # type: ignore[union-attr]


def test_what_was_on_its_way_while_two_were_merged_is_the_ones(world: World, ana: Contact) -> None:
    world.visitor("Bea", "like")
    handle = world.contact("Bea").handles.get()
    join(world, ana, world.contact("Bea"))
    assert talk.thread_for(world.page.channel, handle).contact == ana


def test_under_one_post_a_person_has_one_thread_and_it_reads_as_the_wall_stands(world: World) -> None:
    world.visitor("Yusuf", "wall_post", "Who was there?")
    post = Post.objects.get()
    for name in ("Ana", "Bea"):
        world.visitor(name, "comment", f"{name} was", target=post.external_id)
    ana, bea = world.contact("Ana"), world.contact("Bea")
    states = set(Thread.objects.values_list("pk", "contact", "state"))
    done = join(world, ana, bea)
    assert not Comment.objects.filter(contact=bea).exists()
    theirs = Thread.objects.get(contact=ana)
    assert (theirs.preview, theirs.state) == ("Bea was", "open")
    assert Thread.objects.get(contact=bea).state == "done"
    merging.undo(world.caleb, done)
    assert set(Thread.objects.values_list("pk", "contact", "state")) == states
    assert Thread.objects.get(contact=ana).preview == "Ana was"


def test_nobody_is_merged_who_should_not_be_and_the_reason_is_said(
    world: World, ana: Contact, mail: Contact
) -> None:
    world.visitor("Nora", "message", "Hello", page=world.northwind_page)
    nora = Contact.objects.get(name="Nora")
    for member, other in ((world.wim, mail), (world.nils, mail), (world.caleb, nora)):
        with pytest.raises(PermissionDenied):
            merging.merge(member, ana, other, evidence="x")
    with pytest.raises(merging.CannotMerge, match="different brands"):
        merging.merge(None, ana, nora, evidence="x")
    with pytest.raises(merging.CannotMerge, match="one person already"):
        join(world, ana, ana)
    with pytest.raises(merging.CannotMerge, match="how you know"):
        merging.merge(world.caleb, ana, mail, evidence=" \0 ")
    first = join(world, ana, mail)
    with pytest.raises(merging.CannotMerge, match="merged already"):
        join(world, ana, mail)
    world.visitor("Bea", "like")
    second = join(world, world.contact("Bea"), ana)
    with pytest.raises(merging.CannotMerge, match="Undo that merge first"):
        merging.undo(world.caleb, first)
    merging.undo(world.caleb, second)
    assert Contact.objects.get(pk=mail.pk).merged_into == ana, "as it was before the second"
    Merge.objects.filter(pk=first.pk).update(merged_at=timezone.now() - timedelta(days=31))
    with pytest.raises(merging.CannotMerge, match="30 days"):
        merging.undo(world.caleb, first)
    with pytest.raises(merging.CannotMerge, match="undone already"):
        merging.undo(world.caleb, second)


def test_a_stop_of_either_stops_both_and_only_their_own_word_lifts_it(
    world: World, ana: Contact, mail: Contact
) -> None:
    world.mail = world.mail or world.connect_mail()
    ledger.stop(mail, reason=Suppression.Reason.ASKED, evidence="by mail", network="email")
    question = Question(channel=world.page.channel, contact=ana)
    assert not gather([question], timezone.now())[0].is_suppressed
    done = join(world, ana, mail)
    facts = gather([question], timezone.now())[0]
    assert (facts.is_suppressed, facts.consent_state) == (True, "blocked")
    controls.settle(ana)
    assert ledger.suppressed(world.harbour, ana.handles.all()), "what the other said stands"
    ledger.lift(ana, evidence="came back")
    assert not gather([question], timezone.now())[0].is_suppressed
    ledger.record(ana, Entry.Act.OBJECTED, purpose="marketing", evidence="enough")
    merging.undo(world.caleb, done)
    assert not gather([question], timezone.now())[0].is_suppressed
    again = gather([Question(channel=world.mail, contact=mail, purpose="marketing")], timezone.now())[0]
    assert again.is_suppressed, "nobody knows who of them came back"
    assert again.objected_at is not None, "nor who of them had enough"


ACTS = st.lists(st.sampled_from([*Entry.Act]), max_size=4)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=ACTS, second=ACTS, later=ACTS)
def test_a_merge_takes_the_stricter_word_of_both_and_undoing_it_gives_nothing_away(
    world: World, first: list[Entry.Act], second: list[Entry.Act], later: list[Entry.Act]
) -> None:
    people = [Contact.objects.create(brand=world.harbour, name=name) for name in ("A", "B")]
    for number, one in enumerate(people):
        key = f"{one.pk}@{number}.test"
        Handle.objects.create(
            brand=world.harbour, contact=one, network="page", address=key, key=key, evidence="x"
        )

    def say(one: Contact, acts: list[Entry.Act]) -> None:
        for act in acts:
            if act == Entry.Act.SUPPRESSED:
                ledger.stop(one, reason=Suppression.Reason.ASKED, evidence="x")
            elif act == Entry.Act.LIFTED:
                ledger.lift(one, evidence="x")
            else:
                ledger.record(one, act, purpose="marketing", evidence="x")

    def asked(one: Contact) -> tuple[str, bool]:
        question = Question(channel=world.page.channel, contact=one, purpose="marketing")
        facts = as_mapping(gather([question], timezone.now())[0])
        return str(facts["consent_state"]), bool(facts["is_suppressed"])

    for one, acts in zip(people, (first, second), strict=True):
        say(one, acts)
    before = [asked(one) for one in people]
    done = merging.merge(None, *people, evidence="x")
    state, is_suppressed = asked(people[0])
    assert STRICTNESS.index(state) == max(STRICTNESS.index(one) for one, _ in before)
    assert is_suppressed == any(stopped for _, stopped in before)
    table = audience.facts_of(
        Question(channel=world.page.channel, contact=None, purpose="marketing"), timezone.now()
    ).table
    row = table.filter(table[KEY] == people[0].pk)
    assert (row["consent_state"].fill_null("none")[0], bool(row["is_suppressed"][0])) == (
        state,
        is_suppressed,
    )
    assert people[1].pk not in table[KEY]
    say(people[0], later)
    merging.undo(None, done)
    apart = asked(people[1])
    assert STRICTNESS.index(apart[0]) >= STRICTNESS.index(before[1][0])
    assert apart[1] or not before[1][1], "who was on the stop list is on it"
    if any(act in {"withdrawn", "objected"} for act in later):
        assert apart[0] in {"left", "blocked"}, "nobody knows who of them said it"


def test_an_owner_an_admin_and_whoever_answers_may_merge(world: World) -> None:
    from askfirst.brand.roles import Right, may  # noqa: PLC0415 -- only here

    def who(right: Right) -> set[str]:
        found = set()
        for role in Role.values:
            world.wim.role = role
            if may(world.wim, right):
                found.add(role)
        return found

    assert who(Right.JOIN) == {"owner", "admin", "care", "marketing", "recruiter"}
    assert who(Right.PERSONAL) == {"owner", "admin"}
