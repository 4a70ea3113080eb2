"""Everything that is known of one person, as they would get it: one JSON document, the same as a page to read, and their files."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from askfirst.brand import earlier, files
from askfirst.brand.models import StoredFile
from askfirst.brand.roles import Right, require
from askfirst.campaigns.models import Click
from askfirst.consent import ledger, standing
from askfirst.friends.access import asked_by
from askfirst.gate.models import Decision, Delivery
from askfirst.inbox.models import Message, Note, Thread
from askfirst.people.engaged import standing as standing_of
from askfirst.people.forgetting import everybody
from askfirst.people.models import Engagement, Handle, Link, Relationship
from askfirst.wall.models import Comment, Post, Vote

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.safestring import SafeString

    from askfirst.brand.models import Earlier, Member
    from askfirst.friends.models import Request
    from askfirst.people.models import Contact

FORMAT = "askfirst person 1"
LARGEST_FILES = 200 * 2**20
"""Bytes of files in one archive; what does not fit is named in it and left out."""
_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c1917;background:#fff}
table{border-collapse:collapse;width:100%;margin-bottom:2rem}th,td{text-align:start;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid #e7e5e4;overflow-wrap:anywhere}
h2{margin-top:2.5rem}.quiet{color:#57534e}"""


def archive(member: Member | None, contact: Contact) -> bytes:
    """A zip of `person.json`, `person.html` and the folder `files`.

    Raises:
        PermissionDenied: the member's role may not, or the person is another brand's.
    """
    told = portrait(member, contact)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        left = LARGEST_FILES
        for entry, row in zip(told["files"], _files(everybody(contact)), strict=True):
            if row.size <= left:
                left -= row.size
                zipped.writestr(entry["path"], files.read(row))
            else:
                entry["left_out"] = _("It is too large for this archive; ask for it.")
        zipped.writestr("person.json", json.dumps(told, ensure_ascii=False, indent=2))
        zipped.writestr("person.html", page(told))
    return made.getvalue()


def portrait(member: Member | None, contact: Contact) -> dict[str, Any]:
    """What is known of this person, in plain values; times in ISO 8601.

    Notes of the team are theirs to read too: they are about them.

    Raises:
        PermissionDenied: the member's role may not, or the person is another brand's.
    """
    if member:
        require(member, Right.PERSONAL, contact.brand_id)
    people = everybody(contact)
    return {
        "format": FORMAT,
        "made_at": _iso(timezone.now()),
        "brand": contact.brand.name,
        "person": _person(contact),
        "addresses": [_handle(one) for one in Handle.objects.filter(contact__in=people).order_by("pk")],
        "links": [_link(one) for one in Link.objects.filter(contact__in=people).select_related("handle").order_by("pk")],
        "likes_and_follows": [
            _edge(one) for one in Relationship.objects.filter(contact__in=people).select_related("channel").order_by("pk")
        ],
        "requests": [_request(one) for one in asked_by(people)],
        "what_they_did": [
            {"what": one.get_kind_display(), "channel": one.channel.name, "at": _iso(one.occurred_at)}
            for one in Engagement.objects.filter(contact__in=people).select_related("channel").order_by("occurred_at", "pk")
        ],
        "engagement": _engagement(contact),
        "consents": [
            {
                "what": one.get_act_display(),
                "purpose": one.purpose,
                "who": one.get_actor_display(),
                "proof": one.evidence,
                "at": _iso(one.occurred_at),
                "until": _iso(one.expires_at),
            }
            for one in reversed(standing.entries_of(contact))
        ],
        "stop_list": [
            {"network": one.network, "why": one.get_reason_display(), "proof": one.evidence, "since": _iso(one.since)}
            for one in ledger.suppressions(contact.brand, Handle.objects.filter(contact__in=people)).values()
        ],
        "conversations": _conversations(people),
        "public": _public(people),
        "votes": _votes(people),
        "sent_elsewhere": _sent(people),
        "links_followed": [
            {"link": one.address, "by_a_program": one.is_human is False, "at": _iso(one.at)}
            for one in Click.objects.filter(delivery__contact__in=people).order_by("at", "pk")
        ],
        "decisions": [
            _decision(one)
            for one in Decision.objects.filter(contact__in=people).select_related("channel").order_by("decided_at", "pk")
        ],
        "files": [
            {"path": f"files/{number}-{one.name}", "name": one.name, "bytes": one.size, "kind": one.content_type}
            for number, one in enumerate(_files(people), start=1)
        ],
    }  # fmt: skip


