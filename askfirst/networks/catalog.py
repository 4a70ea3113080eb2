"""Every network by name: the written registry.  A connector's module is imported when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from askfirst.networks.base import Audience, BadSettings, Capabilities, Form, Network
from askfirst.networks.lengths import Unit
from askfirst.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One network, as far as it can be known without importing it."""

    label: str
    """As people call it."""
    module: str
    """Dotted path; it has `connector(settings) -> Network`."""
    capabilities: Capabilities
    """The same as the connector's own: a test compares them."""


NETWORKS: Mapping[str, Entry] = {
    "page": Entry(
        label="The page",
        module="askfirst.networks.page",
        capabilities=Capabilities(
            forms=frozenset(Form),
            text_limit=5_000,
            attachment_limit=10_000_000,
            attachment_forms=frozenset({Form.DIRECT, Form.PRIVATE_REPLY}),
            has_idempotency=True,
            reports_delivery=True,
            reports_reading=True,
            has_typing=True,
            has_quotes=True,
        ),
    ),
    "email": Entry(
        label="Email",
        module="askfirst.networks.email.smtp",
        capabilities=Capabilities(
            forms=frozenset({Form.DIRECT}),
            text_limit=200_000,
            attachment_limit=18_000_000,
            has_subject=True,
            has_html=True,
        ),
    ),
    "x": Entry(
        label="X",
        module="askfirst.networks.x.connector",
        capabilities=Capabilities(
            forms=frozenset({Form.DIRECT, Form.PUBLIC_REPLY, Form.PUBLIC_POST}),
            text_limit=10_000,
            text_limits={Form.PUBLIC_REPLY: 280, Form.PUBLIC_POST: 280},
            text_unit=Unit.WEIGHTED,
            attachment_limit=5_000_000,
            most_attachments=4,
            reports_reading=True,
        ),
    ),
    "facebook": Entry(
        label="Facebook",
        module="askfirst.networks.meta.facebook",
        capabilities=Capabilities(
            forms=frozenset(Form),
            text_limit=2_000,
            text_limits={Form.PUBLIC_REPLY: 8_000, Form.PUBLIC_POST: 63_206},
            attachment_limit=25_000_000,
            attachment_forms=frozenset({Form.DIRECT, Form.PRIVATE_REPLY}),
            most_attachments=30,
            has_text_with_files=False,
            reports_delivery=True,
            reports_reading=True,
            has_typing=True,
            has_quotes=True,
            has_tickets=True,
        ),
    ),
    "instagram": Entry(
        label="Instagram",
        module="askfirst.networks.meta.instagram",
        capabilities=Capabilities(
            forms=frozenset({Form.DIRECT, Form.PRIVATE_REPLY, Form.PUBLIC_REPLY}),
            text_limit=1_000,
            text_limits={Form.PUBLIC_REPLY: 2_200},
            text_unit=Unit.BYTES,
            attachment_limit=8_000_000,
            attachment_forms=frozenset({Form.DIRECT, Form.PRIVATE_REPLY}),
            most_attachments=10,
            has_text_with_files=False,
            reports_reading=True,
            has_typing=True,
            has_quotes=True,
            has_tickets=True,
            tickets_need={"login": "facebook"},
        ),
    ),
    "whatsapp": Entry(
        label="WhatsApp",
        module="askfirst.networks.meta.whatsapp",
        capabilities=Capabilities(
            forms=frozenset({Form.DIRECT}),
            text_limit=4_096,
            attachment_limit=16_000_000,
            most_attachments=1,
            reports_delivery=True,
            reports_reading=True,
            has_typing=True,
            has_quotes=True,
        ),
    ),
    "bluesky": Entry(
        label="Bluesky",
        module="askfirst.networks.bluesky.account",
        capabilities=Capabilities(
            forms=frozenset(Form),
            text_limit=1_000,
            text_limits={Form.PUBLIC_POST: 300, Form.PUBLIC_REPLY: 300},
            text_unit=Unit.GRAPHEMES,
            attachment_limit=8_000_000,
            attachment_forms=frozenset({Form.PUBLIC_POST, Form.PUBLIC_REPLY}),
            most_attachments=4,
            has_quotes=True,
        ),
    ),
    "linkedin": Entry(
        label="LinkedIn",
        module="askfirst.networks.linkedin.page",
        capabilities=Capabilities(
            forms=frozenset({Form.PUBLIC_REPLY, Form.PUBLIC_POST}),
            text_limit=3_000,
            text_limits={Form.PUBLIC_REPLY: 1_250},
        ),
    ),
    "matrix": Entry(
        label="Matrix",
        module="askfirst.networks.matrix.account",
        capabilities=Capabilities(
            forms=frozenset({Form.DIRECT}),
            text_limit=40_000,
            text_unit=Unit.BYTES,
            attachment_limit=50_000_000,
            most_attachments=1,
            has_idempotency=True,
            reports_reading=True,
            has_typing=True,
            has_quotes=True,
        ),
    ),
    "tumblr": Entry(
        label="Tumblr",
        module="askfirst.networks.tumblr.blog",
        capabilities=Capabilities(
            forms=frozenset({Form.PRIVATE_REPLY, Form.PUBLIC_REPLY, Form.PUBLIC_POST}),
            text_limit=100_000,
            attachment_limit=10_000_000,
            attachment_forms=frozenset({Form.PUBLIC_POST}),
            most_attachments=30,
        ),
    ),
    "memory": Entry(
        label="Memory",
        module="askfirst.networks.memory",
        capabilities=Capabilities(
            forms=frozenset(Form),
            text_limit=10_000,
            attachment_limit=1_000_000,
            has_subject=True,
            has_idempotency=True,
            reports_delivery=True,
            reports_reading=True,
            has_typing=True,
        ),
    ),
    "mastodon": Entry(
        label="Mastodon",
        module="askfirst.networks.mastodon.account",
        capabilities=Capabilities(
            forms=frozenset(Form),
            text_limit=500,
            text_limits=dict.fromkeys((Form.DIRECT, Form.PRIVATE_REPLY, Form.PUBLIC_REPLY), 460),
            text_unit=Unit.STATUS,
            attachment_limit=16_000_000,
            most_attachments=4,
            audiences=(Audience.EVERYBODY, Audience.UNLISTED, Audience.FOLLOWERS),
        ),
    ),
    "telegram": Entry(
        label="Telegram",
        module="askfirst.networks.telegram.bot",
        capabilities=Capabilities(
            forms=frozenset({Form.DIRECT, Form.PUBLIC_REPLY, Form.PUBLIC_POST}),
            text_limit=4_096,
            attachment_limit=50_000_000,
            most_attachments=10,
            has_typing=True,
            has_quotes=True,
        ),
    ),
}

