"""The recipe for HTTP, told by a small network that is nothing but the recipe."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from askfirst.networks import http
from askfirst.networks.base import (
    Attachment,
    BadSettings,
    Capabilities,
    Envelope,
    Failure,
    Form,
    Media,
    NetworkError,
    OutcomeUnknown,
    Receipt,
)
from askfirst.networks.http import Answer, Call, HttpNetwork
from tests.networks.scripted_http import Breaks, Hangs, Says, ScriptedHttp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from askfirst.networks.base import Event

NOON = "Sat, 21 Nov 2026 12:00:00 GMT"
NOON_EPOCH = 1_795_262_400


class Pigeons(HttpNetwork):
    """One host, one path, an id in the answer; `may_repeat` is given by the test."""

    name = "pigeons"
    label = "The pigeons"
    capabilities = Capabilities(forms=frozenset({Form.DIRECT}), attachment_limit=100)
    hosts = {"api": "https://api.pigeons.example"}  # noqa: RUF012 -- a connector's hosts never change

    def __init__(self, *, through: str = "", is_harmless: bool = False) -> None:
        super().__init__(through=through)
        self.is_harmless = is_harmless

    def build(self, envelope: Envelope) -> Call:
        return Call(
            method="POST",
            url=self.at("api", "/say"),
            json={"to": envelope.to, "text": envelope.text},
            uploads=envelope.attachments,
            is_harmless=self.is_harmless,
        )

    def sign(self, call: Call) -> Call:
        return call.with_headers(X_Ring="blue")

    def receipt(self, answer: Answer) -> Receipt:
        return Receipt(external_id=str(answer.object().get("id", "")))

    def refusal(self, answer: Answer) -> NetworkError | None:
        if answer.object().get("code") == 7:
            return NetworkError("nobody lives there", failure=Failure.UNREACHABLE, code="7")
        return None

    def parse(self, raw: bytes) -> Iterable[Event]:  # noqa: ARG002 -- pigeons bring nothing back
        return []


class Carriers(Pigeons):
    """Pigeons that take parcels beforehand."""

    async def upload(self, attachment: Attachment) -> str:
        call = Call(method="POST", url=self.at("api", "/parcel"), content=attachment.content)
        return str((await self.ask(call)).object()["name"])

    def attach(self, call: Call, names: list[str]) -> Call:
        return replace(call, json={**call.json, "parcels": names})


ENVELOPE = Envelope(key="k-1", form=Form.DIRECT, to="ana", text="Hello")


@pytest.fixture
def there() -> Iterator[ScriptedHttp]:
    with ScriptedHttp() as there:
        yield there


def send(network: HttpNetwork, envelope: Envelope = ENVELOPE) -> Receipt:
    async def once() -> Receipt:
        try:
            return await network.send(envelope)
        finally:
            await http.close()

    return asyncio.run(once())


def refused(there: ScriptedHttp, told: Any, *, is_harmless: bool = False) -> NetworkError:
    there.answers.append(told)
    with pytest.raises(NetworkError) as caught:
        send(Pigeons(through=there.url, is_harmless=is_harmless))
    return caught.value


def test_an_answer_that_never_ends_is_given_up(there: ScriptedHttp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "ANSWER_SECONDS", 0.05)
    monkeypatch.setattr(http, "ENDING_SECONDS", -0.04)
    there.answers.append(Hangs())
    with pytest.raises(NetworkError, match="did not come to an end") as caught:
        send(Pigeons(through=there.url))
    assert isinstance(caught.value, OutcomeUnknown), "it may have been taken"


def test_without_a_sandbox_the_real_host_is_asked() -> None:
    assert Pigeons().build(ENVELOPE).url == "https://api.pigeons.example/say"


def test_a_sandbox_stands_for_every_host_by_its_name(there: ScriptedHttp) -> None:
    there.answers.append(Says(body={"id": "p-1"}))
    assert send(Pigeons(through=there.url + "/")).external_id == "p-1"
    asked = there.asked[0]
    assert (asked.method, asked.path) == ("POST", "/api.pigeons.example/say")
    assert (asked.headers["x-ring"], asked.headers["user-agent"]) == ("blue", http.AGENT)
    assert asked.json() == {"to": "ana", "text": "Hello"}


def test_a_redirect_is_not_followed(there: ScriptedHttp) -> None:
    error = refused(there, Says(302, {"location": "http://127.0.0.1:1/"}))
    assert error.failure is Failure.OUR_MISTAKE
    assert len(there.asked) == 1


def test_the_networks_own_code_comes_first(there: ScriptedHttp) -> None:
    assert refused(there, Says(400, body={"code": 7})).failure is Failure.UNREACHABLE


def test_a_refusal_that_nobody_knows_is_quoted(there: ScriptedHttp) -> None:
    error = refused(there, Says(418, body="I am a teapot"))
    assert (error.failure, error.code) == (Failure.OUR_MISTAKE, "418")
    assert "I am a teapot" in str(error)


@pytest.mark.parametrize("told", [Breaks(), Says(500)], ids=["broken", "500"])
def test_what_may_have_been_done_is_tried_again_only_where_that_is_harmless(
    there: ScriptedHttp, told: Any
) -> None:
    assert isinstance(refused(there, told), OutcomeUnknown)
    again = refused(there, told, is_harmless=True)
    assert not isinstance(again, OutcomeUnknown)
    assert again.failure is Failure.RETRY


def test_a_network_that_is_not_there_is_tried_again() -> None:
    with ScriptedHttp() as gone:
        url = gone.url
    with pytest.raises(NetworkError, match="The pigeons cannot be reached") as caught:
        send(Pigeons(through=url))
    assert caught.value.failure is Failure.RETRY
    assert not isinstance(caught.value, OutcomeUnknown)


def test_a_good_answer_without_an_id_is_in_doubt(there: ScriptedHttp) -> None:
    error = refused(there, Says(body="taken"))
    assert isinstance(error, OutcomeUnknown)
    assert "under which id" in str(error)


def test_a_status_alone_speaks_where_the_network_says_no_more(there: ScriptedHttp) -> None:
    assert refused(there, Says(401)).failure is Failure.CREDENTIALS
    too_much = refused(there, Says(429, {"retry-after": "90"}))
    assert (too_much.failure, too_much.retry_after) == (Failure.QUOTA, timedelta(seconds=90))


def test_busy_waits_as_long_as_it_says_and_is_in_doubt_where_it_does_not(there: ScriptedHttp) -> None:
    error = refused(there, Says(503, {"retry-after": "20"}))
    assert (error.failure, error.retry_after) == (Failure.RETRY, timedelta(seconds=20))
    assert isinstance(refused(there, Says(503)), OutcomeUnknown)


@pytest.mark.parametrize(
    ("said", "waits"),
    [
        ("7", timedelta(seconds=7)),
        ("99999999", timedelta(days=7)),
        ("Sat, 21 Nov 2026 12:01:00 GMT", timedelta(minutes=1)),
        ("Sat, 21 Nov 2026 12:01:00", timedelta(minutes=1)),
        ("Sat, 21 Nov 2026 11:00:00 GMT", timedelta(0)),
        ("soon", None),
        ("", None),
    ],
)
def test_how_long_to_wait_is_read_by_the_networks_own_clock(said: str, waits: timedelta | None) -> None:
    answer = Answer(status=429, headers={"retry-after": said, "date": NOON}, body=b"")
    assert http.retry_after(answer) == waits


def test_a_date_without_their_clock_says_nothing() -> None:
    answer = Answer(status=429, headers={"retry-after": NOON}, body=b"")
    assert http.retry_after(answer) is None


@pytest.mark.parametrize(
    ("epoch", "date", "waits"),
    [
        (str(NOON_EPOCH + 90), NOON, timedelta(seconds=90)),
        (str(NOON_EPOCH - 5), NOON, timedelta(0)),
        ("later", NOON, None),
        (str(NOON_EPOCH), "", None),
    ],
)
def test_a_reset_in_epoch_seconds_is_read_by_the_networks_own_clock(
    epoch: str, date: str, waits: timedelta | None
) -> None:
    assert http.until(Answer(status=429, headers={"date": date}, body=b""), epoch) == waits


def test_an_answer_without_an_end_is_cut_off(there: ScriptedHttp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LONGEST_ANSWER", 1_000)
    error = refused(there, Says(body="x" * 5_000))
    assert isinstance(error, OutcomeUnknown)
    assert "longer than 1,000 bytes" in str(error)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[" * 100_000], ids=["empty", "cut", "no text", "deep"]
)
def test_a_body_that_is_no_json_is_an_empty_object(body: bytes) -> None:
    assert Answer(status=200, headers={}, body=body).object() == {}


def test_a_list_is_no_object() -> None:
    assert Answer(status=200, headers={}, body=b"[1]").object() == {}


def test_files_are_laid_ready_before_anything_is_said(there: ScriptedHttp) -> None:
    there.answers += [Says(body={"name": "parcel-1"}), Says(body={"id": "p-2"})]
    file = Attachment(name="a.txt", content_type="text/plain", content=b"menu")
    envelope = Envelope(key="k", form=Form.DIRECT, to="ana", text="See", attachments=(file,))
    assert send(Carriers(through=there.url), envelope).external_id == "p-2"
    assert [asked.path.rsplit("/", 1)[-1] for asked in there.asked] == ["parcel", "say"]
    assert there.asked[1].json()["parcels"] == ["parcel-1"]


def test_a_network_without_a_place_for_files_says_so() -> None:
    file = Attachment(name="a.txt", content_type="text/plain", content=b"menu")
    with pytest.raises(NotImplementedError, match=r"a\.txt"):
        asyncio.run(Pigeons().upload(file))
    with pytest.raises(NotImplementedError, match="parcel-1"):
        Pigeons().attach(Pigeons().build(ENVELOPE), ["parcel-1"])


def test_connections_are_used_again_and_let_go() -> None:
    async def look() -> None:
        first = http.client()
        assert http.client() is first
        await http.close()
        assert first.is_closed
        await http.close()
        assert http.client() is not first
        await http.close()

    asyncio.run(look())


class Ring(msgspec.Struct, forbid_unknown_fields=True):
    colour: str


def test_settings_are_read_or_refused_by_name_and_without_their_secrets() -> None:
    assert http.settings(Ring, {"colour": "blue"}, "The pigeons").colour == "blue"
    with pytest.raises(BadSettings, match=r"The pigeons.*size"):
        http.settings(Ring, {"colour": "blue", "size": 3}, "The pigeons")


def test_the_machines_own_date_is_one_that_networks_write() -> None:
    assert http.until(
        Answer(status=429, headers={"date": formatdate(usegmt=True)}, body=b""), "0"
    ) == timedelta(0)


SANDBOX = "http://127.0.0.1:8100"
REAL = "https://api.pigeons.example"


@pytest.mark.parametrize(
    ("through", "url", "asked", "ring"),
    [
        ("", f"{REAL}/file/7?size=2", f"{REAL}/file/7?size=2", "blue"),
        ("", "http://api.pigeons.example/file/7", f"{REAL}/file/7", "blue"),
        ("", "https://cdn.elsewhere.example/file/7", "https://cdn.elsewhere.example/file/7", None),
        (
            "",
            "https://api.pigeons.example.evil.example/7",
            "https://api.pigeons.example.evil.example/7",
            None,
        ),
        (SANDBOX, f"{REAL}/file/7", f"{SANDBOX}/api.pigeons.example/file/7", "blue"),
        (SANDBOX, f"{SANDBOX}/cdn/7", f"{SANDBOX}/cdn/7", "blue"),
        (SANDBOX, "http://127.0.0.1:81/7", "http://127.0.0.1:81/7", None),
    ],
)
def test_credentials_go_with_a_file_to_our_own_hosts_and_nowhere_else(
    through: str, url: str, asked: str, ring: str | None
) -> None:
    pigeons = Pigeons(through=through)
    call = asyncio.run(pigeons.locate(Media(url=url, needs_token=True)))
    assert (call.method, call.url, call.headers.get("X-Ring")) == ("GET", asked, ring)
    assert not asyncio.run(pigeons.locate(Media(url=url))).headers