def page(told: dict[str, Any]) -> str:
    """The portrait as one HTML page that needs nothing else."""
    body = format_html_join("", "{}", ((_section(*one, told),) for one in _sections()))
    return format_html(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>{}</title><style>{}</style></head>'
        '<body><h1 dir="auto">{}</h1><p class="quiet">{} · {}</p>{}</body></html>',
        told["person"]["name"] or _("Somebody without a name"),
        mark_safe(_STYLE),  # noqa: S308 -- our own words
        told["person"]["name"] or _("Somebody without a name"),
        told["brand"],
        told["made_at"],
        body,
    )


def _sections() -> list[tuple[str, str]]:
    return [
        ("person", _("Who you are to us")),
        ("addresses", _("Your addresses")),
        ("links", _("Why we took addresses for yours")),
        ("likes_and_follows", _("Likes, follows and connections")),
        ("requests", _("Your requests to be connected, and what was seen of you")),
        ("engagement", _("How much you take part, as we count it")),
        ("consents", _("What you allowed and forbade")),
        ("stop_list", _("Where you asked us to stop")),
        ("conversations", _("What we said to each other")),
        ("public", _("What you said in public")),
        ("votes", _("What you chose in polls")),
        ("sent_elsewhere", _("What else we sent you")),
        ("what_they_did", _("What you did")),
        ("links_followed", _("Links in our mails that you followed")),
        ("decisions", _("What was decided about you")),
        ("files", _("Files")),
    ]


def _section(key: str, title: str, told: dict[str, Any]) -> SafeString:
    value = told[key]
    rows: list[dict[str, Any]] = [value] if isinstance(value, dict) else value
    if not rows:
        return format_html('<h2>{}</h2><p class="quiet">{}</p>', title, _("Nothing."))
    if key == "conversations":
        talks = format_html_join("", "{}", ((_talk(one),) for one in rows))
        return format_html("<h2>{}</h2>{}", title, talks)
    return format_html("<h2>{}</h2>{}", title, _table(rows))


def _talk(talk: dict[str, Any]) -> SafeString:
    notes = _table(talk["notes"]) if talk["notes"] else ""
    said = _table(talk["messages"]) if talk["messages"] else ""
    title = " · ".join(filter(None, (talk["channel"], talk["subject"])))
    return format_html('<h3 dir="auto">{}</h3>{}{}', title, said, notes)


def _table(rows: list[dict[str, Any]]) -> SafeString:
    names = list(rows[0])
    head = format_html_join("", '<th scope="col">{}</th>', ((name.replace("_", " "),) for name in names))
    body = format_html_join(
        "",
        "<tr>{}</tr>",
        ((format_html_join("", '<td dir="auto">{}</td>', ((_cell(row.get(name)),) for name in names)),) for row in rows),
    )  # fmt: skip
    return format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, body)


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(value)


def _engagement(contact: Contact) -> list[dict[str, Any]]:
    """Every line of their score, and the band that follows from it."""
    held = standing_of(contact)
    told = [
        {
            "what": line.title,
            "times": line.done,
            "points": round(line.points, 1),
            "remarks": "; ".join(line.remarks),
        }
        for line in held.lines
    ]
    whole = {
        "what": _("together"),
        "points": round(held.score, 1),
        "remarks": str(held.band.label) if held.band else "",
    }
    return [*told, whole] if told else []


def _person(contact: Contact) -> dict[str, Any]:
    return {
        "number": contact.pk,
        "name": contact.name,
        "language": contact.language,
        "country": contact.country,
        "region": contact.region,
        "time_zone": contact.time_zone,
        "relation": contact.get_relation_display(),
        "is_vip": contact.is_vip,
        "known_since": _iso(contact.created_at),
    }


def _handle(one: Handle) -> dict[str, Any]:
    return {
        "network": one.network,
        "address": one.address,
        "proof": one.evidence,
        "shown_to_be_theirs_at": _iso(one.verified_at),
        "unreachable_since": _iso(one.unreachable_since),
        "known_since": _iso(one.created_at),
    }


