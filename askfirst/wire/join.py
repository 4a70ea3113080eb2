"""Connecting an account of a network: what was given is tried, kept sealed, and looked at again whenever somebody asks.

given → tried (the owner's agreement, fresh credentials, whose account it is) → kept → events asked for → findings.
A channel that works keeps its credentials until new ones have been tried and speak for the same account.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from askfirst.brand import health, vault
from askfirst.brand.changes import announce
from askfirst.brand.models import PROVISIONAL, Channel
from askfirst.brand.roles import Right, require
from askfirst.gate import accounts, outbox
from askfirst.networks import catalog
from askfirst.networks.base import BadSettings, Failure, NetworkError
from askfirst.networks.hooks import Hooked
from askfirst.networks.http import HttpNetwork
from askfirst.networks.joining import Finding, Joining
from askfirst.sentence import Sentence, together, words_of
from askfirst.wire import agreeing, connectors, loop, offers, pulling

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from askfirst.brand.models import Brand, Member
    from askfirst.networks.base import Network
    from askfirst.networks.joining import Account, Renewed
    from askfirst.wire.agreeing import Agreed
    from askfirst.wire.offers import Choice

log = logging.getLogger(__name__)

UNFINISHED = Sentence("it is being connected")
PART = "connecting"
LONGEST_CHECK = timedelta(minutes=3)
LOOPBACK = ("127.", "localhost", "[::1]", "0.0.0.0")  # noqa: S104 -- recognised, not listened on


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """What was learned by trying credentials."""

    account: Account
    given: dict[str, Any]
    """All settings, secrets among them, with what was renewed."""
    until: datetime | None
    missing: tuple[str, ...] = ()


def begin(member: Member | None, brand: Brand, one: Choice, given: Mapping[str, Any]) -> Channel:
    """A new channel for what was given; whose account it is will be found out.

    Raises:
        PermissionDenied: the member's role may not connect channels.
    """
    if member:
        require(member, Right.CHANNELS, brand.pk)
    plain, sealed = offers.split(one.guide, given)
    return Channel.objects.create(
        brand=brand,
        network=one.name,
        address=f"{PROVISIONAL}{secrets.token_hex(8)}",
        name=one.label,
        settings=plain,
        sealed_credentials=vault.seal(sealed) if sealed else "",
        state=Channel.State.ATTENTION,
        state_reason=UNFINISHED,
    )


def discard(member: Member, channel: Channel) -> bool:
    """Take away a channel that never became one.  False where it did: switch that off instead.

    Raises:
        PermissionDenied: the member's role may not connect channels.
    """
    require(member, Right.CHANNELS, channel.brand_id)
    rows = Channel.objects.filter(pk=channel.pk, address__startswith=PROVISIONAL)
    return bool(rows.delete()[0])


def mark_running(channel: Channel) -> None:
    """The channel is being looked at: screens say so until it is done."""
    channel.checked = {**channel.checked, "is_running": True, "at": timezone.now().isoformat()}
    with transaction.atomic():
        Channel.objects.filter(pk=channel.pk).update(checked=channel.checked)
        announce(channel.brand, "channel", channel=channel.pk)


def prepare(channel: Channel, back: str) -> None:
    """Have an app made by a network that makes one for us, before the owner of a new channel's account is asked."""
    given = offers.given_of(channel)
    try:
        network = connectors.of(channel)
        made = loop.run(network.register(back)) if isinstance(network, Joining) else {}
    except (NetworkError, BadSettings) as error:
        _noted(channel, [Finding(what=Sentence("App"), is_good=False, says=_sentence(error))])
        return
    plain, sealed = offers.split(offers.choice(channel.network).guide, {**given, **made})
    channel.settings, channel.sealed_credentials = plain, vault.seal(sealed)
    channel.checked = {"is_running": False, "at": timezone.now().isoformat()}
    with transaction.atomic():
        channel.save(update_fields=["settings", "sealed_credentials", "checked"])
        announce(channel.brand, "channel", channel=channel.pk)


def broke_off(channel: int) -> None:
    """Looking at it ended in a way that nobody foresaw: its page says so and does not wait for ever."""
    held = Channel.objects.select_related("brand").filter(pk=channel).first()
    if held:
        says = Sentence(
            "Looking at it broke off: try again, and look into the log of this installation if it does so again"
        )
        _noted(held, [Finding(what=Sentence("The check"), is_good=False, says=says)], is_kept=False)


def connect(channel: Channel, given: Mapping[str, Any], agreed: Agreed | None = None) -> list[Finding]:
    """Try what was given and, if it speaks for the right account, keep it; then look at everything.

    Where it does not, the channel keeps what it has, and the findings say why.
    """
    one = offers.choice(channel.network)
    try:
        tried = _tried(channel, one, dict(given), agreed)
        _require_same_account(channel, tried.account, one.label)
        _keep(channel, one, tried)
    except (NetworkError, BadSettings, vault.VaultClosed) as error:
        return _noted(
            channel, [Finding(what=Sentence("Account"), is_good=False, says=_sentence(error))], is_kept=False
        )
    speaks(channel)
    lacking = [_not_granted(one, name) for name in tried.missing]
    return _noted(channel, [*lacking, *_looked(channel, one)])


