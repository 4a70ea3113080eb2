"""The brand's own website: which sites may show the Message dialog in a frame of theirs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from askfirst.brand.roles import Right, require

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askfirst.brand.models import Member
    from askfirst.wall.models import Page

MOST_SITES = 20
_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
_TRIALS = frozenset({"localhost", "127.0.0.1"})


def allow_sites(member: Member, page: Page, given: Iterable[str]) -> None:
    """These sites, and no others, may show the dialog in a frame.

    Raises:
        PermissionDenied: the role may not edit the page.
        ValueError: one is no site; nothing was changed.
    """
    require(member, Right.EDIT_PAGE, page.brand_id)
    sites = list(dict.fromkeys(site(one) for one in given if one.strip()))
    if len(sites) > MOST_SITES:
        raise ValueError(
            _("At most %(most)s sites can be listed; these are %(count)s.")
            % {"most": MOST_SITES, "count": len(sites)}
        )
    page.button_sites = sites
    page.save(update_fields=["button_sites"])


def is_listed(page: Page, origin: str) -> bool:
    """Whether a browser's word for where something was sent from names one of the sites that the brand has listed."""
    return bool(origin) and origin in page.button_sites


def site(given: str) -> str:
    """A site as browsers name it, such as `https://www.harbour.example`; what stands behind the name is left out.

    Raises:
        ValueError: it is no site, or one that could be anybody's.
    """
    try:
        parts = urlsplit(given.strip() if "//" in given else f"https://{given.strip()}")
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:
        raise ValueError(_wrong(given)) from None
    is_trial = host in _TRIALS and parts.scheme == "http"
    is_public = parts.scheme == "https" and "." in host and bool(re.search(r"[a-z]", host.rpartition(".")[2]))
    if not _NAME.fullmatch(host) or ".." in host or parts.username is not None or not (is_public or is_trial):
        raise ValueError(_wrong(given))
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def _wrong(given: str) -> str:
    return _("`%(given)s` is not a site of yours: write it as https://www.example.com, one to a line.") % {
        "given": given.strip()[:80]
    }
