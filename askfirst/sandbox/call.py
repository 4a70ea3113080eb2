"""One HTTP request to a face, read whole, with what every network needs to look at."""

from __future__ import annotations

import email.parser
import email.policy
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """A file of a multipart body."""

    name: str
    type: str
    content: bytes


@dataclass(kw_only=True)
class Call:
    """A request as the network would see it, whichever way it came to the sandbox."""

    method: str
    host: str
    """The network's host, such as `graph.facebook.com`, also where the caller used a base path."""
    path: str
    """Without the base path; decoded."""
    raw_path: str
    """Without the base path; as it was sent."""
    raw_query: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    base: str
    """How the caller reaches this host: `https://graph.facebook.com`, or `http://127.0.0.1:8700/graph.facebook.com`.
    Links in an answer (paging, files) begin with it."""
    received: str
    """The whole address as it was called."""
    params: Mapping[str, str] = field(default_factory=dict)
    """What the route's pattern caught."""

    @property
    def url(self) -> str:
        """The address on the real network: what an OAuth 1 client that was redirected has signed."""
        return f"https://{self.host}{self.raw_path}" + (f"?{self.raw_query}" if self.raw_query else "")

    @cached_property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.raw_query, keep_blank_values=True))

    @cached_property
    def query_list(self) -> list[tuple[str, str]]:
        """The query with names that come several times (`id[]=1&id[]=2`)."""
        return parse_qsl(self.raw_query, keep_blank_values=True)

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @cached_property
    def json(self) -> Any:
        """The body as JSON; `None` where it is none."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    @cached_property
    def form(self) -> dict[str, str]:
        """The fields of a form body, urlencoded or multipart."""
        if self.type == "multipart/form-data":
            return {name: value for name, value, _ in self._parts if isinstance(value, str)}
        if self.type in {"application/x-www-form-urlencoded", ""}:
            return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))
        return {}

    @cached_property
    def files(self) -> dict[str, Sent]:
        """The files of a multipart body, by field."""
        return {name: value for name, value, _ in self._parts if isinstance(value, Sent)}

    @cached_property
    def given(self) -> dict[str, Any]:
        """Query, form and JSON object in one; a form's values stay texts (`value` reads JSON within them)."""
        found = self.json if self.type.endswith("json") else None
        return {**self.query, **self.form, **(found if isinstance(found, dict) else {})}

    def value(self, name: str) -> Any:
        """One of `given`; a text that is JSON (an object or list in a form, as Meta's clients send it) is read."""
        value = self.given.get(name)
        if isinstance(value, str) and value[:1] in {"{", "["}:
            try:
                return msgspec.json.decode(value)
            except msgspec.DecodeError:
                return value
        return value

    @property
    def bearer(self) -> str:
        """The token of an `Authorization: Bearer …` header; empty without one."""
        scheme, _, value = self.headers.get("authorization", "").partition(" ")
        return value.strip() if scheme.lower() == "bearer" else ""

    @cached_property
    def _parts(self) -> list[tuple[str, str | Sent, str]]:
        head = f"Content-Type: {self.headers.get('content-type', '')}\r\n\r\n".encode()
        message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + self.body)
        found: list[tuple[str, str | Sent, str]] = []
        for part in message.iter_parts() if message.is_multipart() else ():
            name = str(part.get_param("name", "", header="content-disposition"))
            content = part.get_payload(decode=True)
            content = content if isinstance(content, bytes) else b""
            file = part.get_filename()
            type_ = part.get_content_type()
            value = (
                content.decode("utf-8", "replace")
                if file is None
                else Sent(name=file, type=type_, content=content)
            )
            found.append((name, value, type_))
        return found
