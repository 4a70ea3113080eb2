"""What the three networks of Meta promise together: one handshake, one signature over escaped bytes, one table of codes."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from askfirst.networks import http
from askfirst.networks.base import BadInput, EventKind, Failure, NetworkError
from askfirst.networks.hooks import Forged, Hooked, Knock
from askfirst.networks.joining import Joining
from askfirst.networks.marks import Mark, Marking
from askfirst.networks.meta import errors as meta_errors
from tests.networks.http_contract import HttpContract
from tests.networks.scripted_http import Says, ScriptedHttp

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from askfirst.networks.base import Event
    from askfirst.networks.http import HttpNetwork

SECRET = "app-secret-5f1c"
TOKEN = "EAAG-token-77"
COMMON = {"app_id": "4711", "app_secret": SECRET, "hook_secret": "verify-9", "token": TOKEN}


def error(code: int, subcode: int = 0, status: int = 400, **headers: str) -> Says:
    told: dict[str, Any] = {"message": "words", "type": "OAuthException", "code": code, "fbtrace_id": "A1"}
    if subcode:
        told["error_subcode"] = subcode
    return Says(status, {name.replace("_", "-"): value for name, value in headers.items()}, {"error": told})


def rows(
    table: Mapping[tuple[int, int], meta_errors.Meaning],
) -> dict[str, tuple[Says, Failure]]:
    """Every line of a table, as the network would answer it."""
    return {
        f"{code}/{subcode}": (error(code, 0 if subcode == meta_errors.ANY else subcode), found.failure)
        for (code, subcode), found in table.items()
        if (code, subcode) != (10, meta_errors.ANY)
    }


def run(network: HttpNetwork, what: Callable[[Any], Awaitable[Any]]) -> Any:
    async def once() -> Any:
        try:
            return await what(network)
        finally:
            await http.close()

    return asyncio.run(once())


class MetaContract(HttpContract):
    """The cases that all three share."""

    secrets = ("app_secret", "token", "hook_secret")
    object: ClassVar[str]

    def knock(self, body: bytes) -> Knock:
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"x-hub-signature-256": f"sha256={signature}"}
        return Knock(method="POST", query={}, headers=headers, body=body)

    def test_the_handshake_gives_the_challenge_back_to_whoever_knows_the_token(self) -> None:
        network = self.make()
        assert isinstance(network, Hooked)
        query = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "verify-9"}
        welcome = network.challenge(Knock(method="GET", query=query, headers={}, body=b""))
        assert (welcome.status, welcome.body, welcome.content_type) == (200, b"1158201444", "text/plain")
        for wrong in ({"hub.verify_token": "verify-8"}, {"hub.mode": "unsubscribe"}):
            with pytest.raises(Forged):
                network.challenge(Knock(method="GET", query={**query, **wrong}, headers={}, body=b""))

    def test_an_app_without_a_secret_believes_nobody(self) -> None:
        network = type(self)()
        network.settings = {**self.settings, "app_secret": "", "hook_secret": ""}  # type: ignore[misc]
        made = network.make()
        assert isinstance(made, Hooked)
        body = self.payloads[0]
        empty = hmac.new(b"", body, hashlib.sha256).hexdigest()
        with pytest.raises(Forged):
            made.verify(
                Knock(method="POST", query={}, headers={"x-hub-signature-256": f"sha256={empty}"}, body=body)
            )
        query = {"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": ""}
        with pytest.raises(Forged):
            made.challenge(Knock(method="GET", query=query, headers={}, body=b""))

    def test_the_older_signature_counts_for_nothing(self) -> None:
        body = self.payloads[0]
        older = hmac.new(SECRET.encode(), body, hashlib.sha1).hexdigest()
        network = self.make()
        assert isinstance(network, Hooked)
        with pytest.raises(Forged):
            network.verify(
                Knock(method="POST", query={}, headers={"x-hub-signature": f"sha1={older}"}, body=body)
            )

    def test_a_call_carries_the_token_in_a_header_and_the_proof_of_the_secret(
        self, there: ScriptedHttp
    ) -> None:
        there.answers.append(self.good)
        self.send(there)
        proof = hmac.new(SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
        assert there.asked[-1].headers["authorization"] == f"Bearer {TOKEN}"
        assert there.asked[-1].query["appsecret_proof"] == proof

    def test_without_a_secret_no_proof_is_given(self, there: ScriptedHttp) -> None:
        there.answers.append(self.good)
        network = type(self)()
        network.settings = {**self.settings, "app_secret": ""}  # type: ignore[misc]
        network.send(there)
        assert "appsecret_proof" not in there.asked[-1].query

    @pytest.mark.parametrize(
        ("body", "says"),
        [
            (b'{"object":"permissions","entry":[]}', "pushes `object`"),
            (b'{"object":"OBJECT"}', "a list of `entry`"),
            (b'{"object":"OBJECT","entry":[]}', "nothing in it"),
            (b'{"object":"OBJECT","entry":["x",{"id":"1"},{"changes":"x"}]}', "nothing in it"),
        ],
    )
    def test_an_envelope_without_anything_is_refused_with_a_sentence(self, body: bytes, says: str) -> None:
        network = self.make()
        assert isinstance(network, Hooked)
        with pytest.raises(BadInput, match=says):
            list(network.pieces(body.replace(b"OBJECT", self.object.encode())))

    @pytest.mark.parametrize("value", [None, 7, "text", [], [[]], {"from": "x", "message": 5, "sender": []}])
    def test_what_nobody_taught_us_is_kept_and_harmless(self, value: Any) -> None:
        for entry in (
            {"id": "901", "changes": [{"field": "brand_new", "value": value}]},
            {"id": 901, "field": "brand_new", "value": value},
            {"id": "901", "changes": [{"field": "", "value": value}]},
        ):
            (event,) = self.read(json.dumps({"object": self.object, "entry": [entry]}).encode())
            assert event.kind is EventKind.OTHER
            assert event.reason
            assert event.external_id

    def test_an_unknown_code_is_left_to_its_status(self, there: ScriptedHttp) -> None:
        for says, failure in (
            (error(987654), Failure.OUR_MISTAKE),
            (error(987654, status=401), Failure.CREDENTIALS),
            (Says(400, body={"error": "words"}), Failure.OUR_MISTAKE),
            (Says(400, body={"error": {"code": "words"}}), None),
        ):
            there.answers[:] = [says]
            with pytest.raises(NetworkError) as caught:
                self.send(there)
            assert failure is None or caught.value.failure is failure

    @pytest.mark.parametrize(
        ("usage", "seconds"),
        [
            ('{"1":[{"type":"messenger","call_count":100,"estimated_time_to_regain_access":7}]}', 420),
            ('{"1":[{"estimated_time_to_regain_access":0}]}', 33),
            ('{"1":[{"estimated_time_to_regain_access":"x"}]}', 33),
            ("nonsense", 33),
            ("{}", 33),
        ],
    )
    def test_a_limit_says_when_it_ends(self, there: ScriptedHttp, usage: str, seconds: int) -> None:
        there.answers.append(error(4, x_business_use_case_usage=usage, retry_after="33"))
        with pytest.raises(NetworkError) as caught:
            self.send(there)
        assert caught.value.failure is Failure.QUOTA
        assert caught.value.retry_after is not None
        assert caught.value.retry_after.total_seconds() == seconds

    # ── connecting ──

    def test_the_hook_is_entered_at_the_app_with_the_apps_own_token(self, there: ScriptedHttp) -> None:
        there.otherwise = lambda _: Says(200, body={"success": True})
        run(self.reach(there), lambda network: network.subscribe("https://brand.example/hooks/1", "fresh"))
        app = there.asked[0]
        assert app.path.endswith("/4711/subscriptions")
        assert app.headers["authorization"] == f"Bearer 4711|{SECRET}"
        assert app.form()["verify_token"] == "fresh"
        assert app.form()["object"] == self.object
        assert there.asked[1].path.endswith("/subscribed_apps")
        assert there.asked[1].headers["authorization"] == f"Bearer {TOKEN}"

    def test_an_app_that_is_not_known_is_left_alone(self, there: ScriptedHttp) -> None:
        there.otherwise = lambda _: Says(200, body={"success": True})
        network = type(self)()
        network.settings = {**self.settings, "app_id": ""}  # type: ignore[misc]
        run(network.reach(there), lambda one: one.subscribe("https://brand.example/hooks/1", ""))
        assert [asked.path.rpartition("/")[2] for asked in there.asked] == ["subscribed_apps"]

    def test_findings_say_what_is_wrong_and_what_to_do(self, there: ScriptedHttp) -> None:
        there.otherwise = lambda _: error(190)
        network = self.reach(there)
        assert isinstance(network, Joining)
        found = run(network, lambda one: one.findings(""))
        assert found
        assert not any(one.is_good for one in found)
        assert all("190" in one.says for one in found)
        there.otherwise = lambda _: Says(200, body={"data": []})
        found = run(network, lambda one: one.findings(""))
        assert [one.is_good for one in found][:-1] == [True] * (len(found) - 1)
        assert not found[-1].is_good, "nobody is subscribed"

    def test_marks_are_shown_without_a_word(self, there: ScriptedHttp) -> None:
        there.otherwise = lambda _: Says(200, body={"success": True})
        network = self.reach(there)
        assert isinstance(network, Marking)
        for mark in Mark:
            run(network, lambda one, mark=mark: one.mark(mark, to=self.addressee, message="m-1"))
        assert len(there.asked) == 2
        assert not any("text" in asked.json() for asked in there.asked)

    def event(self, payload: bytes, **wanted: Any) -> Event:
        """The one event of a payload that is as wanted."""
        found = [
            event
            for event in self.read(payload)
            if all(getattr(event, name) == value for name, value in wanted.items())
        ]
        assert len(found) == 1, found
        return found[0]