LABELS: Mapping[str, str] = {
    **{name: entry.label for name, entry in NETWORKS.items()},
    "facebook": "Facebook",
    "instagram": "Instagram",
    "whatsapp": "WhatsApp",
    "telegram": "Telegram",
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "discord": "Discord",
    "tiktok": "TikTok",
    "matrix": "Matrix",
    "sms": "Text messages",
}
"""What people call each network that rules may speak of, whether it can be connected here or not."""


def label(name: str) -> str:
    """What people call a network; its own name where nobody has written it down."""
    return LABELS.get(name, name)


def entry(name: str) -> Entry:
    """What is known of one network.

    Raises:
        BadSettings: there is no network of that name; the message lists those there are.
    """
    try:
        return NETWORKS[name]
    except KeyError:
        raise BadSettings(
            Sentence(
                "there is no network `%(name)s`; there are %(names)s", name=name, names=", ".join(NETWORKS)
            )
        ) from None


def capabilities(name: str) -> Capabilities:
    """What a network can do, without importing its connector.  Raises `BadSettings` as `entry` does."""
    return entry(name).capabilities


def connector(name: str, settings: Mapping[str, object]) -> Network:
    """The connector of one channel, ready to use.

    Raises:
        BadSettings: no such network, or a setting that cannot work.
    """
    found: Network = import_module(entry(name).module).connector(settings)
    return found
