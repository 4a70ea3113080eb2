"""Every kind of export that can be read, written out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.networks.base import BadInput
from askfirst.networks.exports.facebook import Facebook
from askfirst.networks.exports.instagram import Instagram
from askfirst.networks.exports.linkedin import LinkedIn
from askfirst.networks.exports.listmonk import Listmonk
from askfirst.networks.exports.mailchimp import Mailchimp
from askfirst.networks.exports.mastodon import Mastodon
from askfirst.networks.exports.mbox import Mbox
from askfirst.networks.exports.requests import FacebookRequests, LinkedInInvitations
from askfirst.networks.exports.tumblr import Tumblr
from askfirst.networks.exports.x_archive import XArchive

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from askfirst.networks.exports.base import Export

EXPORTS: Mapping[str, Export] = {
    "x-archive": XArchive(),
    "linkedin": LinkedIn(),
    "mbox": Mbox(),
    "facebook": Facebook(),
    "instagram": Instagram(),
    "tumblr": Tumblr(),
    "mastodon": Mastodon(),
    "mailchimp": Mailchimp(),
    "listmonk": Listmonk(),
    "linkedin-invitations": LinkedInInvitations(),
    "facebook-requests": FacebookRequests(),
}


def reader(name: str) -> Export:
    """The reader of that name.

    Raises:
        BadInput: there is none; the sentence lists those there are.
    """
    try:
        return EXPORTS[name]
    except KeyError:
        raise BadInput(f"There is no reader called {name!r}. Choose one of: {', '.join(EXPORTS)}.") from None


def recognise(path: Path) -> Export | None:
    """The reader that this file looks made for; None where it looks like none of them."""
    return next((export for export in EXPORTS.values() if export.recognise(path)), None)
