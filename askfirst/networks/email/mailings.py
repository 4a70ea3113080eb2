"""What stands around the words of a list's message in a mail: the line beside the subject, and the foot.

The foot says why it came, how to leave, and who sends it.  No template engine: everything is escaped, nothing is run.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from askfirst.networks.base import Mailing

_FILL = "&#847;&zwnj;&nbsp;" * 60
"""Unseen letters behind a short line, so that a mail program does not go on with the text behind it."""


def as_text(text: str, mailing: Mailing | None) -> str:
    """The words and, of a list's message, the foot below the mark that ends a mail (RFC 3676, 4.3)."""
    if mailing is None:
        return text
    lines = [mailing.reason, f"{mailing.leave_words}: {mailing.leave}", *_who(mailing)]
    return f"{text.rstrip()}\n\n-- \n" + "\n".join(lines) + "\n"


def as_page(words: str, mailing: Mailing) -> str:
    """The mail as simple HTML.  `words`: the text, escaped already."""
    foot = [
        html.escape(mailing.reason),
        f'<a href="{html.escape(mailing.leave)}" style="color:inherit">{html.escape(mailing.leave_words)}</a>',
        *map(html.escape, _who(mailing)),
    ]
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head>'
        '<body style="margin:0;padding:24px 16px">\n'
        f"{_preview(mailing)}"
        "<div style=\"max-width:36em;margin:0 auto;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif\">\n"
        f"{words}\n"
        '<hr style="margin:2em 0 1em;border:0;border-top:1px solid #8888">\n'
        f'<p dir="{html.escape(mailing.direction)}" style="font-size:13px;opacity:.75">{"<br>".join(foot)}</p>\n'
        f"{_trap(mailing)}</div></body></html>\n"
    )


def _preview(mailing: Mailing) -> str:
    if not mailing.preview:
        return ""
    return f'<div style="display:none;max-height:0;overflow:hidden">{html.escape(mailing.preview)}{_FILL}</div>\n'


def _trap(mailing: Mailing) -> str:
    """A link that no person sees: who follows it is a program that looks at every link."""
    if not mailing.counted:
        return ""
    address = html.escape(mailing.counted[0])
    return f'<a href="{address}" style="display:none" aria-hidden="true" tabindex="-1"></a>\n'


def _who(mailing: Mailing) -> list[str]:
    return [line for line in (mailing.sender, mailing.postal_address) if line]