def check(channel: Channel) -> list[Finding]:
    """Look at a connected channel, sending nothing to anybody; its state says afterwards how it is."""
    one = offers.choice(channel.network)
    if channel.is_provisional:
        return connect(channel, offers.given_of(channel))
    try:
        account = loop.run(_account(connectors.of(channel)))
        _require_same_account(channel, account, one.label)
        accounts.learn(channel, account.said)
    except (NetworkError, BadSettings) as error:
        return _noted(channel, [Finding(what=Sentence("Account"), is_good=False, says=_sentence(error))])
    speaks(channel)
    return _noted(channel, _looked(channel, one))


def hook_of(channel: Channel) -> str:
    """The address at which the network pushes to us; empty where it pushes nothing."""
    if not channel.hook_key:
        return ""
    return f"{settings.ADDRESS}/hooks/{channel.network}/{channel.hook_key}/"


def shown_to_us(channel: Channel) -> str:
    """The secret of our own that the network shows us again, where it does; empty where it cannot be opened."""
    try:
        kept = vault.open_credentials(channel)
    except vault.VaultClosed:
        return ""
    return next((str(kept[name]) for name in offers.MADE if kept.get(name)), "")


def is_stale(channel: Channel) -> bool:
    """Looking at it began so long ago that whoever looked is gone."""
    began = parse_datetime(str(channel.checked.get("at", "")))
    return began is None or timezone.now() - began > LONGEST_CHECK


def speaks(channel: Channel) -> None:
    """The network knows us: what waited for that leaves, whatever else is still to be mended."""
    for part in ("sending", "reading"):
        health.well(channel.pk, part)
    outbox.wake(channel.pk)
    pulling.soon(channel.pk)


def _tried(channel: Channel, one: Choice, given: dict[str, Any], agreed: Agreed | None) -> Tried:
    lasts: timedelta | None = None
    missing: tuple[str, ...] = ()
    oauth = one.guide.oauth
    if agreed and oauth:
        given = {name: value for name, value in given.items() if name not in oauth.keeps.values()}
    network = catalog.connector(one.name, given)
    if agreed and oauth and isinstance(network, HttpNetwork):
        granted = loop.run(agreeing.exchange(network, oauth, given, agreed))
        given |= granted.settings
        lasts, missing = granted.lasts, granted.missing
        network = catalog.connector(one.name, given)
    if isinstance(network, Joining) and not _is_fresh(network, lasts):
        renewed = loop.run(network.renew())
        if renewed:
            _outlive(channel, one, given, renewed)
            given |= renewed.settings
            lasts = renewed.lasts
            network = catalog.connector(one.name, given)
    account = loop.run(_account(network))
    until = timezone.now() + lasts if lasts else None
    return Tried(account=account, given={**given, **account.settings}, until=until, missing=missing)


def _outlive(channel: Channel, one: Choice, given: Mapping[str, Any], renewed: Renewed) -> None:
    """Where what was exchanged is what the channel has, that is worth nothing any more: it keeps the fresh ones at once.

    Whatever goes wrong afterwards, they could not be had again.
    """
    plain, sealed = offers.split(one.guide, renewed.settings)
    with transaction.atomic():
        held = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
        had = offers.given_of(held)
        if any(had.get(name) != given.get(name) for name in renewed.settings):
            return
        held.settings = {**held.settings, **plain}
        held.sealed_credentials = vault.seal({**vault.open_credentials(held), **sealed})
        held.credentials_until = timezone.now() + renewed.lasts if renewed.lasts else None
        held.save(update_fields=["settings", "sealed_credentials", "credentials_until"])


def _is_fresh(network: Joining, lasts: timedelta | None) -> bool:
    """Just given, and good for longer than it takes to need others."""
    return bool(lasts and network.renew_before and lasts > network.renew_before)


async def _account(network: Network) -> Account:
    if not isinstance(network, Joining):
        raise BadSettings(Sentence("%(label)s cannot be asked whose account this is", label=network.label))
    found = await network.account()
    if not found.address:
        raise NetworkError(
            Sentence("%(label)s does not say whose account this is", label=network.label),
            failure=Failure.CREDENTIALS,
        )
    return found


def _require_same_account(channel: Channel, account: Account, label: str) -> None:
    if not channel.is_provisional and account.address != channel.address:
        raise BadSettings(
            Sentence(
                "These speak for %(what)s on %(label)s (%(address)s), and this channel is %(name)s "
                "(%(address_2)s). Nothing was changed: connect the other account as a channel of its own",
                what=account.name or account.address,
                label=label,
                address=account.address,
                name=channel.name,
                address_2=channel.address,
            )
        )
    others = Channel.objects.filter(
        brand=channel.brand_id, network=channel.network, address=account.address
    ).exclude(pk=channel.pk)
    if others.exists():
        raise BadSettings(
            Sentence(
                "%(what)s is connected already: change that channel instead",
                what=account.name or account.address,
            )
        )


