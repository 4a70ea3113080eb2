"""The stop list for the team: what it says of an address that is typed, adding to it, and the little that can be taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from askfirst.brand.models import Notification
from askfirst.brand.roles import Role
from askfirst.consent import chain, dead, ledger, lifting, standing, stop_list
from askfirst.consent.models import Entry, Lifting, Suppression
from askfirst.wire import forgetting, merging
from tests.consent import asking
from tests.consent.test_leaving import joined

if TYPE_CHECKING:
    from askfirst.brand.models import Member
    from askfirst.people.models import Contact
    from tests.world import World

pytestmark = pytest.mark.row("O6")
PLACE = "/settings/stops/"


def post(member: Member, status: int = 200, **typed: str) -> str:
    browser = Client()
    browser.force_login(member)
    answer = browser.post(PLACE, typed, follow=True)
    assert answer.status_code == status
    return answer.content.decode()


def test_an_address_that_is_typed_says_why_it_is_on_it_and_who_takes_it_off(world: World) -> None:
    ana = joined(asking.news(world.harbour))
    ledger.stop(ana, reason=Suppression.Reason.COMPLAINT, evidence="reported by their provider")
    page = post(world.caleb, do="find", network="email", address=" ANA@fans.test ")
    assert "the person reported our message" in page
    assert "two of the team" in page
    assert "is not on the stop list" in post(world.caleb, do="find", network="email", address="ben@fans.test")


def test_what_another_brand_stopped_is_not_told(world: World) -> None:
    stop_list.add(world.nils, "email", asking.ANA, "said so")
    assert "is not on the stop list" in post(world.caleb, do="find", network="email", address=asking.ANA)


def test_an_address_that_nobody_knows_can_be_added_and_is_kept_unreadable(world: World) -> None:
    page = post(
        world.caleb, do="add", network="email", address="eve@fans.test", evidence="said so on the phone"
    )
    assert "It is on the stop list" in page
    (row,) = Suppression.objects.all()
    assert (row.reason, row.member, row.digest) == (
        "member",
        world.caleb,
        ledger.digest("email", "eve@fans.test"),
    )
    assert not Entry.objects.exists()


def test_somebody_whom_the_brand_knows_is_stopped_as_a_person(world: World) -> None:
    news = asking.news(world.harbour)
    ana = joined(news)
    post(world.caleb, do="add", network="email", address=asking.ANA, evidence="said so")
    post(world.caleb, do="add", network="email", address=asking.ANA, evidence="said so again")
    assert standing.states([ana], news.purpose, on=news)[ana.pk].state == "blocked"
    assert Suppression.objects.get().evidence == "said so"


def test_for_one_list_only_that_list_is_stopped(world: World) -> None:
    news, events = asking.news(world.harbour), asking.news(world.harbour, "Tastings", purpose="event")
    ana = joined(news, events)
    post(world.caleb, do="add", network="email", address=asking.ANA, evidence="said so", list=str(news.pk))
    assert standing.states([ana], news.purpose, on=news)[ana.pk].state == "left"
    assert standing.states([ana], events.purpose, on=events)[ana.pk].state == "active"
    handles = list(ana.handles.all())
    assert ledger.suppressed(world.harbour, handles) == set()
    assert ledger.suppressed(world.harbour, handles, news) == {handles[0].pk}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"do": "find", "address": " "}, "Type an address"),
        ({"do": "add", "address": "", "evidence": "x"}, "Type an address"),
        ({"do": "add", "address": "a" * 300, "evidence": "x"}, "No address is that long"),
        ({"do": "add", "address": "eve@fans.test", "evidence": " "}, "how you know"),
        ({"do": "add", "address": "eve@fans.test", "evidence": "x" * 501}, "500 characters"),
        ({"do": "add", "address": "eve@fans.test", "evidence": "x", "list": "999"}, "no such list"),
        ({"do": "add", "address": "eve@fans.test", "evidence": "x", "list": "x"}, "no such list"),
    ],
)
def test_what_cannot_be_gets_a_sentence_and_keeps_what_was_typed(
    world: World, typed: dict[str, str], says: str
) -> None:
    page = post(world.caleb, 422, network="email", **typed)
    assert says in page
    assert typed["address"].strip() in page
    assert not Suppression.objects.exists()


def test_who_may_not_suppress_sees_nothing_of_it(world: World) -> None:
    post(world.wim, 403, do="find", network="email", address=asking.ANA)
    with pytest.raises(PermissionDenied):
        stop_list.newest(world.wim)


def test_the_page_counts_by_reason_and_names_nobody(world: World) -> None:
    ana = joined(asking.news(world.harbour))
    ledger.stop(ana, reason=Suppression.Reason.ASKED, evidence="wrote stop")
    browser = Client()
    browser.force_login(world.caleb)
    page = browser.get(PLACE).content.decode()
    assert "the person asked us to stop" in page
    assert asking.ANA not in page


# Taking off

WHY = "wrote from that address that it was a mistake"


def reported(world: World) -> Contact:
    ana = joined(asking.news(world.harbour))
    ledger.stop(ana, reason=Suppression.Reason.COMPLAINT, evidence="reported by their provider")
    return ana


def lift(member: Member, status: int = 200, reason: str = WHY, address: str = asking.ANA, **more: str) -> str:
    stop = Suppression.objects.latest("pk")
    typed = {"do": "lift", "stop": str(stop.pk), "network": "email", "address": address, "reason": reason}
    return post(member, status, **{**typed, **more})


def answer(member: Member, word: str, status: int = 200, remark: str = "I read the mail too") -> str:
    waits = Lifting.objects.latest("pk")
    return post(member, status, do="answer", lifting=str(waits.pk), word=word, remark=remark)


def is_stopped(ana: Contact) -> bool:
    return bool(ledger.suppressed(ana.brand, ana.handles.all()))


def test_after_a_report_it_takes_two_and_nobody_is_on_a_list_by_it(world: World) -> None:
    ana = reported(world)
    page = lift(world.caleb)
    assert "It waits for a second of the team" in page
    assert "Olivia" in page
    assert is_stopped(ana)
    (told,) = Notification.objects.filter(kind="lifting")
    assert (told.member, told.excerpt, told.link) == (world.olivia, WHY, PLACE)
    assert "Caleb" in told.title
    assert asking.ANA not in told.title
    found = post(world.caleb, do="find", network="email", address=asking.ANA)
    assert "It waits for a second of the team." in found
    assert 'value="lift"' not in found
    assert "It waits" in lift(world.caleb), "asked for twice it waits once"
    assert Lifting.objects.count() == 1
    post(world.caleb, 403, do="answer", lifting=str(Lifting.objects.get().pk), word="yes", remark="x")
    page = answer(world.olivia, "yes")
    assert "It is off the stop list" in page
    (told,) = Notification.objects.filter(kind="lifting", seen_at=None)
    assert (told.member, "said yes" in told.title, told.excerpt) == (world.caleb, True, "I read the mail too")
    assert not is_stopped(ana)
    line = Entry.objects.latest("pk")
    assert (line.act, line.mechanism, line.actor, line.member) == ("lifted", "member", "member", world.olivia)
    assert WHY in line.evidence
    assert "I read the mail too" in line.evidence
    assert str(world.caleb) in line.evidence
    news = line.contact.memberships.get().list
    assert standing.states([ana], news.purpose, on=news)[ana.pk].state == "left"
    assert all(isinstance(one, int) for one in chain.verify(world.harbour))
    assert "of this kind waits here any more" in answer(world.olivia, "yes", 404)


def test_a_no_is_kept_and_can_be_asked_about_anew(world: World) -> None:
    ana = reported(world)
    lift(world.caleb)
    assert "It stays on the stop list" in answer(world.olivia, "no", remark="that was somebody else")
    kept = Lifting.objects.get()
    assert (kept.answer, kept.answered_by, kept.remark) == ("no", world.olivia, "that was somebody else")
    assert is_stopped(ana)
    assert "It waits" in lift(world.caleb)


def test_nobody_says_yes_to_their_own_wish_and_each_says_why(world: World) -> None:
    ana = reported(world)
    assert "what shows that they want" in lift(world.olivia, 422, reason=" ")
    lift(world.olivia)
    assert "You asked for it yourself" in answer(world.olivia, "yes", 422)
    world.caleb.role = Role.ADMIN
    world.caleb.save()
    assert "what shows that they want" in answer(world.caleb, "yes", 422, remark="")
    assert is_stopped(ana)
    answer(world.caleb, "yes")
    assert not is_stopped(ana)


@pytest.mark.parametrize("reason", ["asked", "blocked", "member"])
def test_what_they_asked_for_themselves_nobody_takes_back(world: World, reason: str) -> None:
    ana = joined(asking.news(world.harbour))
    ledger.stop(ana, reason=reason, evidence="wrote stop")
    page = post(world.olivia, do="find", network="email", address=asking.ANA)
    assert "Only they" in page
    assert 'value="lift"' not in page
    assert "They asked for this themselves" in lift(world.olivia, 422)
    assert is_stopped(ana)
    assert not Lifting.objects.exists()


@pytest.mark.parametrize("when", ["before it is asked", "between the two"])
def test_a_stop_of_their_own_beside_the_report_is_theirs_alone(world: World, when: str) -> None:
    ana = reported(world)
    if when == "between the two":
        lift(world.caleb)
    ledger.stop(ana, reason=Suppression.Reason.ASKED, evidence="wrote stop")
    says = lift(world.caleb, 422) if when == "before it is asked" else answer(world.olivia, "yes", 422)
    assert "that only they take back" in says.lower()
    assert is_stopped(ana)


def test_a_report_on_two_addresses_is_taken_off_both(world: World) -> None:
    ana = joined(asking.news(world.harbour))
    ana.handles.create(
        brand=world.harbour, network="email", address="ana@work.test", key="ana@work.test", evidence="x"
    )
    ledger.stop(ana, reason=Suppression.Reason.COMPLAINT, evidence="reported")
    row = Suppression.objects.get(digest=ledger.digest("email", asking.ANA))
    lift(world.caleb, stop=str(row.pk))
    answer(world.olivia, "yes")
    assert not is_stopped(ana)


def test_a_dead_address_is_tried_again_by_one_with_a_reason(world: World) -> None:
    ana = joined(asking.news(world.harbour))
    handle = ana.handles.get()
    dead.bury(ana, "email", asking.ANA, evidence="5.1.1", at=handle.created_at)
    assert "It is off the stop list" in lift(world.caleb, reason="says on the phone that it works again")
    handle.refresh_from_db()
    assert (is_stopped(ana), handle.unreachable_since) == (False, None)
    assert Entry.objects.latest("pk").evidence.startswith("says on the phone")
    assert Lifting.objects.get().answered_by == world.caleb
    news = ana.memberships.get().list
    assert standing.states([ana], news.purpose, on=news)[ana.pk].state == "active"


def test_who_stops_is_kept_as_such_also_where_the_address_was_dead_before(world: World) -> None:
    ana = joined(asking.news(world.harbour))
    dead.bury(ana, "email", asking.ANA, evidence="5.1.1", at=ana.handles.get().created_at)
    ledger.stop(ana, reason=Suppression.Reason.ASKED, evidence="wrote stop")
    dead.revive(ana.handles.get())
    assert is_stopped(ana)
    assert "They asked for this themselves" in lift(world.olivia, 422)


def test_what_came_with_a_file_needs_who_may_approve(world: World) -> None:
    Suppression.objects.create(
        brand=world.harbour,
        network="email",
        digest=ledger.digest("email", "eve@fans.test"),
        reason="imported",
        evidence="stops.csv",
    )
    lift(world.caleb, 403, address="eve@fans.test")
    assert "It is off the stop list" in lift(world.olivia, address="eve@fans.test")
    kept = Lifting.objects.get()
    assert (kept.contact, kept.answer, kept.reason) == (None, "yes", WHY)
    assert not Entry.objects.exists()
    assert "off the stop list already" in lift(world.olivia, 422, address="eve@fans.test")


def test_nobody_takes_off_an_address_that_they_cannot_name(world: World) -> None:
    ana = reported(world)
    lift(world.olivia, 404, address="eve@fans.test")
    lift(world.nils, 404)
    lift(world.wim, 403)
    assert is_stopped(ana)


def test_an_address_that_is_nobodys_any_more_stays_after_a_report(world: World) -> None:
    ana = reported(world)
    ana.handles.all().delete()
    with pytest.raises(lifting.CannotLift, match="Nobody is known"):
        lifting.ask(world.caleb, Suppression.objects.get().pk, asking.ANA, WHY)


def test_who_turned_out_to_be_somebody_else_meanwhile_is_taken_off_as_who_they_are(world: World) -> None:
    ana = reported(world)
    lift(world.caleb)
    other = joined(asking.news(world.harbour, "Tastings", purpose="event"), address="ana.b@fans.test")
    merging.merge(world.olivia, other, ana, evidence="the same voice")
    answer(world.olivia, "yes")
    assert not is_stopped(other)
    assert Entry.objects.latest("pk").contact == other


def test_who_is_forgotten_leaves_no_word_about_them_and_the_proof_stays(world: World) -> None:
    ana = reported(world)
    lift(world.caleb)
    answer(world.olivia, "no")
    forgetting.forget(world.olivia, ana)
    kept = Lifting.objects.get()
    assert (kept.reason, kept.remark, kept.answer) == ("", "", "no")
    assert set(Notification.objects.filter(kind="lifting").values_list("excerpt", flat=True)) == {""}
    assert not Suppression.objects.filter(evidence__contains="provider").exists()
    assert all(isinstance(one, int) for one in chain.verify(world.harbour))