def _link(one: Link) -> dict[str, Any]:
    return {
        "address": one.handle.address,
        "what": one.get_act_display(),
        "proof": one.evidence,
        "at": _iso(one.at),
    }


def _edge(one: Relationship) -> dict[str, Any]:
    return {
        "what": one.get_kind_display(),
        "channel": one.channel.name,
        "since": _iso(one.since),
        "until": _iso(one.until),
        "heard_from": one.source,
    }


def _request(one: Request) -> dict[str, Any]:
    return {
        "channel": one.channel.name,
        "wrote": one.note,
        "at": _iso(one.came_at or one.heard_at),
        "state": one.get_state_display(),
        "what_was_seen": one.seen,
        "how_it_was_read": [str(point["says"]) for point in one.points],
        "suggestion": one.get_suggestion_display() if one.suggestion else "",
        "decided_at": _iso(one.decided_at),
    }


def _conversations(people: list[Contact]) -> list[dict[str, Any]]:
    threads = list(
        Thread.objects.filter(contact__in=people, post=0)
        .select_related("channel")
        .order_by("created_at", "pk")
    )
    said: dict[int, list[dict[str, Any]]] = {one.pk: [] for one in threads}
    notes: dict[int, list[dict[str, Any]]] = {one.pk: [] for one in threads}
    messages = list(Message.objects.filter(thread__in=said).order_by("said_at", "pk"))
    before = earlier.of(messages)
    for message in messages:
        said[message.thread_id].append(
            {
                "who": message.author,
                "is_ours": message.is_ours,
                "text": message.text,
                "at": _iso(message.said_at),
            }
            | _before(before.get((message.channel_id, message.external_id), []))
        )
    for note in Note.objects.filter(thread__in=said).select_related("member").order_by("created_at", "pk"):
        notes[note.thread_id].append(
            {"note_by": note.member.name, "text": note.text, "at": _iso(note.created_at)}
        )
    return [
        {
            "channel": one.channel.name,
            "subject": one.subject,
            "messages": said[one.pk],
            "notes": notes[one.pk],
        }
        for one in threads
    ]


def _before(forms: list[Earlier]) -> dict[str, Any]:
    """What it said before it was changed; nothing for what reads as it always did."""
    return {"before": [{"text": one.text, "at": _iso(one.at)} for one in forms]} if forms else {}


def _public(people: list[Contact]) -> list[dict[str, Any]]:
    rows: list[Post | Comment] = [
        row
        for model in (Post, Comment)
        for row in model.objects.filter(contact__in=people).select_related("channel")
    ]
    before = earlier.of(rows)
    return [
        {"channel": row.channel.name, "text": row.text, "at": _iso(row.said_at)}
        | _before(before.get((row.channel_id, row.external_id), []))
        for row in sorted(rows, key=lambda row: (row.said_at, row.external_id))
    ]


def _votes(people: list[Contact]) -> list[dict[str, Any]]:
    rows = Vote.objects.filter(contact__in=people).select_related("poll").prefetch_related("choices")
    return [
        {
            "poll": one.poll.question,
            "chosen": [choice.text for choice in one.choices.all()],
            "text": one.text,
            "at": _iso(one.voted_at),
        }
        for one in rows.order_by("voted_at", "pk")
    ]


def _sent(people: list[Contact]) -> list[dict[str, Any]]:
    """What left for them and stands in no conversation, such as a notice by mail."""
    rows = Delivery.objects.filter(Q(contact__in=people), message=None).exclude(sent_at=None)
    return [
        {"channel": one.channel.name, "subject": one.subject, "text": one.text, "at": _iso(one.sent_at)}
        for one in rows.select_related("channel").order_by("sent_at", "pk")
    ]


def _decision(one: Decision) -> dict[str, Any]:
    return {
        "channel": one.channel.name,
        "verdict": one.verdict,
        "when": one.get_stage_display(),
        "reasons": [reason["says"] for reason in one.reasons],
        "at": _iso(one.decided_at),
        "rules": one.policy_version,
    }


def _files(people: list[Contact]) -> list[StoredFile]:
    theirs = (
        Q(message__thread__contact__in=people) | Q(post__contact__in=people) | Q(comment__contact__in=people)
    )
    return list(StoredFile.objects.filter(theirs).distinct().order_by("pk"))


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
