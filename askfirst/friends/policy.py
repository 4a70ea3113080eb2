"""The friend policy: written once for each relation, applied by a person each time, in words that the brand chose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from askfirst.brand.models import Channel
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.friends.models import PolicyLine
from askfirst.gate import recommend
from askfirst.manners import reading
from askfirst.networks.catalog import NETWORKS, label
from askfirst.people.models import Contact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from askfirst.brand.models import Brand, Member
    from askfirst.friends.models import Request

GAPS = ("name", "brand", "network", "address")
"""What the words of a reply may leave open: `{name}` and so on."""
LONGEST = 1_000
USUAL = "en"
CONNECTABLE = ("linkedin", "facebook", "instagram", "mastodon", "bluesky", "x", "tumblr", "matrix")
"""Networks on which people and a brand can be connected, so that somebody can see whether they are."""
STARTER = (
    "Hello {name}, thank you for asking. We keep this account for family and friends. We would be glad to be "
    "connected with you on {network}, where we talk about our work: {address}. Kind regards, {brand}"
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
_GAP = re.compile(r"\{([^{}]*)\}")
_PROFILES = {
    "facebook": "https://www.facebook.com/%s",
    "instagram": "https://www.instagram.com/%s",
    "bluesky": "https://bsky.app/profile/%s",
    "x": "https://x.com/%s",
    "tumblr": "https://%s.tumblr.com",
    "matrix": "https://matrix.to/#/%s",
}


class WrongLine(ValueError):  # noqa: N818 -- it says what the matter is
    """The line was not kept; the message says what is wrong with it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A line as somebody writes it."""

    network: str = ""
    """Empty: on every network without a line of its own."""
    relation: str = ""
    act: str = PolicyLine.Act.INVITE
    elsewhere: str = ""
    """Empty: the network that suits the relation best."""
    words: Mapping[str, str] = field(default_factory=dict)
    """The kind reply by language."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """What the policy says of one request, once somebody has said what they are to the brand."""

    line: PolicyLine
    elsewhere: str
    """The network to which they are invited; empty where they are to be accepted, or there is none."""
    why: str
    """Why that network suits, one sentence."""
    channel: Channel | None
    """The brand's own there; None: it has none, so nobody could connect."""
    words: str
    """The reply in their language, or in the nearest there is; gaps that could be filled are."""
    language: str
    """In which those words are."""

    @property
    def label(self) -> str:
        """The network as people call it."""
        return label(self.elsewhere) if self.elsewhere else ""


def line_for(brand: Brand, network: str, relation: str) -> PolicyLine | None:
    """The line that holds: the network's own, else that for every network."""
    rows = PolicyLine.objects.filter(brand=brand, relation=relation, network__in=["", network])
    return rows.order_by("-network").first() if relation else None


def advice(held: Request, relation: str) -> Advice | None:
    """What to do with this request if they are this to the brand.  None: nobody has written a line for it."""
    line = line_for(held.brand, held.channel.network, relation)
    if line is None:
        return None
    if line.act == PolicyLine.Act.ACCEPT:
        return Advice(line=line, elsewhere="", why="", channel=None, words="", language="")
    network, why = _better(held, line, relation)
    channel = _channels(held.brand).get(network)
    language, words = chosen(line.words, language_of(held))
    return Advice(
        line=line,
        elsewhere=network,
        why=why,
        channel=channel,
        words=filled(words, held, network, channel),
        language=language,
    )


def _better(held: Request, line: PolicyLine, relation: str) -> tuple[str, str]:
    """The network that the line names; else that which suits the relation, open and with a channel of ours if there is one."""
    if line.elsewhere:
        why = {suit.network: suit.why for suit in recommend.bundled().get(relation, ())}
        return line.elsewhere, why.get(line.elsewhere, "")
    contact, own = held.handle.contact, held.channel.network
    found = recommend.for_person(contact) if contact.relation == relation else None
    if found and found.channel and found.network in CONNECTABLE and found.network != own:
        return found.network, found.why
    suits = [
        suit
        for suit in recommend.bundled().get(relation, ())
        if suit.network in CONNECTABLE and suit.network != own
    ]
    ours = _channels(held.brand)
    best = next((suit for suit in suits if suit.network in ours), suits[0] if suits else None)
    return (best.network, best.why) if best else ("", "")


def _channels(brand: Brand) -> dict[str, Channel]:
    rows = Channel.objects.filter(brand=brand, network__in=CONNECTABLE).order_by("-pk")
    return {one.network: one for one in rows}


