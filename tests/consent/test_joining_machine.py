"""Asking, confirming, leaving and stopping in any order: a model of a few lines and the database always say the same.

After every step nobody is on a list who did not confirm it by what only their mailbox holds; at the end the ledger, read
anew, gives just who stands on which list, and its chain holds.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from askfirst.consent import chain, confirming, joining, ledger, lists, memberships, pending
from askfirst.consent.models import Entry, Membership, Request, Suppression
from askfirst.people.models import Handle
from tests.consent.asking import ask, news
from tests.profiles import sized

if TYPE_CHECKING:
    from tests.world import World

pytestmark = [pytest.mark.row("O1"), pytest.mark.hypothesis]
WHO = ("ana@fans.test", "Bilal@fans.test", "bilal@FANS.test")
people = st.sampled_from((WHO[0], *WHO))  # the first more often: their box is fullest
which = st.integers(0, 1)
Place = tuple[str, int]


class Undone(Exception):  # noqa: N818 -- it ends one example
    """What one example did is taken back."""


class Joining(RuleBasedStateMachine):
    """The model: what each person (by key) is to each list, the mails in their box, and whether they stopped everything."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.lists = [news(self.world.harbour), news(self.world.harbour, "Events", purpose="event")]
        self.state: dict[Place, str] = {}
        self.mails: list[tuple[str, tuple[int, ...], str, str, Request]] = []
        self.dead: set[tuple[int, Place]] = set()
        """Mails (by their place in the box) that a later word of their reader has overtaken, for one list each."""
        self.complained: set[str] = set()

    def teardown(self) -> None:
        self._the_ledger_read_anew_says_the_same()
        self.savepoint.__exit__(Undone, Undone(), None)

    @initialize()
    def somebody_is_on_a_list_and_has_asked_for_more(self) -> None:
        self.ask(WHO[0], {0})
        confirming.by_link(self.world.harbour, self.mails[0][2])
        self.state[WHO[0], 0] = "active"
        self.ask(WHO[0], {0, 1})

    @rule(who=people, on=st.sets(which, min_size=1))
    def ask(self, who: str, on: set[int]) -> None:
        request = ask(*(self.lists[one] for one in sorted(on)), address=who)
        if request.mailed_at is None and pending.is_pending(request):
            token, code = joining.mint(request, timedelta(minutes=1)) or ("", "")
            joining.mailed(request)
            request.refresh_from_db()
            self.mails.append((who.casefold(), tuple(sorted(on)), token, code, request))
        else:
            assert who.casefold() in self.complained or request.mailed_at

    @precondition(lambda self: self.mails)
    @rule(data=st.data(), is_typed=st.booleans())
    def confirm(self, data: Any, is_typed: bool) -> None:  # noqa: FBT001 -- as the rule gives it
        number = data.draw(st.integers(0, len(self.mails) - 1))
        who, on, token, code, request = self.mails[number]
        alive = [one for one in on if (number, (who, one)) not in self.dead]
        try:
            if is_typed:
                done = confirming.by_code(request, code)
            else:
                done = confirming.by_link(self.world.harbour, token)
        except confirming.CannotConfirm:
            assert not alive or who in self.complained or self._is_used(request, who)
            return
        got = {one for one in on if self.lists[one] in done.lists}
        if done.entries:
            assert got == set(alive)
            for one in range(len(self.lists)):
                # Coming back to one list lifts the stop; the others were left by it.
                if self.state.get((who, one)) == "blocked":
                    self.state[who, one] = "left"
            for one in got:
                self.state[who, one] = "active"
        else:
            assert all(self.state[who, one] == "active" for one in got)

    def _is_used(self, request: Request, who: str) -> bool:
        """It was confirmed before, and they have left since."""
        request.refresh_from_db()
        return request.confirmed_at is not None and "active" not in {
            self.state.get((who, one)) for one in range(len(self.lists))
            if self.lists[one] in pending.lists_of(request)
        }  # fmt: skip

    @precondition(lambda self: self.mails)
    @rule(data=st.data())
    def guess(self, data: Any) -> None:
        """Somebody types digits that were never mailed."""
        _who, _on, _token, code, request = data.draw(st.sampled_from(self.mails))
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        request.refresh_from_db()
        if request.confirmed_at is None:
            with pytest.raises(confirming.CannotConfirm):
                confirming.by_code(request, wrong)
            Request.objects.filter(pk=request.pk).update(tries=0)

    @rule(who=people, one=which)
    def leave(self, who: str, one: int) -> None:
        handle = self._handle(who)
        if handle:
            ledger.record(
                handle.contact,
                Entry.Act.WITHDRAWN,
                list=self.lists[one],
                purpose=self.lists[one].purpose,
                evidence="left",
            )
            self._left(who.casefold(), (one,), "left")

    @rule(who=people, reason=st.sampled_from(["asked", "asked", "asked", "complaint"]))
    def stop(self, who: str, reason: str) -> None:
        handle = self._handle(who)
        if handle:
            ledger.stop(handle.contact, reason=reason, evidence="STOP")
            self._left(who.casefold(), range(len(self.lists)), "blocked")
            held = Suppression.objects.filter(
                digest=ledger.digest("email", who), lifted_at=None, reason="complaint"
            )
            if held.exists():
                self.complained.add(who.casefold())

    def _left(self, who: str, gone: Any, as_what: str) -> None:
        for one in gone:
            if as_what == "blocked" or self.state.get((who, one)) != "blocked":
                self.state[who, one] = as_what
            self.dead |= {(number, (who, one)) for number in range(len(self.mails))}

    @rule()
    def lapse(self) -> None:
        """Time passes for those who asked and did not press."""
        joining.lapse(timezone.now())

    def _handle(self, who: str) -> Handle | None:
        return (
            Handle.objects.select_related("contact__brand")
            .filter(network="email", key=who.casefold())
            .first()
        )

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        for who in {name.casefold() for name in WHO}:
            handle = self._handle(who)
            for one, held in enumerate(self.lists):
                found = (
                    Membership.objects.filter(contact=handle.contact, list=held).values_list(
                        "state", flat=True
                    )
                    if handle
                    else []
                )
                expected = self.state.get((who, one), "none")
                assert (
                    next(iter(found), expected if expected in {"none", "blocked"} else "none") == expected
                ), (who, one)

    def _the_ledger_read_anew_says_the_same(self) -> None:
        fields = ("list", "contact", "state", "basis", "given_at", "objected_at")
        kept = sorted(map(str, Membership.objects.values_list(*fields)))
        memberships.rebuild(self.world.harbour)
        assert sorted(map(str, Membership.objects.values_list(*fields))) == kept
        assert [one for one in chain.verify(self.world.harbour) if not isinstance(one, int)] == []


def test_model_and_database_say_the_same_whatever_happens(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # How much is mailed to one person has tests of its own; here they ask as often as they like.
    for limit in ("MAILS_A_DAY", "MAILS_A_MONTH", "REQUESTS_AN_HOUR"):
        monkeypatch.setattr(joining, limit, 10_000)
    Joining.world = world
    assert lists.joinable(world.harbour) == []
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Joining,
        settings=settings(
            max_examples=sized(25, 300),
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
