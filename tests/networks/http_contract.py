"""What every network behind HTTP promises, pushed or pulled.  A test class inherits `HttpContract` and says what its network answers.

    class TestExample(HttpContract):
        name = "example"
        settings = {"token": "t-1"}
        addressee = "42"
        payloads = load("example")
        good = Says(200, body={"id": "m-1"})        # what the network says when it took a message
        good_id = "m-1"
        refusals = {                                # every row of the facts' table of errors
            "window": (Says(400, body={…}), Failure.WINDOW_CLOSED),
        }
        def knock(self, body, secret=None): …       # a signed push, for networks with hooks; None where there are none

What is inherited from `NetworkContract` holds as well.
"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

import pytest

from askfirst.networks import catalog, http
from askfirst.networks.base import (
    BadInput,
    BadSettings,
    Failure,
    Form,
    NetworkError,
    OutcomeUnknown,
    Receipt,
)
from askfirst.networks.hooks import Forged, Hooked, Knock
from askfirst.networks.joining import Guide, Joining
from askfirst.networks.pulls import Polled
from tests.networks.contract import NetworkContract
from tests.networks.scripted_http import Breaks, Hangs, Says, ScriptedHttp, Truncates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from askfirst.networks.base import Envelope
    from askfirst.networks.http import HttpNetwork

PAYLOADS = Path(__file__).parent / "payloads"
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def load(name: str) -> tuple[bytes, ...]:
    """The captured payloads of one network, one per file, in the order of their names."""
    return tuple(path.read_bytes() for path in sorted((PAYLOADS / name).glob("*.json")))


def named(name: str, payload: str) -> bytes:
    """One captured payload."""
    return (PAYLOADS / name / f"{payload}.json").read_bytes()


class HttpContract(NetworkContract):
    """The cases; see the module."""

    good: Says
    """What the network answers to `self.envelope()` when it takes it, uploads aside."""
    good_id: str
    refusals: ClassVar[dict[str, tuple[Says, Failure]]]
    is_repeatable: ClassVar[bool] = False
    """The network carries out the same key once, so a broken connection is simply tried again."""

    def knock(self, body: bytes) -> Knock | None:
        """A push of `body` as the network signs it; None: it pushes nothing."""
        raise NotImplementedError

    @pytest.fixture
    def there(self) -> Iterator[ScriptedHttp]:
        with ScriptedHttp() as there:
            yield there

    def reach(self, there: ScriptedHttp) -> HttpNetwork:
        return cast("HttpNetwork", catalog.connector(self.name, {**self.settings, "through": there.url}))

    def send(self, there: ScriptedHttp, envelope: Envelope | None = None) -> Receipt:
        async def once() -> Receipt:
            try:
                return await self.reach(there).send(envelope or self.envelope())
            finally:
                await http.close()

        return asyncio.run(once())

    def external_id(self, key: str, **changes: Any) -> str:
        with ScriptedHttp() as there:
            there.otherwise = lambda _: self.answer_to(key)
            return self.send(there, self.envelope(key=key, **changes)).external_id

    def answer_to(self, key: str) -> Says:
        """The good answer, under an id that follows the key."""
        content = self.good.content.replace(
            self.good_id.encode(), f"{self.good_id}{abs(hash(key)) % 1000}".encode()
        )
        headers = {
            name: value.replace(self.good_id, f"{self.good_id}{abs(hash(key)) % 1000}")
            for name, value in self.good.headers.items()
        }
        return Says(self.good.status, headers, content)

    # ── out ──

    def test_what_is_taken_has_the_networks_id(self, there: ScriptedHttp) -> None:
        there.answers.append(self.good)
        assert self.send(there).external_id == self.good_id

    def test_the_words_arrive_as_they_were_written(self, there: ScriptedHttp) -> None:
        there.answers.append(self.good)
        self.send(there, self.envelope(text="Grüße ☕ & <b>"))
        asked = there.asked[-1]
        said = asked.body.decode() + json.dumps(dict(asked.query), ensure_ascii=False)
        assert "Grüße" in said or "Gr\\u00fc\\u00dfe" in said or "Gr%C3%BC%C3%9Fe" in said

    def test_no_secret_stands_in_an_address_that_logs_would_keep(self, there: ScriptedHttp) -> None:
        there.answers.append(self.good)
        self.send(there)
        secrets = {str(self.settings[name]) for name in self.secrets if self.settings.get(name)}
        addresses = [asked.path + json.dumps(dict(asked.query)) for asked in there.asked]
        assert not [secret for secret in secrets for one in addresses if secret in one]

    secrets: ClassVar[tuple[str, ...]] = ()
    """Names of settings that may stand in no address.  (Telegram's own way is its token in the path.)"""

    def test_a_network_that_is_not_there_is_tried_again(self) -> None:
        with ScriptedHttp() as there:
            network = self.reach(there)

        async def once() -> None:
            try:
                await network.send(self.envelope())
            finally:
                await http.close()

        with pytest.raises(NetworkError) as caught:
            asyncio.run(once())
        assert caught.value.failure is Failure.RETRY
        assert not isinstance(caught.value, OutcomeUnknown), "nothing has left"

    @pytest.mark.parametrize(
        "told", [Breaks(), Truncates(200, body='{"a": "' + "x" * 400 + '"}')], ids=["broken", "truncated"]
    )
    def test_a_connection_that_breaks_is_an_unknown_outcome(self, there: ScriptedHttp, told: Any) -> None:
        there.otherwise = lambda _: told
        self.assert_unknown(there)

    def test_a_time_out_is_an_unknown_outcome(
        self, there: ScriptedHttp, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(http, "ANSWER_SECONDS", 0.3)
        there.otherwise = lambda _: Hangs()
        self.assert_unknown(there)

    def test_a_500_without_a_word_is_an_unknown_outcome(self, there: ScriptedHttp) -> None:
        there.otherwise = lambda _: Says(502, body=b"<html>Bad gateway</html>")
        self.assert_unknown(there)

    def assert_unknown(self, there: ScriptedHttp) -> None:
        with pytest.raises(NetworkError) as caught:
            self.send(there)
        assert isinstance(caught.value, OutcomeUnknown) is not self.is_repeatable
        assert caught.value.failure is Failure.RETRY
        assert self.make().label in str(caught.value)

    def test_a_good_answer_without_an_id_is_an_unknown_outcome(self, there: ScriptedHttp) -> None:
        there.otherwise = lambda _: Says(200, body=b"not what was promised")
        with pytest.raises(NetworkError) as caught:
            self.send(there)
        assert caught.value.failure in {Failure.RETRY, Failure.OUR_MISTAKE}

    def test_credentials_that_are_refused_ask_for_a_new_connection(self, there: ScriptedHttp) -> None:
        there.otherwise = lambda _: Says(401, body=b"{}")
        with pytest.raises(NetworkError) as caught:
            self.send(there)
        assert caught.value.failure is Failure.CREDENTIALS
        assert not caught.value.is_permanent, "the queue is kept"

    def test_too_much_waits_as_long_as_the_network_says(self, there: ScriptedHttp) -> None:
        there.otherwise = lambda _: Says(429, {"retry-after": "90"}, body=b"{}")
        with pytest.raises(NetworkError) as caught:
            self.send(there)
        assert caught.value.failure is Failure.QUOTA
        assert caught.value.retry_after is None or caught.value.retry_after.total_seconds() == 90

    def test_every_refusal_of_the_network_has_its_meaning(self, there: ScriptedHttp) -> None:
        assert self.refusals
        for row, (says, failure) in self.refusals.items():
            there.answers[:] = [says]
            there.otherwise = lambda _, says=says: says  # type: ignore[misc]
            with pytest.raises(NetworkError) as caught:
                self.send(there)
            assert caught.value.failure is failure, row
            assert len(str(caught.value)) > 10, f"{row}: a sentence for people"
            assert caught.value.code or isinstance(caught.value, OutcomeUnknown), (
                f"{row}: the network's own code"
            )
            assert not any(str(self.settings[name]) in str(caught.value) for name in self.secrets), row

    def test_it_says_who_is_missing_when_a_setting_is_not_given(self) -> None:
        for name in self.required:
            given = {key: value for key, value in self.settings.items() if key != name}
            with pytest.raises(BadSettings, match=name):
                catalog.connector(self.name, given)

    required: ClassVar[tuple[str, ...]] = ()

    # ── connecting ──

    def test_its_guide_tells_what_is_needed_and_names_real_settings(self) -> None:
        network = self.make()
        module = import_module(catalog.entry(self.name).module)
        guide: Guide = module.GUIDE
        assert isinstance(network, Joining)
        assert guide.needs
        assert all(sentence.endswith(".") for sentence in (*guide.needs, *guide.limits))
        assert {field.name for field in guide.fields if field.is_secret} >= set(self.secrets) - {
            "access_token",
            "refresh_token",
        }

    # ── in ──

    def test_reading_what_came_in_needs_no_secret(self) -> None:
        guide: Guide = import_module(catalog.entry(self.name).module).GUIDE
        hidden = {field.name for field in guide.fields if field.is_secret}
        open_ = {name: value for name, value in self.settings.items() if name not in hidden}
        without = catalog.connector(self.name, open_)
        for payload in self.payloads:
            assert list(without.parse(payload)) == self.read(payload)

    # ── in, pushed ──

    def signed(self, body: bytes) -> tuple[Hooked, Knock]:
        knock = self.knock(body)
        network = self.make()
        if knock is None or not isinstance(network, Hooked):
            pytest.skip("this network pushes nothing")
        return network, knock

    def test_a_signed_push_is_believed_and_comes_apart_into_readable_pieces(self) -> None:
        for payload in self.payloads:
            network, knock = self.signed(payload)
            network.verify(knock)
            pieces = list(network.pieces(payload))
            assert pieces
            assert len({piece.external_id for piece in pieces}) == len(pieces)
            for piece in pieces:
                list(self.make().parse(piece.raw))

    def test_pieces_say_together_what_the_whole_says(self) -> None:
        for payload in self.payloads:
            network, _ = self.signed(payload)
            whole = [(one.kind, one.external_id, one.text) for one in self.make().parse(payload)]
            apart = [
                (one.kind, one.external_id, one.text)
                for piece in network.pieces(payload)
                for one in self.make().parse(piece.raw)
            ]
            assert sorted(whole) == sorted(apart)

    def test_one_changed_byte_makes_a_push_forged(self) -> None:
        for payload in self.payloads[:1]:
            network, knock = self.signed(payload)
            changed = Knock(
                method=knock.method, query=knock.query, headers=knock.headers, body=payload + b" "
            )
            if self.is_signed_by_header_alone:
                pytest.skip("this network signs no bytes")
            with pytest.raises(Forged):
                network.verify(changed)

    is_signed_by_header_alone: ClassVar[bool] = False
    """Telegram: a shared header and no signature over the bytes."""

    def test_without_or_with_a_wrong_signature_nothing_is_believed(self) -> None:
        network, knock = self.signed(self.payloads[0])
        for headers in (
            {},
            {name: f"{value[:-1]}~" for name, value in knock.headers.items()},
            dict.fromkeys(knock.headers, ""),
        ):
            with pytest.raises(Forged) as caught:
                network.verify(Knock(method="POST", query={}, headers=headers, body=knock.body))
            assert not any(str(self.settings[name]) in str(caught.value) for name in self.secrets)

    def test_what_is_pushed_and_no_json_object_is_refused_with_a_sentence(self) -> None:
        for rubbish in (*self.rubbish[:4], b"[" * 100_000, b'{"a":' * 50_000, b"x" * 5_000_000):
            network, _ = self.signed(rubbish)
            with pytest.raises(BadInput):
                list(network.pieces(rubbish))

    # ── in, pulled ──

    def test_it_says_how_often_it_is_asked(self) -> None:
        network = self.make()
        if isinstance(network, Polled):
            assert network.every.total_seconds() >= 0
            assert network.is_only_way in {True, False}
        else:
            assert isinstance(network, Hooked), "things come in by one way at least"

    def test_forms_that_are_declared_build_a_call_each(self) -> None:
        network = self.make()
        for form in network.capabilities.forms:
            call = network.build(self.envelope(form=form, **self.given(form)))
            assert call.method in {"POST", "PUT"}
            assert call.url.startswith(("https://", "http://"))

    def given(self, form: Form) -> dict[str, Any]:
        """What a form needs beside the common: a public reply answers something."""
        return {} if form in {Form.DIRECT, Form.PUBLIC_POST} else {"in_reply_to": "77_501"}
