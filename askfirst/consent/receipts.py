"""What somebody is given as proof of what they agreed to: to read, as JSON, and as JSON-LD.

The JSON uses the names of ISO/IEC TS 27560:2023 (consent record and receipt; its schema is docs/receipt.schema.json), the
JSON-LD those of the W3C Data Privacy Vocabulary 2.3.  Both are made of the ledger's own lines; whom they are about stands in them as a keyed digest only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from askfirst.consent import lists, standing
from askfirst.consent.models import Entry
from askfirst.networks import catalog

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.consent.models import List, Notice
    from askfirst.people.models import Contact

SCHEMA = "ISO/IEC TS 27560:2023"
AGREED = (Entry.Act.CONFIRMED, Entry.Act.JOINED, Entry.Act.IMPORTED)
_TAKEN_BACK = (Entry.Act.WITHDRAWN, Entry.Act.OBJECTED, Entry.Act.SUPPRESSED)
_STATES = {
    Entry.Act.REQUESTED: "requested",
    Entry.Act.CONFIRMED: "given",
    Entry.Act.JOINED: "given",
    Entry.Act.IMPORTED: "given",
    Entry.Act.REFRESHED: "reaffirmed",
    Entry.Act.WITHDRAWN: "withdrawn",
    Entry.Act.OBJECTED: "withdrawn",
    Entry.Act.SUPPRESSED: "withdrawn",
    Entry.Act.LAPSED: "expired",
    Entry.Act.FADED: "expired",
    Entry.Act.RETRACTED: "withdrawn",
}
"""What a line of the ledger is called as an event of a consent."""
_PURPOSES = {
    "marketing": "https://w3id.org/dpv#DirectMarketing",
    "event": "https://w3id.org/dpv#Marketing",
    "survey": "https://w3id.org/dpv#CustomerRelationshipManagement",
}
_STATUS = {"active": "ConsentGiven", "stale": "ConsentExpired", "pending": "ConsentRequested"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """One agreement to one list, and what became of it."""

    entry: Entry
    """The line by which they are, or were, on the list."""
    on: List
    notice: Notice | None
    """The words that they were shown; None: nobody says which."""
    state: str
    """Where they stand today, in the words of `Membership.State`."""
    events: tuple[Entry, ...]
    """All that the ledger says of this list and this person, the oldest first."""

    @property
    def number(self) -> str:
        """By which a receipt is named: the end of what seals its line."""
        return f"{self.on.brand.slug}-{self.entry.number}-{self.entry.seal[:12]}"


def receipts(contact: Contact) -> list[Receipt]:
    """A receipt for each list that this person ever agreed to, the newest first."""
    lines = [one for one in standing.entries_of(contact) if one.list_id is not None]
    newest: dict[int, Entry] = {}
    for line in lines:
        if line.act in AGREED and line.list_id:
            newest.setdefault(line.list_id, line)
    return [of(entry) for entry in newest.values()]


def of(entry: Entry) -> Receipt:
    """The receipt for one line that puts somebody on a list."""
    rows = Entry.objects.select_related("list__brand", "notice", "contact__merged_into")
    line = rows.get(pk=entry.pk)
    assert line.list  # for the type checker: such a line has one  # noqa: S101
    who = line.contact.merged_into or line.contact
    told = [one for one in standing.entries_of(who) if one.list_id == line.list_id or _is_whole(one)]
    state = standing.states([who], line.list.purpose, on=line.list)[who.pk].state
    return Receipt(entry=line, on=line.list, notice=line.notice, state=state, events=tuple(reversed(told)))


def as_text(receipt: Receipt) -> str:
    """The receipt to read, in the language that is spoken now."""
    entry, one = receipt.entry, receipt.on
    networks = ", ".join(catalog.NETWORKS[name].label for name in one.networks if name in catalog.NETWORKS)
    lines = [
        (_("Receipt"), receipt.number),
        (_("Given to"), one.brand.name),
        (_("List"), f"{one.name} ({one.get_purpose_display()})"),
        (_("Promised"), lists.promise(one)),
        (_("Sent by"), networks),
        (_("When"), _when(entry.occurred_at)),
        (_("How"), entry.get_mechanism_display() or entry.get_act_display()),
        (_("Where"), entry.place),
        (_("Until"), _when(entry.expires_at) if entry.expires_at else _("you take it back")),
        (_("To take it back"), _address(one)),
    ]
    said = "\n".join(f"{label}: {value}" for label, value in lines if value)
    words = receipt.notice.text if receipt.notice else ""
    return f"{said}\n\n{_('The words you agreed to:')}\n\n{words}\n" if words else f"{said}\n"


def as_json(receipt: Receipt) -> dict[str, Any]:
    """The receipt with the names of ISO/IEC TS 27560:2023."""
    entry, one, brand = receipt.entry, receipt.on, receipt.on.brand
    party = f"{settings.ADDRESS}/@{brand.slug}/"
    return {
        "schema_version": SCHEMA,
        "receipt_id": receipt.number,
        "record_id": entry.seal,
        "pii_principal_id": entry.endpoint,
        "pii_processing": {
            "privacy_notice": _notice(receipt),
            "language": receipt.notice.language if receipt.notice else "",
            "purposes": [
                {
                    "purpose": one.name,
                    "purpose_type": one.purpose,
                    "lawful_basis": "consent",
                    "pii_information": [
                        {
                            "pii_type": entry.network or "email",
                            "pii_optional": False,
                            "sensitive_pii_category": False,
                            "special_pii_category": False,
                        }
                    ],
                    "pii_controllers": [party],
                    "collection_method": entry.place,
                    "processing_method": lists.promise(one),
                    "storage_locations": [],
                    "retention_period": _period(receipt),
                    "processing_locations": [],
                    "service": one.name,
                    "jurisdiction": brand.country,
                    "recipient_third_parties": [],
                    "withdrawal_method": _address(one),
                    "privacy_rights": ["withdraw", "access", "erasure", "objection"],
                }
            ],
        },
        "party_identification": [
            {
                "party_id": party,
                "party_name": brand.name,
                "party_role": "controller",
                "party_address": brand.postal_address,
                "party_email": brand.help_email,
                "party_phone": brand.help_phone,
                "party_url": party,
            }
        ],
        "event": [_event(line, receipt) for line in receipt.events if line.act in _STATES],
        "receipt_metadata": {
            "issued_at": _utc(timezone.now()),
            "consent_state": receipt.state,
            "ledger_line": entry.number,
            "ledger_seal": entry.seal,
            "ledger_seal_before": entry.before,
        },
    }


def as_jsonld(receipt: Receipt) -> dict[str, Any]:
    """The receipt in the words of the W3C Data Privacy Vocabulary, as JSON-LD that needs no other document to be read."""
    entry, one, brand = receipt.entry, receipt.on, receipt.on.brand
    page = f"{settings.ADDRESS}/@{brand.slug}/"
    made: dict[str, Any] = {
        "@context": {
            "dpv": "https://w3id.org/dpv#",
            "dct": "http://purl.org/dc/terms/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": f"{page}lists/receipts/{receipt.number}",
        "@type": "dpv:ConsentReceipt",
        "dct:identifier": receipt.number,
        "dct:title": one.name,
        "dpv:hasLegalBasis": {"@id": "dpv:Consent"},
        "dpv:hasConsentStatus": {"@id": f"dpv:{_STATUS.get(receipt.state, 'ConsentWithdrawn')}"},
        "dpv:hasPurpose": {"@type": _PURPOSES[one.purpose], "dct:description": one.about or one.name},
        "dpv:hasProcessing": [{"@id": "dpv:Store"}, {"@id": "dpv:Use"}],
        "dpv:hasPersonalData": {"@type": "dpv:PersonalData", "dct:title": entry.network or "email"},
        "dpv:hasDataSubject": {"@type": "dpv:DataSubject", "dct:identifier": entry.endpoint},
        "dpv:hasDataController": {"@id": page, "@type": "dpv:DataController", "dpv:hasName": brand.name},
        "dpv:hasIndicationMethod": entry.get_act_display(),
        "dpv:isIndicatedAtTime": _typed(entry.occurred_at),
        "dpv:hasFrequency": lists.promise(one),
    }
    if receipt.notice:
        made["dpv:hasNotice"] = {
            "@type": "dpv:ConsentNotice",
            "dct:description": {"@value": receipt.notice.text, "@language": receipt.notice.language},
            "dct:language": receipt.notice.language,
            "dct:hasVersion": str(receipt.notice.version),
            "dct:identifier": f"sha256:{receipt.notice.sha256}",
        }
    if entry.expires_at:
        made["dct:valid"] = _typed(entry.expires_at)
    taken_back = next((line for line in reversed(receipt.events) if line.act in _TAKEN_BACK), None)
    if taken_back and receipt.state in {"left", "blocked"}:
        made["dct:modified"] = _typed(taken_back.occurred_at)
    return made


def _is_whole(line: Entry) -> bool:
    return line.list_id is None and line.act in standing.FOR_ALL


def _notice(receipt: Receipt) -> dict[str, Any]:
    notice = receipt.notice
    if notice is None:
        return {}
    return {
        "version": notice.version,
        "language": notice.language,
        "sha256": notice.sha256,
        "text": notice.text,
    }


def _event(line: Entry, receipt: Receipt) -> dict[str, Any]:
    return {
        "event_time": _utc(line.occurred_at),
        "validity_duration": _period(receipt) if line.act in AGREED else "",
        "entity_id": line.actor,
        "event_type": "explicit" if line.act in AGREED else line.get_act_display(),
        "event_state": _STATES[Entry.Act(line.act)],
        "event_mechanism": line.mechanism,
        "event_record": line.seal,
    }


def _period(receipt: Receipt) -> str:
    """How long it holds, as ISO 8601 has it."""
    return f"P{receipt.on.months}M" if receipt.on.months else "until withdrawn"


def _address(one: List) -> str:
    """Where everybody sees what they agreed to, and takes it back."""
    return f"{settings.ADDRESS}/@{one.brand.slug}/preferences/"


def _when(at: datetime) -> str:
    return f"{date_format(at.astimezone(UTC), 'DATETIME_FORMAT')} UTC"


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _typed(at: datetime) -> dict[str, str]:
    return {"@value": _utc(at), "@type": "xsd:dateTime"}
