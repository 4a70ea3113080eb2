"""Files that lie with a network: they come later than their text, or never, and no address leads into our own network."""

from __future__ import annotations

import asyncio
import socket
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from askfirst.brand.models import StoredFile
from askfirst.inbox.models import Message
from askfirst.networks.base import Media
from askfirst.networks.http import Call
from askfirst.wall.models import Comment
from askfirst.wire import enclosures, fetch, group_commit, intake, loop, routing
from askfirst.wire.fetch import NotFetched
from askfirst.wire.models import Enclosure
from tests.networks.scripted_http import Breaks, Hangs, Says, ScriptedHttp, Truncates
from tests.wire.pushing import connected, piece_of, stand_in, told
from tests.world import make_world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from askfirst.brand.models import Channel
    from tests.databases import Database
    from tests.world import World

PICTURE = b"\x89PNG\r\n\x1a\n" + b"x" * 100
MOST = 1_000_000


@pytest.fixture
def there() -> Iterator[ScriptedHttp]:
    with ScriptedHttp() as server:
        yield server


@pytest.fixture
def world(database: Database) -> World:
    return make_world()


@pytest.fixture(autouse=True)
def _network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    stand_in(monkeypatch)
    yield
    loop.end()


def get(url: str, *, through: str = "", most: int = MOST) -> bytes:
    return asyncio.run(fetch.fetch(Call(method="GET", url=url), most=most, through=through))


def refusal(url: str, **more: Any) -> tuple[str, bool]:
    with pytest.raises(NotFetched) as caught:
        get(url, **more)
    return str(caught.value), caught.value.is_final


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0.0.0.0",
        "10.0.0.7",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[fe80::1]",
        "[fc00::1]",
        "224.0.0.1",
    ],
)
def test_no_address_leads_into_our_own_network(host: str) -> None:
    said, is_final = refusal(f"https://{host}/picture.png")
    assert "not a public address" in said
    assert is_final


def test_one_inner_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(_self: Any, _host: str, port: int, **_: Any) -> list[Any]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in ("93.184.216.34", "10.0.0.7")
        ]

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", resolve)
    assert "not a public address" in refusal("https://rebinding.example/7")[0]


def test_it_connects_to_the_address_that_was_judged_and_asks_no_second_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    connected_to: list[str] = []

    async def resolve(_self: Any, host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port))]

    async def connect(_self: Any, host: str, *_: Any, **__: Any) -> Any:
        connected_to.append(host)
        raise fetch.httpcore.ConnectError("nobody there")

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", resolve)
    monkeypatch.setattr(fetch.httpcore.AnyIOBackend, "connect_tcp", connect)
    assert refusal("https://cdn.example/7")[1] is False
    assert (asked, connected_to) == (["cdn.example"], ["93.184.216.34"])


