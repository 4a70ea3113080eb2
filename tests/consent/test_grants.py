"""What a sign-in or an app was granted: its own scope, its own end, its own proof; and no permission to be written to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from askfirst.consent import chain, grants, standing
from askfirst.consent.models import Entry, Membership
from askfirst.people.models import Contact

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.row("E9")


@pytest.fixture
def ana(world: World) -> Contact:
    return Contact.objects.create(brand=world.harbour, name="Ana")


def scopes(ana: Contact, **more: object) -> list[tuple[str, str]]:
    return [(one.network, one.scope) for one in grants.held(ana, **more)]  # type: ignore[arg-type]


def test_a_sign_in_grants_what_it_names_until_its_end(world: World, ana: Contact) -> None:
    end = timezone.now() + timedelta(days=60)
    grants.grant(
        ana,
        "facebook",
        ["email", "user_likes", "email"],
        evidence="signed in on 12 May",
        until=end,
        place="harbour.example",
    )
    grants.grant(ana, "x", ["dm.read"], evidence="connected the app")
    assert scopes(ana) == [("facebook", "email"), ("facebook", "user_likes"), ("x", "dm.read")]
    assert scopes(ana, at=end) == [("x", "dm.read")]
    line = Entry.objects.first()
    assert line
    assert (line.mechanism, line.actor, line.place, line.evidence) == (
        "sign_in",
        "person",
        "harbour.example",
        "signed in on 12 May",
    )
    assert list(chain.verify(world.harbour)) == [3]


def test_a_grant_is_no_agreement_to_be_written_to(ana: Contact) -> None:
    grants.grant(ana, "facebook", ["email", "pages_messaging"], evidence="signed in")
    assert standing.states([ana], "marketing")[ana.pk].state == "none"
    assert not Membership.objects.exists()


def test_what_was_taken_back_is_gone_one_scope_or_all_of_a_network(ana: Contact) -> None:
    grants.grant(ana, "facebook", ["email", "user_likes"], evidence="signed in")
    grants.grant(ana, "x", ["dm.read"], evidence="signed in")
    grants.revoke(ana, "facebook", ["email"], evidence="unticked it")
    assert scopes(ana) == [("facebook", "user_likes"), ("x", "dm.read")]
    grants.revoke(ana, "facebook", evidence="removed the app")
    assert scopes(ana) == [("x", "dm.read")]
    assert grants.revoke(ana, "facebook", evidence="removed the app") == []
    grants.grant(ana, "facebook", ["email"], evidence="signed in again")
    assert ("facebook", "email") in scopes(ana)


def test_the_same_word_heard_twice_is_one_line(ana: Contact) -> None:
    at = timezone.now() - timedelta(days=1)
    for _ in range(2):
        grants.grant(ana, "facebook", ["email"], evidence="signed in", at=at)
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(("named", "says"), [([], "Say what was granted"), ([" \x00"], "Say what was granted"), (["x" * 201], "more than 200")])  # fmt: skip
def test_what_is_no_scope_is_refused(ana: Contact, named: list[str], says: str) -> None:
    with pytest.raises(grants.CannotGrant, match=says):
        grants.grant(ana, "facebook", named, evidence="x")
    with pytest.raises(grants.CannotGrant, match="ended before it began"):
        grants.grant(ana, "facebook", ["email"], evidence="x", until=timezone.now() - timedelta(days=1))
