"""A request as a face reads it: forms of every kind, files byte by byte, JSON within forms."""

from __future__ import annotations

import random
from typing import Any

import httpx
import pytest

from askfirst.sandbox.call import Call


def call(**request: Any) -> Call:
    made = httpx.Request("POST", "https://api.example.com/a?x=1&x=2&empty=&y=%C3%A9", **request)
    return Call(
        method="POST",
        host="api.example.com",
        path="/a",
        raw_path="/a",
        raw_query=made.url.query.decode(),
        headers=dict(made.headers),
        body=made.read(),
        base="https://api.example.com",
        received=str(made.url),
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        bytes(range(256)) * 40,
        random.Random(7).randbytes(300_000),
        b"\r\n\r\n--boundary\r\nends with lines\r\n\r\n",
        b"\r",
        b"\n",
        b"no end",
        "ünïcödé ☕".encode(),
    ],
)
def test_a_file_arrives_as_it_was_sent(content: bytes) -> None:
    made = call(
        data={"text": "Olá\r\n☕"}, files={"file": ("Tasse ☕.bin", content, "application/octet-stream")}
    )
    assert made.form == {"text": "Olá\r\n☕"}
    sent = made.files["file"]
    assert (sent.content, sent.type) == (content, "application/octet-stream")
    assert sent.name == "Tasse ☕.bin"


def test_forms_queries_and_json_are_one() -> None:
    assert call(data={"y": "form", "message": '{"text": "Olá"}'}).value("message") == {"text": "Olá"}
    assert call(data={"y": "form"}).given == {"x": "2", "empty": "", "y": "form"}
    assert call(json={"n": 3, "deep": {"a": [1]}}).given == {
        "x": "2",
        "empty": "",
        "y": "é",
        "n": 3,
        "deep": {"a": [1]},
    }
    assert call(json=[1]).given == {"x": "2", "empty": "", "y": "é"}
    assert call(json={"text": "{not json"}).value("text") == "{not json"
    assert call().query_list[:2] == [("x", "1"), ("x", "2")]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"{", b"[" * 100_000])
def test_what_is_no_json_is_none(content: bytes) -> None:
    made = call(content=content, headers={"content-type": "application/json"})
    assert made.json is None
    assert made.form == {}


@pytest.mark.parametrize(
    ("header", "token"),
    [("Bearer abc", "abc"), ("bearer  abc ", "abc"), ("Basic abc", ""), ("abc", ""), ("", "")],
)
def test_the_bearer_is_found(header: str, token: str) -> None:
    assert call(headers={"authorization": header}).bearer == token


def test_a_broken_multipart_body_is_an_empty_form() -> None:
    made = call(content=b"--x\r\nnothing", headers={"content-type": "multipart/form-data; boundary=y"})
    assert (made.form, made.files) == ({}, {})