@pytest.mark.parametrize(
    "url",
    ["http://cdn.example/7", "ftp://cdn.example/7", "file:///etc/passwd", "https://", "https://[bad/", "",
     "https://user:secret@cdn.example/7", "https://cdn.example:99999/7", "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_no_plain_https_address_is_refused(url: str) -> None:
    assert refusal(url)[1] is True


def test_the_sandbox_of_a_channel_is_reached_and_nothing_beside_it(there: ScriptedHttp) -> None:
    there.answers.append(Says(200, {}, PICTURE))
    assert get(f"{there.url}/7", through=there.url) == PICTURE
    port = int(there.url.rpartition(":")[2])
    assert refusal(f"http://127.0.0.1:{port + 1}/7", through=there.url)[1]
    assert refusal(f"{there.url}/7", through="http://10.0.0.7:80")[1]
    assert refusal(f"{there.url}/7", through="nonsense")[1]
    assert refusal(f"{there.url}/7")[1]
    assert len(there.asked) == 1


def test_it_is_sent_on_within_a_host_and_never_to_another(there: ScriptedHttp) -> None:
    there.answers += [Says(302, {"location": "/there"}), Says(200, {}, PICTURE)]
    assert get(f"{there.url}/7", through=there.url) == PICTURE
    there.answers.append(Says(302, {"location": "https://169.254.169.254/latest/meta-data"}))
    assert "another host" in refusal(f"{there.url}/7", through=there.url)[0]
    there.otherwise = lambda _: Says(302, {"location": "/round"})
    assert "sent on more than" in refusal(f"{there.url}/7", through=there.url)[0]


def test_a_file_that_is_too_large_is_given_up_whatever_it_claims(there: ScriptedHttp) -> None:
    there.answers.append(Says(200, {}, b"x" * 3_000_000))
    assert refusal(f"{there.url}/7", through=there.url) == ("it is larger than the 1 MB that we keep", True)


@pytest.mark.parametrize(
    ("answer", "says", "is_final"),
    [
        (Says(404), "not there any more (404)", True),
        (Says(410), "not there any more (410)", True),
        (Says(403), "may not have it (403)", True),
        (Says(503), "the answer was 503", False),
        (Says(429), "the answer was 429", False),
        (Says(418), "the answer was 418", True),
        (Says(200, {}, b""), "it is empty", True),
        (Breaks(), "broke", False),
        (Truncates(200, {}, PICTURE), "broke", False),
        (Says(302), "the answer was 302", True),
    ],
)
def test_each_way_of_not_coming_has_its_word(
    there: ScriptedHttp,
    answer: Any,
    says: str,
    is_final: bool,  # noqa: FBT001 -- a row of the table above
) -> None:
    there.answers.append(answer)
    said, found = refusal(f"{there.url}/7", through=there.url)
    assert says in said
    assert found is is_final


def test_a_file_that_comes_slowly_or_never_is_not_waited_for(
    there: ScriptedHttp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "LONGEST_FETCH", 0.2)
    there.answers.append(Hangs())
    assert refusal(f"{there.url}/7", through=there.url)[1] is False


def arrive(channel: Channel, kind: str, external_id: str, **more: Any) -> None:
    piece = piece_of(told(kind, external_id, actor="u1", actor_name="Ana", **more))
    group_commit.keep_many([intake.row(channel, piece.raw, piece.external_id)])
    routing.route_pending()


def work() -> None:
    Enclosure.objects.update(try_after=timezone.now())
    enclosures.fetch_due()
    assert enclosures.wait(20)


@pytest.fixture
def channel(world: World, there: ScriptedHttp) -> Channel:
    return connected(world.harbour, through=there.url)


def test_a_file_joins_its_message_later_and_is_named_and_typed_by_what_it_is(
    channel: Channel, there: ScriptedHttp
) -> None:
    there.answers.append(Says(200, {"content-type": "text/html"}, PICTURE))
    arrive(channel, "message", "m1", text="Look", media=[Media(url=f"{there.url}/7", name="image")])
    message = Message.objects.get()
    assert (message.text, message.files.count()) == ("Look", 0)
    work()
    stored = message.files.get()
    assert (stored.name, stored.content_type, stored.size) == ("image.png", "image/png", len(PICTURE))
    work()
    assert len(there.asked) == 1


def test_our_credentials_go_to_the_network_and_to_nobody_else(channel: Channel, there: ScriptedHttp) -> None:
    there.otherwise = lambda _: Says(200, {}, PICTURE)
    own = Media(url="https://api.network.example/7", needs_token=True)
    arrive(channel, "message", "m1", media=[own, Media(url=f"{there.url}/plain/7")])
    work()
    signs = {one.path: one.headers.get("authorization") for one in there.asked}
    assert signs == {"/api.network.example/7": "Bearer page-token", "/plain/7": None}


def test_a_comment_has_its_file_too(channel: Channel, there: ScriptedHttp) -> None:
    there.answers.append(Says(200, {}, PICTURE))
    arrive(channel, "comment", "c1", target="p1", text="Look", media=[Media(url=f"{there.url}/7")])
    work()
    assert Comment.objects.get().files.count() == 1


@pytest.mark.parametrize("answer", [Says(404), Says(403), Says(200, {}, b"x" * 2000)])
def test_a_file_that_never_comes_leaves_the_text_with_a_remark(
    channel: Channel, there: ScriptedHttp, settings: Any, answer: Says
) -> None:
    settings.UPLOAD_BYTES = 1000
    there.answers.append(answer)
    arrive(channel, "message", "m1", text="Look", media=[Media(url=f"{there.url}/7", name="beans.png")])
    work()
    message = Message.objects.get()
    assert message.text == "Look"
    assert "beans.png could not be fetched: " in message.remarks[-1]
    work()
    assert len(there.asked) == 1


def test_one_that_is_away_is_asked_again_and_given_up_in_the_end(
    channel: Channel, there: ScriptedHttp
) -> None:
    there.otherwise = lambda _: Says(503)
    arrive(channel, "message", "m1", text="Look", media=[Media(url=f"{there.url}/7", name="beans.png")])
    work()
    assert Message.objects.get().remarks[1:] == []
    assert Enclosure.objects.get().try_after > timezone.now() + timedelta(seconds=20)
    for _ in range(len(enclosures.PAUSES)):
        work()
    assert "the answer was 503" in Message.objects.get().remarks[-1]
    assert len(there.asked) == len(enclosures.PAUSES) + 1


def test_an_address_inside_costs_no_text(channel: Channel) -> None:
    arrive(
        channel, "message", "m1", text="Look", media=[Media(url="https://169.254.169.254/x", name="avatar")]
    )
    work()
    assert "not a public address" in Message.objects.get().remarks[-1]


def test_what_may_only_be_looked_at_is_never_fetched(channel: Channel, there: ScriptedHttp) -> None:
    story = Media(url=f"{there.url}/7", name="story", is_fleeting=True)
    arrive(channel, "message", "m1", text="Nice", media=[story])
    work()
    assert "not be kept" in " ".join(Message.objects.get().remarks)
    assert there.asked == []


def test_what_was_taken_back_gets_no_file_and_loses_those_it_had(
    channel: Channel, there: ScriptedHttp, tmp_path: Path
) -> None:
    there.otherwise = lambda _: Says(200, {}, PICTURE)
    arrive(channel, "message", "m1", text="Look", media=[Media(url=f"{there.url}/1")])
    work()
    stored = StoredFile.objects.get()
    assert stored.file.storage.exists(stored.file.name)
    arrive(channel, "delete", "d1", target="m1")
    assert not StoredFile.objects.exists()
    assert not stored.file.storage.exists(stored.file.name)
    arrive(channel, "message", "m2", text="Look", media=[Media(url=f"{there.url}/2")])
    row = Enclosure.objects.get()
    arrive(channel, "delete", "d2", target="m2")
    enclosures._attach(row, PICTURE)
    assert not StoredFile.objects.exists()


def test_two_workers_fetch_it_once(channel: Channel, there: ScriptedHttp) -> None:
    arrive(channel, "message", "m1", text="Look", media=[Media(url=f"{there.url}/7")])
    row = Enclosure.objects.get()
    assert [enclosures._take(row), enclosures._take(row)] == [True, False]
