"""Making a brand, a member, a mailbox: what is given is checked first, and nothing is half made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify

from askfirst.brand import vault
from askfirst.brand.models import Brand, Channel, Member
from askfirst.brand.roles import Role
from askfirst.cli.exits import Failed
from askfirst.cli.trying import trouble_with
from askfirst.networks.base import BadSettings
from askfirst.networks.email.settings import settings_from
from askfirst.wall.models import Page

if TYPE_CHECKING:
    from collections.abc import Mapping

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, kw_only=True, slots=True)
class BrandPlan:
    """A brand as it shall be; what is empty is filled with what fits."""

    name: str
    slug: str = ""
    country: str = ""
    time_zone: str = "UTC"
    accent: str = ""
    tagline: str = ""
    about: str = ""
    greeting: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberPlan:
    email: str
    name: str
    role: str


def brand(plan: BrandPlan) -> Brand:
    """A new brand with its page.

    Raises:
        Failed: something given cannot be used, or the short name is taken.
    """
    slug = slugify(plan.slug or plan.name)
    _check_brand(plan, slug)
    with transaction.atomic():
        made = Brand.objects.create(
            name=plan.name,
            slug=slug,
            country=plan.country.upper(),
            time_zone=plan.time_zone,
            **({"accent": plan.accent} if plan.accent else {}),
        )
        channel = Channel.objects.create(brand=made, network="page", address=slug, name=f"{made.name}'s page")
        Page.objects.create(
            brand=made, channel=channel, tagline=plan.tagline, about=plan.about, greeting=plan.greeting
        )
    return made


def page_address(brand: Brand) -> str:
    """Where everybody reads it."""
    return f"{settings.ADDRESS}/@{brand.slug}/"


def member(brand: Brand, plan: MemberPlan) -> Member:
    """A new member without a password.

    Raises:
        Failed: the address is none or belongs to a member already, or there is no such role.
    """
    try:
        validate_email(plan.email)
    except ValidationError:
        raise Failed(f"`{plan.email}` is not an email address.") from None
    if plan.role not in Role.values:
        raise Failed(f"There is no role `{plan.role}`. There is: {', '.join(Role.values)}.")
    if Member.objects.filter(email__iexact=plan.email).exists():
        raise Failed(f"{plan.email} is a member already. `askfirst member link {plan.email}` lets them in.")
    return Member.objects.create_user(plan.email, brand=brand, name=plan.name, role=plan.role)


def mailbox(brand: Brand, given: Mapping[str, object], password: str, *, is_tried: bool = True) -> Channel:
    """A new email channel, kept only if both its servers let us in.

    Raises:
        Failed: a setting cannot work, a server says no, or the address is connected already.
    """
    secret = {"password": password} if password else {}
    try:
        address = settings_from({**given, **secret}).address
    except BadSettings as error:
        raise Failed(f"{error}.") from error
    if Channel.objects.filter(brand=brand, network="email", address__iexact=address).exists():
        raise Failed(f"{brand} has the mailbox {address} already.")
    channel = Channel(
        brand=brand,
        network="email",
        address=address,
        name=str(given.get("display_name") or address),
        settings=dict(given),
        sealed_credentials=vault.seal(secret) if secret else "",
    )
    if is_tried and (trouble := trouble_with(channel)):
        raise Failed(f"Nothing was kept, because {trouble}")
    channel.save()
    return channel


def _check_brand(plan: BrandPlan, slug: str) -> None:
    if not slug:
        raise Failed(
            f"`{plan.name}` makes no short name for addresses. Give one with --slug, such as harbour."
        )
    if Brand.objects.filter(slug=slug).exists():
        raise Failed(f"The short name `{slug}` is taken. Give another with --slug.")
    if plan.country and not re.fullmatch("[A-Za-z]{2}", plan.country):
        raise Failed(f"`{plan.country}` is not a country's two letters, such as DE.")
    if plan.accent and not _COLOUR.fullmatch(plan.accent):
        raise Failed(f"`{plan.accent}` is not a colour such as #0f766e.")
    try:
        ZoneInfo(plan.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Failed(f"There is no time zone `{plan.time_zone}`. Write it as in Europe/Berlin.") from None
