"""One person's browser: keeps cookies, reads pages, fills in their forms and sends them, over real HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping

TIMEOUT_SECONDS = 20.0


class Unexpected(Exception):  # noqa: N818 -- what was found on the page
    """A page is not as a person would expect it; the message says what is missing, and where."""


@dataclass(slots=True)
class Form:
    """A form as it stands on the page: where it goes, and what it holds before anybody types."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Browser:
    """A fresh browser, or one that kept its cookies."""

    def __init__(self, address: str, cookies: Mapping[str, str] | None = None) -> None:
        """`address` is the site's, without a path."""
        self._client = httpx.Client(
            base_url=address,
            follow_redirects=True,
            timeout=TIMEOUT_SECONDS,
            headers={"referer": f"{address}/", "origin": address},
        )
        for name, value in (cookies or {}).items():
            # With their place, as the server sets them: otherwise a cookie set anew would stand beside the old one.
            self._client.cookies.set(name, value, domain=self._client.base_url.host, path="/")
        self._page = ""
        self._path = ""

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self._client.cookies.jar}

    @property
    def page(self) -> str:
        """The HTML of the last page."""
        return self._page

    def open(self, path: str) -> str:
        """Go to a page; its HTML.

        Raises:
            Unexpected: the page is not there.
            httpx.TransportError: the server does not answer.
        """
        return self._show(path, self._client.get(path))

    def submit(
        self, action: str, files: Mapping[str, tuple[str, bytes, str]] | None = None, **typed: str
    ) -> str:
        """Fill in the form of the last page that goes to `action`, and send it; the page that follows.

        Raises:
            Unexpected: there is no such form, or it was not taken.
            httpx.TransportError: the server does not answer.
        """
        form = self._form(action)
        known = {name: text for name, text in typed.items() if name in form.fields}
        answer = self._client.post(action, data=form.fields | known, files=files)
        return self._show(action, answer)

    def close(self) -> None:
        self._client.close()

    def _form(self, action: str) -> Form:
        reader = _Forms()
        reader.feed(self._page)
        for form in reader.forms:
            if (form.action or self._path) == action:
                return form
        raise Unexpected(f"{self._path} has no form that goes to {action}")

    def _show(self, path: str, answer: httpx.Response) -> str:
        self._page, self._path = answer.text, answer.url.path
        if answer.is_error:
            raise Unexpected(f"{path} answered {answer.status_code}")
        return self._page


class _Forms(HTMLParser):
    """Collects the forms that are sent by POST."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self._open = Form(given.get("action", ""))
            self.forms.append(self._open)
        elif (
            self._open and tag in {"input", "textarea"} and given.get("name") and given.get("type") != "file"
        ):
            self._open.fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
