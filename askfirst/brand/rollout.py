"""Who gets which feature: by share of people, by country, or by name.  "Not everywhere yet" is normal, and visible.

A person's place among the hundred comes from a digest of the feature and their own id: it is the same at every visit, a
larger share only adds people, and who is early with one feature is not therefore early with the next.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askfirst.brand.changes import To, announce
from askfirst.brand.models import Member, Rollout
from askfirst.brand.roles import Right, require

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.utils.functional import _StrPromise

    from askfirst.brand.models import Brand

MOST_NAMED = 200
ALL = 100
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Feature:
    """Something that may be given to some people first."""

    key: str
    label: _StrPromise
    says: _StrPromise


FEATURES = (
    Feature(
        key="messages",
        label=gettext_lazy("Message button"),
        says=gettext_lazy("Visitors begin a private conversation on your page."),
    ),
    Feature(
        key="asks",
        label=gettext_lazy("Questions"),
        says=gettext_lazy(
            "Visitors ask you something under their name, and you answer in public or privately."
        ),
    ),
    Feature(
        key="anonymous_asks",
        label=gettext_lazy("Questions without a name"),
        says=gettext_lazy("Visitors ask without saying who they are; you can answer in public only."),
    ),
    Feature(
        key="comments",
        label=gettext_lazy("Comments"),
        says=gettext_lazy("Visitors comment on what stands on your wall."),
    ),
    Feature(
        key="posts",
        label=gettext_lazy("Posts by visitors"),
        says=gettext_lazy("Visitors write on your wall."),
    ),
    Feature(
        key="polls",
        label=gettext_lazy("Polls"),
        says=gettext_lazy("Visitors vote in the polls on your wall."),
    ),
    Feature(
        key="likes",
        label=gettext_lazy("Likes"),
        says=gettext_lazy("Visitors say that they like your page."),
    ),
    Feature(
        key="website_button",
        label=gettext_lazy("Button on your website"),
        says=gettext_lazy("Visitors of your own site write to you from there."),
    ),
    Feature(
        key="pushes",
        label=gettext_lazy("Answers on their devices"),
        says=gettext_lazy("Visitors may let a device tell them of answers while your page is closed."),
    ),
)
"""What can be rolled out.  A feature that is built later is written here by whoever builds it."""
KEYS = frozenset(feature.key for feature in FEATURES)


@dataclass(frozen=True, kw_only=True, slots=True)
class Who:
    """Somebody, as far as a rollout asks.  `key` is their own id, the same at every visit; an empty country is unknown."""

    key: str
    country: str = ""
    contacts: tuple[int, ...] = ()
    member: int = 0


Rollouts = dict[str, Rollout]
"""The rows of one brand, by feature."""


def read(brand: Brand) -> Rollouts:
    """What is not for everybody.  Asks the database only where there is something."""
    if not brand.is_rolling_out:
        return {}
    return {row.feature: row for row in Rollout.objects.filter(brand=brand)}


def has(feature: str, who: Who, rows: Mapping[str, Rollout]) -> bool:
    """Whether this person gets the feature; `rows` is what `read` says of the brand.

    Raises:
        KeyError: there is no such feature: a word spelled wrong must not switch something off for everybody, or on.
    """
    if feature not in KEYS:
        raise KeyError(feature)
    row = rows.get(feature)
    if row is None or is_named(row, who):
        return True
    if row.countries and who.country not in row.countries:
        return False
    return place(feature, who.key) < row.share


def is_named(row: Rollout, who: Who) -> bool:
    """Whether somebody was chosen by name, so that neither share nor country is asked."""
    return who.member in row.members or not set(who.contacts).isdisjoint(row.contacts)


def place(feature: str, key: str) -> int:
    """Where somebody stands among a hundred, 0 to 99: with a share of 30 the first thirty places get the feature."""
    digest = hashlib.sha256(f"{feature}\0{key}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % ALL


def is_drawn(rows: Iterable[Rollout]) -> bool:
    """Whether it matters who somebody is: a share lies between nobody and everybody."""
    return any(0 < row.share < ALL for row in rows)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Who shall get a feature: so many of a hundred, in these countries, and whoever is named."""

    share: int = ALL
    countries: tuple[str, ...] = ()
    contacts: tuple[int, ...] = ()
    members: tuple[int, ...] = ()

    @property
    def is_everybody(self) -> bool:
        return self.share == ALL and not self.countries


def roll_out(member: Member, feature: str, wanted: Wanted) -> None:
    """From now on these people have the feature; whoever looks at the page sees it at once.

    Raises:
        PermissionDenied: the role may not edit the page.
        ValueError: the share, a country or a name cannot be; nothing was changed.
        KeyError: there is no such feature.
    """
    require(member, Right.EDIT_PAGE)
    if feature not in KEYS:
        raise KeyError(feature)
    _check(wanted)
    brand = member.brand
    with transaction.atomic():
        if wanted.is_everybody:
            Rollout.objects.filter(brand=brand, feature=feature).delete()
        else:
            given = {
                "share": wanted.share,
                "countries": sorted(set(wanted.countries)),
                "contacts": sorted(set(wanted.contacts)),
                "members": sorted(_own_members(brand, wanted.members)),
                "changed_by": member,
            }
            Rollout.objects.update_or_create(brand=brand, feature=feature, defaults=given)
        brand.is_rolling_out = Rollout.objects.filter(brand=brand).exists()
        brand.save(update_fields=["is_rolling_out"])
        announce(brand, "page", To(everybody=True), rollout=feature)


def _own_members(brand: Brand, members: Iterable[int]) -> set[int]:
    return set(Member.objects.filter(brand=brand, pk__in=members).values_list("pk", flat=True))


def _check(wanted: Wanted) -> None:
    if not 0 <= wanted.share <= ALL:
        raise ValueError(
            _("The share is a number from 0 to 100; this is %(share)s.") % {"share": wanted.share}
        )
    strange = [country for country in wanted.countries if not _COUNTRY.fullmatch(country)]
    if strange:
        raise ValueError(
            _("“%(country)s” is no country: write two letters each, as in GB, DE, US.")
            % {"country": strange[0]}
        )
    if len(wanted.contacts) + len(wanted.members) > MOST_NAMED:
        raise ValueError(_("At most %(most)s people can be named.") % {"most": MOST_NAMED})
