"""Whose an address is, as a member says with a proof: written down, linked to somebody else, or taken away from somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from askfirst.brand.changes import announce, held_back
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, require
from askfirst.consent import apart
from askfirst.networks import catalog
from askfirst.people import scores
from askfirst.people.models import Contact, Handle, Link
from askfirst.people.moving import settle_all
from askfirst.people.resolve import ADDRESS_LENGTH, key_of
from askfirst.wire.merging import LONGEST_EVIDENCE, note_links
from askfirst.wire.through import hand_over, stand_again

if TYPE_CHECKING:
    from askfirst.brand.models import Member

OWN = "page"
"""Nobody types the handle of a browser: it is known by its cookie."""


class CannotLink(ValueError):  # noqa: N818 -- it says what the matter is
    """The address stays whose it is; the message says why and what to do.  `other`: who has it already."""

    def __init__(self, says: str, other: Contact | None = None) -> None:
        super().__init__(says)
        self.other = other


def add(member: Member, contact: Contact, network: str, address: str, *, evidence: str) -> Handle:
    """Write down an address of theirs that a member has learned of.  That somebody holds it is not shown by that.

    Raises:
        PermissionDenied: the member's role may not, or the person is another brand's.
        CannotLink: it is no address, or somebody's already, or nobody says how it is known.
    """
    require(member, Right.JOIN, contact.brand_id)
    evidence = _proof(evidence)
    address = plain(address).strip()
    if network not in catalog.NETWORKS or network == OWN:
        raise CannotLink(_("Nothing was changed. Choose the network to which the address belongs."))
    if not address or len(address) > ADDRESS_LENGTH or (network == "email" and not _is_mail(address)):
        raise CannotLink(
            _("Nothing was changed. Write the whole address, such as name@example.com or @name.")
        )
    _require_known(contact)
    known = Handle.objects.select_related("contact").filter(
        brand=contact.brand_id, network=network, key=key_of(address)
    )
    try:
        with transaction.atomic(), held_back():
            settle_all(contact)
            handle = Handle.objects.create(
                brand_id=contact.brand_id,
                contact=contact,
                network=network,
                address=address,
                key=key_of(address),
                evidence=evidence[:200],
            )
            note_links([handle], contact, Link.Act.ADDED, member=member, evidence=evidence, was=None)
            announce(contact.brand, "person", contact=contact.pk)
    except IntegrityError:
        other = known.get().contact
        if other == contact:
            raise CannotLink(_("Nothing was changed. This address is theirs already.")) from None
        raise CannotLink(
            _("Nothing was changed. This address is %(person)s's. If the two are one person, merge them.")
            % {"person": other},
            other,
        ) from None
    return handle


def link(member: Member | None, handle: Handle, to: Contact, *, evidence: str) -> None:
    """From now on this address is `to`'s, with what came by it.  What its holder forbade holds for `to` as well.

    Raises:
        PermissionDenied: the member's role may not, or something is another brand's.
        CannotLink: it is theirs already, or the only address of somebody: then the two are to be merged.
    """
    for brand in (handle.brand_id, to.brand_id):
        if member:
            require(member, Right.JOIN, brand)
    evidence = _proof(evidence)
    with transaction.atomic(), held_back():
        held = _locked(handle)
        was = held.contact
        _require_known(to)
        if was == to:
            raise CannotLink(_("Nothing was changed. This address is theirs already."))
        if was.brand_id != to.brand_id:
            raise CannotLink(_("Nothing was changed. These two belong to different brands."))
        if was.handles.count() == 1:
            raise CannotLink(
                _("Nothing was changed. It is the only address of %(person)s: merge the two instead.")
                % {"person": was},
                was,
            )
        _move(held, was, to, Link.Act.LINKED, member, evidence)


def unlink(member: Member | None, handle: Handle, *, evidence: str) -> Contact:
    """This address is somebody else's than was thought: it gets a person of its own, with what came by it.

    Nobody knows which of the two said what is forbidden; so both did.  Returns the new person.

    Raises:
        PermissionDenied: the member's role may not.
        CannotLink: it is their only address.
    """
    if member:
        require(member, Right.JOIN, handle.brand_id)
    evidence = _proof(evidence)
    with transaction.atomic(), held_back():
        held = _locked(handle)
        was = held.contact
        _require_known(was)
        if was.handles.count() == 1:
            raise CannotLink(
                _("Nothing was changed. It is their only address: without it nobody would be left.")
            )
        own = Contact.objects.create(brand_id=was.brand_id)
        _move(held, was, own, Link.Act.UNLINKED, member, evidence)
    return own


def _move(  # noqa: PLR0913, PLR0917 -- what changes hands, from whom, to whom and why
    handle: Handle, was: Contact, to: Contact, act: str, member: Member | None, evidence: str
) -> None:
    settle_all(was, to)
    others = was.handles.filter(network=handle.network).exclude(pk=handle.pk)
    is_alone = not others.exists()
    moved = hand_over(handle, was, to, is_alone=is_alone)
    handle.contact = to
    handle.evidence = evidence[:200]
    handle.save(update_fields=["contact", "evidence"])
    if not is_alone:
        stand_again(moved, was, to)
    apart.copy_no(was, to, since=None, why=_("said while this address was taken for another person's"))
    note_links([handle], to, act, member=member, evidence=evidence, was=was)
    scores.rescore([was.pk, to.pk])
    for one in (was, to):
        announce(one.brand, "person", contact=one.pk)


def _locked(handle: Handle) -> Handle:
    rows = Handle.objects.select_for_update(no_key=True, of=("self",)).select_related("contact__brand")
    return rows.get(pk=handle.pk)


def _proof(evidence: str) -> str:
    proof = plain(evidence).strip()[:LONGEST_EVIDENCE]
    if not proof:
        raise CannotLink(_("Nothing was changed. Say how you know whose it is: it is kept as proof."))
    return proof


def _require_known(contact: Contact) -> None:
    if contact.merged_into_id or contact.forgotten_at:
        raise CannotLink(_("Nothing was changed. This person was merged or forgotten."))


def _is_mail(address: str) -> bool:
    box, at, domain = address.rpartition("@")
    return bool(box and at and "." in domain and " " not in address)