def language_of(held: Request) -> str:
    """What they speak, as far as anybody knows: of that address, of them, or of what they write of themselves."""
    known = held.handle.language or held.handle.contact.language
    said = " ".join(filter(None, (held.note, str(held.seen.get("about") or ""))))
    return known or (reading.read(said).language if said else "")


def chosen(words: Mapping[str, str], language: str) -> tuple[str, str]:
    """The language and the words in it: theirs, its main form, English, or the first there is."""
    tried = [language, language.partition("-")[0], USUAL, *words]
    found = next((one for one in tried if words.get(one)), "")
    return found, words.get(found, "")


def filled(words: str, held: Request, network: str, channel: Channel | None) -> str:
    """The words with what is known in their gaps.  A gap for which nothing is known stays, and nothing with one is sent."""
    known = {
        "name": held.handle.contact.name.split()[0] if held.handle.contact.name else "",
        "brand": held.brand.name,
        "network": label(network) if network else "",
        "address": address_of(channel) if channel else "",
    }
    return _GAP.sub(lambda gap: known.get(gap[1]) or gap[0], words)


def gaps(words: str) -> list[str]:
    """What is still to be filled in."""
    return [gap for gap in _GAP.findall(words) if gap in GAPS]


def address_of(channel: Channel) -> str:
    """Where people find us there, as an address to open where its form is known."""
    name = channel.address.removeprefix("@")
    if channel.address.startswith("https://"):
        return channel.address
    if channel.network == "mastodon" and "@" in name:
        user, _at, server = name.partition("@")
        return f"https://{server}/@{user}"
    pattern = _PROFILES.get(channel.network)
    return pattern % name if pattern and " " not in name else channel.address


def write(member: Member, wanted: Wanted) -> PolicyLine:
    """Keep a line; the one for this network and relation is replaced.

    Raises:
        PermissionDenied: the member's role may not.
        WrongLine: something in it cannot be; nothing was kept.
    """
    require(member, Right.SORT)
    said = {key.strip().lower(): plain(text).strip() for key, text in wanted.words.items() if text.strip()}
    _check(wanted)
    if wanted.act == PolicyLine.Act.INVITE:
        _check_words(said)
    with transaction.atomic():
        line, _is_new = PolicyLine.objects.update_or_create(
            brand=member.brand,
            network=wanted.network,
            relation=wanted.relation,
            defaults={
                "act": wanted.act,
                "elsewhere": wanted.elsewhere if wanted.act == PolicyLine.Act.INVITE else "",
                "words": said,
                "changed_by": member,
                "changed_at": timezone.now(),
            },
        )
    return line


def _check(wanted: Wanted) -> None:
    if wanted.network and wanted.network not in NETWORKS:
        raise WrongLine(_("Nothing was kept. Choose a network from the list, or every network."))
    if wanted.relation not in Contact.Relation.values:
        raise WrongLine(_("Nothing was kept. Choose what they are to you from the list."))
    if wanted.act not in PolicyLine.Act.values:
        raise WrongLine(_("Nothing was kept. Choose whether they are accepted or invited elsewhere."))
    if wanted.elsewhere and wanted.elsewhere not in CONNECTABLE:
        raise WrongLine(_("Nothing was kept. Choose a network on which people can connect with you."))
    if wanted.elsewhere and wanted.elsewhere == wanted.network:
        raise WrongLine(_("Nothing was kept. They cannot be invited to the network on which they ask."))


def _check_words(words: Mapping[str, str]) -> None:
    if not words:
        raise WrongLine(
            _(
                "Nothing was kept. Write what they are told: a request that is declined without a word is not kind."
            )
        )
    for language, text in words.items():
        if not _LANGUAGE.fullmatch(language):
            raise WrongLine(
                _("Nothing was kept. “%(language)s” is no language: write a code such as en, de or pt-br.")
                % {"language": language}
            )
        if len(text) > LONGEST:
            raise WrongLine(
                _("Nothing was kept. The words in %(language)s have %(length)s characters, and %(most)s fit.")
                % {"language": language, "length": len(text), "most": LONGEST}
            )
        unknown = [gap for gap in _GAP.findall(text) if gap not in GAPS]
        if unknown:
            raise WrongLine(
                _("Nothing was kept. Nobody knows what to put for {%(gap)s}. There is %(gaps)s.")
                % {"gap": unknown[0], "gaps": ", ".join(f"{{{one}}}" for one in GAPS)}
            )


def take_out(member: Member, line: PolicyLine) -> None:
    """There is no such line any more.

    Raises:
        PermissionDenied: the member's role may not, or the line is another brand's.
    """
    require(member, Right.SORT, line.brand_id)
    line.delete()
