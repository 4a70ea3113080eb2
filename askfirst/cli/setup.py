"""`brand`, `member`, `channel` and `key`: what has to be there before anybody can write."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from askfirst.cli import framework, printing
from askfirst.cli.exits import Failed

brands = typer.Typer(help="Brands: who speaks.", no_args_is_help=True)
members = typer.Typer(help="Members: the people who work for a brand.", no_args_is_help=True)
channels = typer.Typer(help="Channels: the brand's presence on each network.", no_args_is_help=True)
keys = typer.Typer(help="The keys under which the credentials of channels are kept.", no_args_is_help=True)
adding = typer.Typer(help="Connect a channel.", no_args_is_help=True)

OfBrand = Annotated[
    str, typer.Option("--brand", help="The brand's short name; not needed where there is only one.")
]


@brands.command("add")
def brand_add(
    name: Annotated[str, typer.Argument(help="As people know it.")],
    *,
    slug: Annotated[
        str, typer.Option(help="Its short name in addresses; made of the name where not given.")
    ] = "",
    country: Annotated[str, typer.Option(help="Two letters, such as DE.")] = "",
    time_zone: Annotated[str, typer.Option(help="Such as Europe/Berlin.")] = "UTC",
    accent: Annotated[str, typer.Option(help="Its colour, such as #0f766e.")] = "",
    as_json: printing.AsJson = False,
) -> None:
    """Add a brand, with its page at /@SLUG/."""
    framework.start_ready()
    from askfirst.cli import founding

    brand = founding.brand(
        founding.BrandPlan(name=name, slug=slug, country=country, time_zone=time_zone, accent=accent)
    )
    _answer(
        {"id": brand.pk, "slug": brand.slug, "page": founding.page_address(brand)},
        f"{brand} is there. Its page: {founding.page_address(brand)}\n"
        f"Next: `askfirst member add EMAIL --name NAME --role owner --brand {brand.slug}`.",
        is_json=as_json,
    )


@members.command("add")
def member_add(
    email: Annotated[str, typer.Argument(help="Their email address, with which they sign in.")],
    name: Annotated[str, typer.Option(help="Their name, as people will read it.")],
    role: Annotated[
        str, typer.Option(help="owner, admin, care, marketing, recruiter, writer or viewer.")
    ] = "care",
    brand: OfBrand = "",
    as_json: printing.AsJson = False,
) -> None:
    """Add a member and print a link with which they sign in once and set a password."""
    framework.start_ready()
    from askfirst.cli import finding, founding
    from askfirst.web.sign_in import sign_in_link

    member = founding.member(finding.brand(brand), founding.MemberPlan(email=email, name=name, role=role))
    link = sign_in_link(member)
    _answer(
        {"id": member.pk, "email": member.email, "role": member.role, "sign_in": link},
        f"{member} is {member.get_role_display().lower()} of {member.brand}. They sign in once with:\n{link}",
        is_json=as_json,
    )


@members.command("link")
def member_link(
    email: Annotated[str, typer.Argument(help="The member's email address.")],
    as_json: printing.AsJson = False,
) -> None:
    """Print a link with which a member signs in once, for when they have lost their password."""
    framework.start_ready()
    from askfirst.brand.models import Member
    from askfirst.web.sign_in import sign_in_link

    member = Member.objects.filter(email__iexact=email).first()
    if member is None or not member.is_active:
        raise Failed(
            f"There is no active member with the address {email}. Add one with `askfirst member add`."
        )
    link = sign_in_link(member)
    _answer({"email": member.email, "sign_in": link}, link, is_json=as_json)


@adding.command("email")
def channel_add_email(
    address: Annotated[str, typer.Argument(help="The brand's address: the sender of what leaves.")],
    *,
    smtp_host: Annotated[str, typer.Option(help="The server that takes your mail.")],
    smtp_port: Annotated[
        int, typer.Option(help="Its port; what its security usually has where not given.")
    ] = 0,
    smtp_security: Annotated[str, typer.Option(help="none, starttls or tls.")] = "starttls",
    imap_host: Annotated[
        str, typer.Option(help="The server that keeps your mail; without one nothing is read.")
    ] = "",
    imap_port: Annotated[int, typer.Option(help="Its port.")] = 0,
    imap_security: Annotated[str, typer.Option(help="none, starttls or tls.")] = "tls",
    username: Annotated[str, typer.Option(help="With which to sign in; the address where not given.")] = "",
    password: Annotated[
        bool,
        typer.Option(
            "--password", help="Ask for a password; it is read from standard input where that is a pipe."
        ),
    ] = False,
    brand: OfBrand = "",
    as_json: printing.AsJson = False,
) -> None:
    """Connect a mailbox. Both servers are tried before anything is kept."""
    framework.start_ready()
    from askfirst.cli import finding, founding

    given = {
        "address": address,
        "smtp_host": smtp_host,
        "smtp_port": smtp_port,
        "smtp_security": smtp_security,
        "imap_host": imap_host,
        "imap_port": imap_port,
        "imap_security": imap_security,
        "username": username,
    }
    settings = {key: value for key, value in given.items() if value}
    secret = _password() if password else ""
    channel = founding.mailbox(finding.brand(brand), settings, secret)
    _answer(
        {"id": channel.pk, "network": channel.network, "address": channel.address, "state": channel.state},
        f"{channel.name} is connected: mail is sent and read from now on.",
        is_json=as_json,
    )


@keys.command("rotate")
def key_rotate(as_json: printing.AsJson = False) -> None:
    """Make a new key and keep the credentials of all channels under it. Restart `askfirst serve` afterwards."""
    framework.start_ready()
    from django.conf import settings

    from askfirst.brand import vault
    from askfirst.config import secrets
    from askfirst.gate import tickets

    made = secrets.add_channel_key(settings.SECRETS_FILE)
    count = vault.reseal(made.channel_keys)
    tickets.reseal(made.channel_keys)
    _answer(
        {"channels": count, "keys": len(made.channel_keys)},
        f"A new key was made; the credentials of {count} channels are kept under it. "
        "Restart `askfirst serve` and every worker now, so that they read it.",
        is_json=as_json,
    )


def _password() -> str:
    if sys.stdin.isatty():
        said: str = typer.prompt("Password", hide_input=True)
        return said
    return sys.stdin.readline().rstrip("\r\n")


def _answer(data: dict[str, Any], sentence: str, *, is_json: bool) -> None:
    if is_json:
        printing.answer_json(data)
    else:
        printing.say(sentence)
