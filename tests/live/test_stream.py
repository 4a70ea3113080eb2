"""The live feed, from outside: a real server, real connections, and another process that commits."""

from __future__ import annotations

import json
import queue
import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.live.product import Hands, Product

    Found = Callable[[], dict[str, Any]]

pytestmark = pytest.mark.both_databases

SOON = 5.0
QUIET = 0.6


class Listening:
    """An open stream; what arrives is read in a thread."""

    def __init__(self, response: httpx.Response) -> None:
        self._events: queue.Queue[dict[str, str] | None] = queue.Queue()
        threading.Thread(target=self._read, args=(response,), daemon=True).start()

    def next(self, seconds: float = SOON) -> dict[str, str]:
        """The next event as its fields.  Fails where none comes, or where the stream ends."""
        found = self._events.get(timeout=seconds)
        assert found is not None, "the stream ended"
        return found

    def is_quiet(self) -> bool:
        time.sleep(QUIET)
        return self._events.empty()

    def ends(self) -> bool:
        """Whether the stream ends soon, and without another event."""
        return self._events.get(timeout=SOON) is None

    def _read(self, response: httpx.Response) -> None:
        fields: dict[str, str] = {}
        try:
            for line in response.iter_lines():
                name, _, value = line.partition(":")
                if line:
                    fields[name] = value.strip()
                elif fields:
                    self._events.put(fields)
                    fields = {}
        except httpx.TransportError:
            pass
        self._events.put(None)


@contextmanager
def listening(product: Product, cookie: str, slug: str = "", **headers: str) -> Iterator[Listening]:
    """A stream that has said hello."""
    url = f"{product.address}/live/" + (f"?brand={slug}" if slug else "")
    with (
        httpx.Client(timeout=httpx.Timeout(10, read=None)) as client,
        client.stream("GET", url, headers={"cookie": cookie, **headers}) as response,
    ):
        assert response.status_code == 200
        stream = Listening(response)
        assert stream.next()["event"] == "hello"
        yield stream


def status(product: Product, path: str = "/live/", method: str = "GET", **headers: str) -> int:
    with (
        httpx.Client() as client,
        client.stream(method, f"{product.address}{path}", headers=headers) as answer,
    ):
        return answer.status_code


def test_two_members_hear_what_another_process_commits(product: Product, hands: Hands, found: Found):
    brand = found()
    with listening(product, brand["cookie"]) as one, listening(product, brand["cookie"]) as two:
        hands.do("announce", slug=brand["slug"], kind="message", thread=7)
        heard = one.next()
        assert (heard["event"], json.loads(heard["data"])) == ("message", {"thread": 7})
        assert two.next() == heard


def test_what_is_committed_is_heard_within_a_second(product: Product, hands: Hands, found: Found):
    brand = found()
    with listening(product, brand["cookie"]) as stream:
        began = time.monotonic()
        hands.do("announce", slug=brand["slug"], kind="message")
        stream.next()
        assert time.monotonic() - began < 1


def test_after_a_break_the_missed_rows_come_in_their_order(product: Product, hands: Hands, found: Found):
    brand = found()
    with listening(product, brand["cookie"]) as stream:
        hands.do("announce", slug=brand["slug"], kind="message", thread=1)
        last = stream.next()["id"]
    for thread in (2, 3):
        hands.do("announce", slug=brand["slug"], kind="message", thread=thread)
    with listening(product, brand["cookie"], **{"Last-Event-ID": last}) as stream:
        assert [json.loads(stream.next()["data"])["thread"] for _ in range(2)] == [2, 3]
        hands.do("announce", slug=brand["slug"], kind="message", thread=4)
        assert json.loads(stream.next()["data"]) == {"thread": 4}


def test_a_page_says_where_to_begin(product: Product, hands: Hands, found: Found):
    brand = found()
    before = hands.do("announce", slug=brand["slug"], kind="message", thread=1)
    hands.do("announce", slug=brand["slug"], kind="message", thread=2)
    url = f"{product.address}/live/?last={before}"
    with httpx.Client() as client, client.stream("GET", url, headers={"cookie": brand["cookie"]}) as response:
        stream = Listening(response)
        assert stream.next()["event"] == "hello"
        assert json.loads(stream.next()["data"]) == {"thread": 2}


def test_too_long_a_break_asks_to_load_the_page_anew(product: Product, hands: Hands, found: Found):
    brand = found()
    first = hands.do("announce", slug=brand["slug"], kind="message")
    hands.do("burst", slug=brand["slug"], count=501)
    with listening(product, brand["cookie"], **{"Last-Event-ID": str(first)}) as stream:
        assert stream.next()["event"] == "reset"


def test_what_is_no_longer_kept_asks_to_load_the_page_anew(product: Product, hands: Hands, found: Found):
    brand = found()
    first = hands.do("announce", slug=brand["slug"], kind="message")
    hands.do("burst", slug=brand["slug"], count=5)
    hands.do("age")
    newest = hands.do("announce", slug=brand["slug"], kind="message")
    with listening(product, brand["cookie"], **{"Last-Event-ID": str(first)}) as stream:
        assert stream.next()["event"] == "reset"
    with listening(product, brand["cookie"], **{"Last-Event-ID": str(newest + 1000)}) as stream:
        assert stream.next()["event"] == "reset"


