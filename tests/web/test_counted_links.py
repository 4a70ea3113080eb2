"""Links in a list's mails: they lead where they say, a person is counted and a program is not, and only where people read so."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from askfirst.campaigns import clicks, results
from askfirst.campaigns.models import Click
from askfirst.consent import links, lists
from askfirst.gate.models import Delivery
from askfirst.networks.email import compose
from askfirst.networks.email.settings import Settings
from askfirst.wire import dispatch, forgetting, portrait
from tests.campaigns.stage import Stage, run
from tests.consent.asking import news

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from askfirst.campaigns.models import Campaign
    from tests.scripted import Scripted
    from tests.world import World

BEANS, MAP = "https://shop.test/beans?a=1&b=2", "https://maps.test/harbour"
TEXT = f"Our beans: {BEANS}.\n\nThe way: {MAP} or mailto:hello@harbour.test"
BY_HAND = {"Sec-Fetch-User": "?1", "Sec-Fetch-Mode": "navigate", "User-Agent": "Mozilla/5.0 Firefox/140"}


@pytest.fixture
def stage(world: World, settings: SettingsWrapper, network: Scripted) -> Stage:
    settings.ADDRESS = "https://askfirst.test"
    return Stage(world, people=2, counts_links=True)


def sent(stage: Stage, text: str = TEXT) -> Campaign:
    held = stage.started(text)
    run()
    dispatch.send_due()
    Delivery.objects.update(sent_at=timezone.now() - timedelta(hours=1), state="sent")
    return held


def page_of(delivery: Delivery) -> str:
    """The HTML of the mail that leaves."""
    own = Settings(address="hello@harbour.test", smtp_host="127.0.0.1")
    mail = message_from_bytes(compose.compose(dispatch.envelope(delivery), own), policy=policy.default)
    part: Any = mail.get_body(("html",))
    return str(part.get_content())


def counted(delivery: Delivery) -> list[str]:
    """The addresses in it that are counted, without the host, in their order."""
    return re.findall(r'href="https://askfirst\.test(/@harbour/go/[^"]+)"', page_of(delivery))


def follow(path: str, **headers: str) -> Any:
    return Client().get(path, headers=headers or BY_HAND)


def verdicts() -> list[tuple[str, bool | None]]:
    return list(Click.objects.order_by("pk").values_list("address", "is_human"))


def pause() -> None:
    """Some time passes."""
    for row in Click.objects.all():
        Click.objects.filter(pk=row.pk).update(at=row.at - timedelta(minutes=10))


def test_each_link_leads_where_it_says_and_a_person_is_counted_once(stage: Stage) -> None:
    held = sent(stage)
    first, second = Delivery.objects.order_by("pk")
    beans, the_way, _trap = counted(first)
    assert follow(beans).headers["Location"] == BEANS
    pause()
    assert follow(the_way).headers["Location"] == MAP
    assert results.afterwards(held).followed == 1
    pause()
    follow(counted(second)[0])
    assert results.afterwards(held).followed == 2
    assert verdicts() == [(BEANS, True), (MAP, True), (BEANS, True)]


def test_the_mail_shows_where_a_link_leads_and_its_plain_text_is_untouched(stage: Stage) -> None:
    sent(stage)
    delivery = Delivery.objects.order_by("pk")[0]
    page = page_of(delivery)
    assert ">shop.test/beans?a=1&amp;b=2</a>." in page
    assert 'href="mailto:hello@harbour.test"' in page
    assert TEXT in dispatch.envelope(delivery).text


def test_a_list_that_does_not_say_so_counts_nothing(stage: Stage) -> None:
    stage.on.counts_links = False
    stage.on.save()
    sent(stage)
    page = page_of(Delivery.objects.order_by("pk")[0])
    assert "/go/" not in page
    assert f'href="{BEANS.replace("&", "&amp;")}"' in page


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Barracuda Sentinel link scanner"},
        {"User-Agent": ""},
        {**BY_HAND, "Sec-Purpose": "prefetch;prerender"},
    ],
    ids=["by its name", "without a name", "in advance"],
)
def test_a_program_is_led_on_and_not_counted_as_a_person(stage: Stage, headers: dict[str, str]) -> None:
    held = sent(stage)
    beans = counted(Delivery.objects.order_by("pk")[0])[0]
    assert follow(beans, **headers).status_code == 302
    found = results.afterwards(held)
    assert (found.followed, found.followed_by_programs) == (0, 1)


def test_a_scanner_that_looks_at_every_link_changes_nothing_and_is_known_for_what_it_is(stage: Stage) -> None:
    """Also one that calls itself a browser, and says that its user pressed."""
    held = sent(stage)
    delivery = Delivery.objects.order_by("pk")[0]
    for path in counted(delivery):
        Client().head(path, headers=BY_HAND)
        follow(path)
    assert {is_human for _address, is_human in verdicts()} == {False}
    assert results.afterwards(held).followed_by_programs == 1
    assert stage.on.memberships.filter(state="active").count() == 2


def test_who_finds_the_link_that_nobody_sees_is_a_program_and_was_one_before(stage: Stage) -> None:
    sent(stage)
    beans, _way, trap = counted(Delivery.objects.order_by("pk")[0])
    follow(beans)
    assert verdicts() == [(BEANS, True)]
    answer = follow(trap)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/@harbour/")
    assert verdicts() == [(BEANS, False), ("", False)]


def test_what_is_followed_as_soon_as_it_arrived_was_a_filter(stage: Stage) -> None:
    sent(stage)
    Delivery.objects.update(sent_at=timezone.now() - timedelta(seconds=2))
    follow(counted(Delivery.objects.order_by("pk")[0])[0])
    assert verdicts() == [(BEANS, False)]


def test_of_an_old_browser_nobody_can_tell(stage: Stage) -> None:
    held = sent(stage)
    follow(counted(Delivery.objects.order_by("pk")[0])[0], **{"User-Agent": "Mozilla/5.0 (Windows NT 6.1)"})
    found = results.afterwards(held)
    assert (found.followed, found.followed_by_programs, found.followed_by_unknown) == (0, 0, 1)


@pytest.mark.parametrize("token", ["x", "x" * 5000, "WyJhIiwxXQ.forged"])
def test_no_other_address_can_be_reached_over_us(stage: Stage, token: str) -> None:
    sent(stage)
    assert follow(f"/@harbour/go/{token}/").status_code == 404
    delivery = Delivery.objects.order_by("pk")[0]
    beyond = links.counted_address(stage.world.harbour, delivery.key, 3)
    assert follow(beyond.removeprefix("https://askfirst.test")).status_code == 404
    as_less = links.token(links.Kind.BODY, delivery.key)
    assert follow(f"/@harbour/go/{as_less}/").status_code == 404
    assert not Click.objects.exists()


def test_another_brands_page_does_not_follow_it(stage: Stage) -> None:
    sent(stage)
    path = counted(Delivery.objects.order_by("pk")[0])[0]
    assert follow(path.replace("@harbour", f"@{stage.world.northwind.slug}")).status_code == 404


def test_a_flood_leads_on_and_is_counted_up_to_a_bound(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clicks, "MOST", 3)
    sent(stage)
    path = counted(Delivery.objects.order_by("pk")[0])[0]
    assert [follow(path).status_code for _ in range(5)] == [302] * 5
    assert Click.objects.count() == 3


def test_it_stands_in_what_is_known_of_them_and_goes_when_they_are_forgotten(stage: Stage) -> None:
    sent(stage)
    delivery = Delivery.objects.order_by("pk")[0]
    path = counted(delivery)[0]
    follow(path)
    person = delivery.contact
    assert person
    told = portrait.portrait(None, person)
    assert [(one["link"], one["by_a_program"]) for one in told["links_followed"]] == [(BEANS, False)]
    assert html.escape(BEANS) in portrait.page(told)
    forgetting.forget(None, person)
    assert not Click.objects.exists()
    assert follow(path).status_code == 404


def test_it_begins_with_words_that_people_read_and_not_behind_their_back(world: World) -> None:
    one = news(world.harbour, counts_links=True)
    assert "is counted" in Client().get(f"/@harbour/lists/{one.slug}/").content.decode()
    stage = Stage(world, people=1)
    wanted = lists.Wanted(name="News", most=50, counts_links=True)
    with pytest.raises(lists.CannotKeep, match="without being told"):
        lists.change(None, stage.on, wanted)