def _keep(channel: Channel, one: Choice, tried: Tried) -> None:
    plain, sealed = offers.split(one.guide, tried.given)
    network = catalog.connector(one.name, tried.given)
    with transaction.atomic():
        held = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
        said = {accounts.KEPT_UNDER: dict(accounts.said_of(held))} if accounts.said_of(held) else {}
        held.settings = {**plain, **said}
        held.sealed_credentials = vault.seal(sealed) if sealed else ""
        held.address, held.name = tried.account.address, (tried.account.name or tried.account.address)[:120]
        held.credentials_until, held.renewing_until = tried.until, None
        if isinstance(network, Hooked) and not held.hook_key:
            held.hook_key = secrets.token_urlsafe(32)
        try:
            with transaction.atomic():
                held.save()
        except IntegrityError as error:
            raise BadSettings(
                Sentence("%(name)s is connected already: change that channel instead", name=held.name)
            ) from error
        accounts.learn(held, {**_app(one, plain), **tried.account.said})
    for name in ("settings", "sealed_credentials", "address", "name", "credentials_until", "hook_key"):
        setattr(channel, name, getattr(held, name))


def _app(one: Choice, plain: Mapping[str, Any]) -> dict[str, str]:
    """Through which app it speaks: channels of one app share its limits."""
    client = one.guide.oauth.client_id if one.guide.oauth else ""
    return {"app": str(plain[client])} if plain.get(client) else {}


def _looked(channel: Channel, one: Choice) -> list[Finding]:
    """Ask for events, then look at everything."""
    found: list[Finding] = []
    hook = hook_of(channel)
    if hook and not channel.settings.get("through"):
        found += _reachable(hook)
    network = connectors.of(channel)
    assert isinstance(network, Joining)  # noqa: S101 -- it has told us whose account it is
    found += loop.run(_findings(network, hook, shown_to_us(channel), one.label))
    if any(finding.what.lower() == "account" for finding in found):
        return found
    return [
        Finding(
            what=Sentence("Account"),
            is_good=True,
            says=Sentence("It is %(name)s (%(address)s).", name=channel.name, address=channel.address),
        ),
        *found,
    ]


async def _findings(network: Joining, hook: str, secret: str, label: str) -> list[Finding]:
    found: list[Finding] = []
    try:
        await network.subscribe(hook, secret)
    except NetworkError as error:
        found.append(Finding(what=Sentence("Events"), is_good=False, says=_sentence(error)))
    try:
        found += await network.findings(hook)
    except NetworkError as error:
        found.append(Finding(what=label, is_good=False, says=_sentence(error)))
    return found


def _reachable(hook: str) -> list[Finding]:
    host = hook.split("://", 1)[-1]
    if hook.startswith("https://") and not host.startswith(LOOPBACK):
        return []
    says = Sentence(
        "No network can push to %(hook)s: set ASKFIRST_ADDRESS to an address with https that can be reached from outside",
        hook=hook,
    )
    return [Finding(what=Sentence("Our address"), is_good=False, says=says)]


def _not_granted(one: Choice, name: str) -> Finding:
    scopes = one.guide.oauth.scopes if one.guide.oauth else ()
    why = next((scope.why for scope in scopes if scope.name == name), "")
    return Finding(
        what=Sentence("Permission %(name)s", name=name),
        is_good=False,
        says=together(Sentence("It was not given."), why),
    )


def _told(one: Finding) -> str:
    what = one.what if isinstance(one.what, Sentence) else _capital(one.what)
    if one.says.endswith("."):
        return Sentence("%(what)s: %(says)s", what=what, says=one.says)
    return Sentence("%(what)s: %(says)s.", what=what, says=one.says)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _sentence(error: Exception) -> str:
    code = getattr(error, "code", "")
    said = words_of(error)
    return (
        Sentence("%(what)s (%(code)s)", what=said, code=str(code)) if code and str(code) not in said else said
    )


def _noted(channel: Channel, findings: list[Finding], *, is_kept: bool = True) -> list[Finding]:
    """Write down what was found.  `is_kept` False: new credentials did not work, and what the channel has may well."""
    rows = [{"what": one.what, "is_good": one.is_good, "says": one.says} for one in findings]
    checked = {"is_running": False, "at": timezone.now().isoformat(), "findings": rows, "is_kept": is_kept}
    with transaction.atomic():
        Channel.objects.filter(pk=channel.pk).update(checked=checked)
        announce(channel.brand, "channel", channel=channel.pk)
    channel.checked = checked
    bad = together(*(_told(one) for one in findings if not one.is_good))
    if channel.is_provisional and bad:
        # Whoever connects it looks at its page: nobody else needs to be told of what never was.
        Channel.objects.filter(pk=channel.pk).update(state_reason=bad, troubles={PART: bad})
    elif bad and is_kept:
        health.trouble(channel.pk, PART, bad)
    elif not bad:
        health.recovered(channel.pk)
    return findings