def test_another_brand_hears_nothing(product: Product, hands: Hands, found: Found):
    ours, theirs = found(), found()
    with listening(product, theirs["cookie"]) as stream:
        hands.do(
            "announce",
            slug=ours["slug"],
            kind="message",
            to={"everybody": True, "contact": theirs["contact"]},
        )
        assert stream.is_quiet()
    with listening(product, theirs["visitor"], theirs["slug"]) as stream:
        hands.do(
            "announce",
            slug=ours["slug"],
            kind="message",
            to={"everybody": True, "contact": theirs["contact"]},
        )
        assert stream.is_quiet()


def test_a_visitor_hears_their_own_and_nobody_elses(product: Product, hands: Hands, found: Found):
    brand = found()
    bilal = hands.do("meet", slug=brand["slug"], name="Bilal")
    with listening(product, brand["visitor"], brand["slug"]) as stream:
        hands.do("announce", slug=brand["slug"], kind="message", to={"contact": bilal["contact"]}, thread=1)
        hands.do("announce", slug=brand["slug"], kind="note", thread=2)
        hands.do("announce", slug=brand["slug"], kind="message", to={"contact": brand["contact"]}, thread=3)
        assert json.loads(stream.next()["data"]) == {"thread": 3}
        assert stream.is_quiet()


def test_a_visitor_who_came_in_from_two_browsers_hears_both_of_their_talks(
    product: Product, hands: Hands, found: Found
):
    brand = found()
    again = hands.do("come_in_again", slug=brand["slug"], contact=brand["contact"])
    with listening(product, again["visitor"], brand["slug"]) as stream:
        for thread, contact in enumerate((brand["contact"], again["contact"])):
            hands.do("announce", slug=brand["slug"], kind="message", to={"contact": contact}, thread=thread)
            assert json.loads(stream.next()["data"]) == {"thread": thread}


def test_a_database_that_was_away_costs_nothing(product: Product, hands: Hands, found: Found):
    brand = found()
    with listening(product, brand["cookie"]) as stream:
        if not hands.do("cut"):
            pytest.skip("a file cannot be away")
        hands.do("announce", slug=brand["slug"], kind="message", thread=1)
        assert json.loads(stream.next(20)["data"]) == {"thread": 1}
        hands.do("announce", slug=brand["slug"], kind="message", thread=2)
        assert json.loads(stream.next()["data"]) == {"thread": 2}


def test_somebody_who_only_looks_hears_what_is_public(product: Product, hands: Hands, found: Found):
    brand = found()
    with listening(product, "", brand["slug"]) as stream:
        hands.do("announce", slug=brand["slug"], kind="message", to={"contact": brand["contact"]})
        hands.do("announce", slug=brand["slug"], kind="page", to={"everybody": True}, takes_messages=False)
        heard = stream.next()
        assert (heard["event"], json.loads(heard["data"])) == ("page", {"takes_messages": False})
        assert stream.is_quiet()


def test_what_is_for_one_member_is_not_for_another(product: Product, hands: Hands, found: Found):
    brand = found()
    with listening(product, brand["cookie"]) as stream:
        hands.do("announce", slug=brand["slug"], kind="notification", to={"member": brand["member"] + 1_000})
        hands.do(
            "announce", slug=brand["slug"], kind="notification", to={"member": brand["member"]}, mine=True
        )
        assert json.loads(stream.next()["data"]) == {"mine": True}


@pytest.mark.parametrize("act", ["deactivate", "demote", "new_password", "sign_out"])
def test_who_may_not_hear_any_more_hears_nothing_more(product: Product, hands: Hands, found: Found, act: str):
    brand = found()
    with listening(product, brand["cookie"]) as stream:
        subject = {"cookie": brand["cookie"]} if act == "sign_out" else {"member": brand["member"]}
        hands.do(act, **subject)
        hands.do("announce", slug=brand["slug"], kind="message", thread=1)
        assert stream.ends()
    assert status(product, cookie=brand["cookie"]) == 403


def test_strangers_and_foreign_pages_are_refused(product: Product, hands: Hands, found: Found):
    brand = found()
    mine = {"cookie": brand["cookie"]}
    assert status(product) == 403
    assert status(product, cookie='askfirst_member=nonsense; broken="') == 403
    assert status(product, "/live/?brand=nobody") == 404
    assert status(product, method="POST", **mine) == 405
    assert status(product, origin="https://evil.test", **mine) == 403
    assert status(product, **{"Sec-Fetch-Site": "cross-site"}, **mine) == 403
    assert status(product, host="evil.test", **mine) == 403
    assert status(product, origin=product.address, **mine) == 200


def test_a_reader_who_does_not_read_is_let_go_and_the_others_hear_everything(
    product: Product, hands: Hands, found: Found
):
    brand = found()
    with socket.socket() as sleeper:
        sleeper.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sleeper.connect(("127.0.0.1", product.port))
        request = (
            f"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1:{product.port}\r\nCookie: {brand['cookie']}\r\n\r\n"
        )
        sleeper.sendall(request.encode())
        assert sleeper.recv(12).startswith(b"HTTP/1.1 200")
        with listening(product, brand["cookie"]) as stream:
            for _ in range(30):
                hands.do("burst", slug=brand["slug"], count=2_000, pad=200)
            last = hands.do("announce", slug=brand["slug"], kind="message", thread=9)
            while int(stream.next(20)["id"]) < last:
                pass
        sleeper.settimeout(20)
        while sleeper.recv(1 << 20):
            pass  # what was on its way; a stream that still lived would never end
