"""Joining: nobody is on a list, or known at all, before their mail has shown that they want it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.consent import chain, confirming, joining, ledger, lists, memberships, pending, standing
from askfirst.consent.models import Entry, Membership, Request, Shown, Suppression
from askfirst.people.models import Contact, Handle
from askfirst.wire import forgetting
from tests.consent.asking import ANA, ask, asking, mail, news

if TYPE_CHECKING:
    from askfirst.brand.models import Brand
    from askfirst.consent.models import List
    from tests.world import World

pytestmark = pytest.mark.row("O1")
Act = Entry.Act


@pytest.fixture
def one(world: World) -> List:
    return news(world.harbour)


def known(brand: Brand, address: str = ANA) -> Contact:
    contact = Contact.objects.create(brand=brand)
    Handle.objects.create(
        brand=brand, contact=contact, network="email", address=address, key=address, evidence="x"
    )
    return contact


def earlier(request: Request, **by: float) -> None:
    """So much time has passed since somebody asked."""
    gone = timedelta(**by)
    fields = ("asked_at", "expires_at", "mailed_at")
    request.refresh_from_db()
    Request.objects.filter(pk=request.pk).update(
        **{name: at - gone for name in fields if (at := getattr(request, name))}
    )


def state(contact: Contact, one: List) -> str:
    return standing.states([contact], one.purpose, on=one)[contact.pk].state


def acts(contact: Contact) -> list[str]:
    return [entry.act for entry in reversed(standing.entries_of(contact))]


# Asking and confirming


def test_asking_makes_nobody_known_and_the_button_puts_them_on_the_list(world: World, one: List) -> None:
    request = ask(one, name="Ana", agent="Firefox", origin="192.0.2.77")
    assert not Contact.objects.exists()
    assert not Entry.objects.exists()
    assert request.origin == "192.0.2.0"
    token, _code = mail(request)
    done = confirming.by_link(world.harbour, token)
    assert (done.contact.name, done.contact.language, done.lists) == ("Ana", "en", [one])
    handle = done.contact.handles.get()
    assert (handle.address, handle.verified_at is not None) == (ANA, True)
    assert acts(done.contact) == [Act.REQUESTED, Act.CONFIRMED]
    line = done.entries[0]
    assert (line.mechanism, line.actor, line.place, line.list) == (
        "button",
        "person",
        "/@harbour/lists/",
        one,
    )
    assert line.notice == lists.notice_for(one, "en")
    assert line.endpoint == ledger.digest("email", ANA)
    assert "Firefox" in line.evidence
    assert "At most 1 message a week" in line.evidence
    assert ANA not in line.evidence
    assert Shown.objects.get().exchange == line.exchange == request.exchange
    assert (Membership.objects.get().state, Membership.objects.get().basis) == ("active", "double_opt_in")
    request.refresh_from_db()
    assert (request.address, request.name, request.origin, request.agent, request.code) == ("",) * 5
    assert list(chain.verify(world.harbour)) == [2]


def test_the_six_digits_do_the_same_as_the_button(world: World, one: List) -> None:
    request = ask(one)
    _token, code = mail(request)
    done = confirming.by_code(request, f" {code[:3]} {code[3:]} ")
    assert done.entries[0].mechanism == "code"
    assert state(done.contact, one) == "active"


def test_who_confirms_twice_reads_the_same_again(world: World, one: List) -> None:
    request = ask(one)
    token, code = mail(request)
    first = confirming.by_link(world.harbour, token)
    again = confirming.by_link(world.harbour, token)
    typed = confirming.by_code(request, code)
    assert (again.contact, again.lists, again.entries) == (first.contact, first.lists, [])
    assert typed.lists == [one]
    assert Entry.objects.count() == 2


def test_a_list_that_was_unticked_is_not_joined(world: World, one: List) -> None:
    other = news(world.harbour, "Events", purpose="event")
    token, _code = mail(ask(one, other))
    with pytest.raises(confirming.CannotConfirm, match="at least one list ticked"):
        confirming.by_link(world.harbour, token, [])
    done = confirming.by_link(world.harbour, token, [other.pk])
    assert (state(done.contact, one), state(done.contact, other)) == ("none", "active")
    assert confirming.by_link(world.harbour, token).lists == [other]


def test_an_agreement_ends_after_the_months_that_the_list_says(world: World) -> None:
    one = news(world.harbour, months=6)
    done = confirming.by_link(world.harbour, mail(ask(one))[0])
    assert done.entries[0].expires_at == confirming.months_later(done.entries[0].occurred_at, 6)
    last = datetime(2026, 8, 31, 12, tzinfo=UTC)
    assert confirming.months_later(last, 6) == datetime(2027, 2, 28, 12, tzinfo=UTC)
    assert confirming.months_later(last, 4) == datetime(2026, 12, 31, 12, tzinfo=UTC)


def test_somebody_known_keeps_who_they_are_and_their_address_is_theirs_now(world: World, one: List) -> None:
    contact = known(world.harbour)
    contact.handles.update(unreachable_since=timezone.now())
    token, _code = mail(ask(one, address="Ana@Fans.test", name="Ana"))
    done = confirming.by_link(world.harbour, token)
    assert done.contact == contact
    contact.refresh_from_db()
    handle = contact.handles.get()
    assert (contact.name, handle.unreachable_since, handle.verified_at is not None) == ("Ana", None, True)


# What cannot be used


def test_a_link_that_is_wrong_old_or_for_somebody_else_says_so_and_changes_nothing(
    world: World, one: List
) -> None:
    request = ask(one)
    token, _code = mail(request)
    for brand, said, says in (
        (world.harbour, "x" + token, "not complete"),
        (world.harbour, "", "not complete"),
        (world.northwind, token, "not complete"),
    ):
        with pytest.raises(confirming.CannotConfirm, match=says):
            confirming.by_link(brand, said)
    earlier(request, days=8)
    with pytest.raises(confirming.CannotConfirm, match="too old"):
        confirming.by_link(world.harbour, token)
    assert not Contact.objects.exists()


def test_after_five_wrong_codes_none_is_right_and_the_link_still_is(world: World, one: List) -> None:
    request = ask(one)
    token, code = mail(request)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    left = []
    for typed in (wrong, "", "abc", "١٢٣٤٥٦", wrong):
        with pytest.raises(confirming.WrongCode, match="not the six digits") as refused:
            confirming.by_code(request, typed)
        left.append(refused.value.left)
    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(confirming.WrongCode, match="No more codes"):
        confirming.by_code(request, code)
    assert confirming.by_link(world.harbour, token).lists == [one]


def test_the_code_of_another_request_is_a_wrong_one(world: World, one: List) -> None:
    mine, theirs = ask(one), ask(one, address="bilal@fans.test")
    mail(mine)
    _token, code = mail(theirs)
    with pytest.raises(confirming.WrongCode):
        confirming.by_code(mine, code)


def test_the_old_link_brings_nobody_back_who_left_after_asking(world: World, one: List) -> None:
    contact = known(world.harbour)
    request = ask(one)
    token, code = mail(request)
    ledger.record(contact, Act.WITHDRAWN, list=one, purpose=one.purpose, evidence="left")
    with pytest.raises(confirming.CannotConfirm, match="You left after asking"):
        confirming.by_link(world.harbour, token)
    with pytest.raises(confirming.CannotConfirm, match="You left after asking"):
        confirming.by_code(request, code)
    assert state(contact, one) == "left"


def test_a_used_link_brings_nobody_back_who_left_since(world: World, one: List) -> None:
    token, _code = mail(ask(one))
    done = confirming.by_link(world.harbour, token)
    ledger.record(done.contact, Act.WITHDRAWN, list=one, purpose=one.purpose, evidence="left")
    with pytest.raises(confirming.CannotConfirm, match="you have left since"):
        confirming.by_link(world.harbour, token)
    assert state(done.contact, one) == "left"


def test_a_list_that_was_closed_meanwhile_is_not_joined(world: World, one: List) -> None:
    token, _code = mail(ask(one))
    lists.close(None, one)
    with pytest.raises(confirming.CannotConfirm, match="not used any more"):
        confirming.by_link(world.harbour, token)


@pytest.mark.parametrize(
    "address",
    ["", "  ", "ana", "@fans.test", "ana@", "ana fans@x.test", "ana@@fans.test", "ana@fans..test", "ana@fans", "a\x00",
     "аna@fans.test", "\uff41na@fans.test", "ana@fans.test, b@x.test", "ana@fans.test\nBcc: b@x.test", "a" * 250 + "@x.test", "ana@[127.0.0.1]"],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_a_sentence_and_nothing_is_kept(one: List, address: str) -> None:
    with pytest.raises(joining.CannotAsk, match=r"address|letters") as refused:
        ask(one, address=address)
    assert refused.value.field == "address"
    assert not Request.objects.exists()


def test_an_address_is_kept_as_its_server_knows_it(one: List) -> None:
    assert ask(one, address=" Ana+News@B\u00dcCHER.test ").address == "Ana+News@xn--bcher-kva.test"


def test_only_lists_that_are_open_and_of_this_brand_can_be_asked_for(world: World, one: List) -> None:
    foreign, shut = news(world.northwind), news(world.harbour, "Shut", is_open=False)
    with pytest.raises(joining.CannotAsk, match="at least one list"):
        joining.ask(world.harbour, asking())
    for wrong in ((foreign,), (one, one)):
        with pytest.raises(joining.CannotAsk, match="each list once"):
            joining.ask(world.harbour, asking(*wrong))
    with pytest.raises(joining.CannotAsk, match="takes nobody"):
        ask(shut)


# Nothing is learned, and little is mailed, by typing somebody's address


def test_a_form_that_is_sent_twice_is_one_request(one: List) -> None:
    exchange = uuid.uuid4()
    assert ask(one, exchange=exchange) == ask(one, exchange=exchange)
    with pytest.raises(joining.CannotAsk, match="used already"):
        ask(one, address="bilal@fans.test", exchange=exchange)


def test_asking_again_for_the_same_is_the_same_request_and_no_other_mail(one: List) -> None:
    request = ask(one)
    assert ask(one) == request
    mail(request)
    assert ask(one) == request
    assert joining.to_mail(timezone.now()).count() == 0


def test_two_mails_a_day_and_three_in_thirty_days_go_to_one_person(world: World) -> None:
    several = [news(world.harbour, f"List {number}") for number in range(5)]
    requests = [ask(one, address=f"ana+{one.pk}@fans.test") for one in several[:3]]
    assert [pending.is_pending(one) for one in requests] == [True, True, False]
    for request in requests[:2]:
        mail(request)
        earlier(request, days=2)
    assert [pending.is_pending(ask(one)) for one in several[3:]] == [True, False]
    earlier(Request.objects.get(notices__list=several[3]), days=29)
    for request in requests[:2]:
        earlier(request, days=29)
    assert pending.is_pending(ask(several[2]))


def test_the_mail_comes_once_more_when_they_ask_for_it_and_then_no_more(world: World, one: List) -> None:
    request = ask(one)
    first, _code = mail(request)
    second = joining.again(request)
    assert second != request
    _token, code = mail(second)
    assert joining.again(second) == second
    done = confirming.by_code(second, code)
    assert confirming.by_link(world.harbour, first).contact == done.contact
    assert Entry.objects.filter(act=Act.CONFIRMED).count() == 1


def test_from_one_place_only_so_many_are_asked_for(one: List, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "REQUESTS_FROM_ONE_PLACE_AN_HOUR", 3)
    for number in range(3):
        ask(one, address=f"fan{number}@fans.test", origin=f"192.0.2.{number}")
    with pytest.raises(joining.TooOften):
        ask(one, address="fan9@fans.test", origin="192.0.2.9")
    ask(one, address="fan9@fans.test", origin="198.51.100.9")
    ask(one, address="fan10@fans.test", origin="2001:db8:1:2::3")
    assert Request.objects.latest("pk").origin == "2001:db8:1::"
    monkeypatch.setattr(joining, "REQUESTS_AN_HOUR", 5)
    with pytest.raises(joining.TooOften):
        ask(one, address="fan11@fans.test", origin="nonsense")


def test_who_complained_is_not_mailed_and_nobody_sees_a_difference(world: World, one: List) -> None:
    contact = known(world.harbour)
    ledger.stop(contact, reason=Suppression.Reason.COMPLAINT, evidence="reported")
    stopped, fresh = ask(one), ask(one, address="new@fans.test")
    assert (stopped.lapsed_at is None, fresh.lapsed_at is None) == (False, True)
    assert stopped.address == ""
    for request in (stopped, fresh):
        with pytest.raises(confirming.WrongCode, match="4 more times"):
            confirming.by_code(request, "000000")
        assert joining.again(request).exchange
    assert Shown.objects.filter(exchange=stopped.exchange).exists()
    assert state(contact, one) == "blocked"


def test_a_program_that_fills_in_everything_and_the_brands_own_address_get_no_mail(
    world: World, one: List
) -> None:
    world.connect_mail()
    for request in (ask(one, is_odd=True), ask(one, address="HELLO@harbour.test")):
        assert not pending.is_pending(request)


# Coming back


def test_who_asked_to_be_left_alone_comes_back_by_their_own_mail_and_to_this_list_only(
    world: World, one: List
) -> None:
    other = news(world.harbour, "Events")
    contact = confirming.by_link(world.harbour, mail(ask(one, other))[0]).contact
    phone = Handle.objects.create(
        brand=world.harbour, contact=contact, network="x", address="@ana", key="@ana", evidence="x"
    )
    ledger.stop(contact, reason="asked", evidence="STOP")
    assert (state(contact, one), state(contact, other)) == ("blocked", "blocked")
    request = ask(one)
    token, _code = mail(request)
    assert confirming.takes_back_a_stop(request)
    assert state(contact, one) == "blocked"
    confirming.by_link(world.harbour, token)
    assert (state(contact, one), state(contact, other)) == ("active", "left")
    assert acts(contact)[-3:] == [Act.REQUESTED, Act.LIFTED, Act.CONFIRMED]
    assert ledger.suppressed(world.harbour, contact.handles.all(), one) == {phone.pk}


def test_who_left_one_list_by_a_stop_of_its_own_comes_back_to_it(world: World, one: List) -> None:
    contact = known(world.harbour)
    Suppression.objects.create(
        brand=world.harbour,
        network="email",
        digest=ledger.digest("email", ANA),
        list=one,
        reason="asked",
        evidence="x",
    )
    ledger.record(contact, Act.SUPPRESSED, list=one, purpose=one.purpose, evidence="x")
    confirming.by_link(world.harbour, mail(ask(one))[0])
    assert state(contact, one) == "active"
    assert not ledger.suppressed(world.harbour, contact.handles.all(), one)
    assert Entry.objects.get(act=Act.LIFTED).list == one


@pytest.mark.parametrize("reason", ["asked", "complaint"])
def test_a_stop_after_asking_holds_against_the_link(world: World, one: List, reason: str) -> None:
    contact = known(world.harbour)
    token, _code = mail(ask(one))
    ledger.stop(contact, reason=reason, evidence="no more")
    with pytest.raises(confirming.CannotConfirm, match="left alone after this"):
        confirming.by_link(world.harbour, token)
    assert state(contact, one) == "blocked"


def test_a_second_request_lowers_nobody_who_is_on_the_list(world: World, one: List) -> None:
    done = confirming.by_link(world.harbour, mail(ask(one))[0])
    ask(one)
    assert state(done.contact, one) == "active"


def reported(contact: Contact, days: float) -> None:
    """They reported a message of ours so many days ago."""
    at = timezone.now() - timedelta(days=days)
    ledger.stop(contact, reason=Suppression.Reason.COMPLAINT, evidence=f"reported {days} ago")
    Suppression.objects.filter(lifted_at=None, reason="complaint").update(since=at)


def test_who_reported_us_comes_back_a_month_later_by_their_own_mail(world: World, one: List) -> None:
    contact = known(world.harbour)
    reported(contact, days=29)
    assert not pending.is_pending(ask(one))
    reported(contact, days=31)
    request = ask(one)
    assert state(contact, one) == "blocked"
    confirming.by_link(world.harbour, mail(request)[0])
    assert state(contact, one) == "active"
    assert not ledger.suppressed(world.harbour, contact.handles.all(), one)


def test_whoever_types_the_address_of_one_who_reported_us_has_one_mail_a_month_sent(
    world: World, one: List
) -> None:
    reported(known(world.harbour), days=60)
    request = ask(one)
    mail(request)
    assert joining.again(request) == Request.objects.latest("pk")
    assert not pending.is_pending(Request.objects.latest("pk"))
    assert not pending.is_pending(ask(news(world.harbour, "Events")))
    for row in Request.objects.all():
        earlier(row, days=31)
    assert pending.is_pending(ask(one))


def test_who_came_back_and_reported_us_again_stays_away_for_a_year(world: World, one: List) -> None:
    contact = known(world.harbour)
    reported(contact, days=60)
    confirming.by_link(world.harbour, mail(ask(one))[0])
    reported(contact, days=40)
    earlier(Request.objects.get(), days=40)
    assert not pending.is_pending(ask(one))
    Suppression.objects.exclude(lifted_at=None).update(lifted_at=timezone.now() - timedelta(days=366))
    assert pending.is_pending(ask(one))


def test_a_report_while_the_mail_is_on_its_way_holds_for_a_month(world: World, one: List) -> None:
    contact = known(world.harbour)
    token, _code = mail(ask(one))
    reported(contact, days=0)
    with pytest.raises(confirming.CannotConfirm):
        confirming.by_link(world.harbour, token)
    assert state(contact, one) == "blocked"


def test_who_blocked_us_is_not_brought_back_by_a_form(world: World, one: List) -> None:
    contact = known(world.harbour)
    ledger.stop(contact, reason=Suppression.Reason.BLOCKED, evidence="blocked")
    Suppression.objects.update(since=timezone.now() - timedelta(days=400))
    assert not pending.is_pending(ask(one))


# One press


@pytest.fixture
def quick(world: World) -> List:
    return news(world.harbour, "Open days", single_because="tickets are collected in person")


def test_one_press_is_enough_where_the_list_says_why_and_only_for_the_new(world: World, quick: List) -> None:
    request = ask(quick)
    contact = Handle.objects.get().contact
    assert state(contact, quick) == "active"
    assert request.confirmed_at
    assert (Membership.objects.get().basis, Handle.objects.get().verified_at) == ("express", None)
    assert "tickets are collected in person" in Entry.objects.get().evidence


def test_a_report_of_one_address_asks_for_a_confirmation_of_the_same_with_another_tag(
    world: World, quick: List
) -> None:
    ledger.stop(known(world.harbour, "ana+shop@fans.test"), reason="complaint", evidence="reported")
    request = ask(quick, address="ana+news@fans.test")
    assert pending.is_pending(request)
    assert request.confirmed_at is None
    assert not Membership.objects.filter(state="active").exists()


def test_what_is_left_after_one_press_is_confirmed_as_any(world: World, one: List, quick: List) -> None:
    request = ask(one, quick)
    contact = Handle.objects.get().contact
    assert (state(contact, one), state(contact, quick)) == ("none", "active")
    confirming.by_link(world.harbour, mail(request)[0])
    assert state(contact, one) == "active"


@pytest.mark.parametrize("act", [Act.WITHDRAWN, Act.OBJECTED, Act.UNPROVEN])
def test_one_press_of_anybody_brings_nobody_back(world: World, quick: List, act: str) -> None:
    contact = known(world.harbour)
    ledger.record(contact, act, list=quick, purpose=quick.purpose, evidence="x")
    was = state(contact, quick)
    request = ask(quick)
    assert state(contact, quick) == was
    assert pending.is_pending(request)
    confirming.by_link(world.harbour, mail(request)[0])
    assert state(contact, quick) == "active"


def test_one_press_brings_nobody_back_whose_stop_outlived_their_data(world: World, quick: List) -> None:
    Suppression.objects.create(
        brand=world.harbour,
        network="email",
        digest=ledger.digest("email", ANA),
        reason="asked",
        evidence="forgotten",
    )
    assert pending.is_pending(ask(quick))
    assert not Contact.objects.exists()


# What was not confirmed


def test_what_was_not_confirmed_in_time_keeps_no_address(one: List) -> None:
    old, fresh = ask(one, name="Ana", agent="Firefox", origin="192.0.2.1"), ask(one, address="b@fans.test")
    mail(old)
    earlier(old, days=7)
    assert joining.lapse() == 1
    assert joining.lapse(timezone.now() + timedelta(hours=2)) == 0
    old.refresh_from_db()
    assert (old.address, old.name, old.agent, old.origin, old.code) == ("",) * 5
    assert ANA not in old.endpoint + old.person_key
    assert pending.is_pending(fresh)


def test_who_is_forgotten_has_asked_for_nothing(world: World, one: List) -> None:
    contact = known(world.harbour)
    request = ask(one)
    token, _code = mail(request)
    forgetting.forget(None, contact)
    request.refresh_from_db()
    assert request.address == ""
    with pytest.raises(confirming.CannotConfirm):
        confirming.by_link(world.harbour, token)


def test_an_address_that_takes_no_mail_is_not_kept(one: List) -> None:
    request = ask(one)
    joining.unmailable(request)
    assert Request.objects.get().address == ""
    assert not joining.to_mail(timezone.now()).exists()


def test_one_worker_mails_a_request_and_another_takes_it_over_when_it_died(one: List) -> None:
    first, second = (ask(one) for _ in range(2))
    assert joining.mint(first, timedelta(minutes=1))
    assert joining.mint(second, timedelta(minutes=1)) is None
    assert not joining.to_mail(timezone.now()).exists()
    assert joining.to_mail(timezone.now() + timedelta(minutes=2)).get() == first


def test_what_is_kept_of_a_request_opens_nothing(world: World, one: List) -> None:
    request = ask(one)
    token, code = mail(request)
    kept = " ".join(str(getattr(request, field.name)) for field in Request._meta.concrete_fields)
    assert token not in kept
    assert code not in kept


def test_the_ledger_and_who_stands_on_which_list_agree(world: World, one: List) -> None:
    for number in range(5):
        confirming.by_link(world.harbour, mail(ask(one, address=f"fan{number}@fans.test"))[0])
    kept = list(Membership.objects.order_by("pk").values("contact", "state", "basis", "given_at"))
    assert memberships.rebuild(world.harbour) == 5
    assert list(Membership.objects.order_by("pk").values("contact", "state", "basis", "given_at")) == kept


def test_an_address_is_masked_so_that_its_holder_knows_it() -> None:
    assert [pending.masked(text) for text in (ANA, "@ana", "", "a")] == [
        "a•••@fans.test",
        "•••@ana",
        "",
        "a•••",
    ]
