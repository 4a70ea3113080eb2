"""What every page of the product knows: the member, their brand, what waits for them.  Asked for only where it is shown."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from askfirst.brand import keys
from askfirst.brand.models import Member, Notification
from askfirst.brand.roles import Right, may
from askfirst.campaigns import access as campaigns
from askfirst.friends import access as friends
from askfirst.inbox import listing

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST_COUNTED = 100


class Shell:
    """The frame around every page of the team."""

    def __init__(self, member: Member) -> None:
        self.member = member

    @property
    def may_read(self) -> bool:
        return may(self.member, Right.READ_INBOX)

    @property
    def may_reply(self) -> bool:
        return may(self.member, Right.REPLY)

    @property
    def may_edit_page(self) -> bool:
        return may(self.member, Right.EDIT_PAGE)

    @property
    def may_note(self) -> bool:
        return may(self.member, Right.NOTE)

    @property
    def may_draft(self) -> bool:
        return may(self.member, Right.DRAFT)

    @property
    def may_suppress(self) -> bool:
        return may(self.member, Right.SUPPRESS)

    @property
    def may_compose(self) -> bool:
        return may(self.member, Right.COMPOSE)

    @property
    def may_see_campaigns(self) -> bool:
        return campaigns.may_look(self.member)

    @property
    def keys_are_on(self) -> bool:
        """Keys that are pressed alone do something for this member."""
        return keys.are_on(self.member)

    @property
    def enter_sends(self) -> bool:
        return keys.enter_sends(self.member)

    @property
    def pressed(self) -> str:
        """What this member has changed of the keys, as the scripts read it."""
        return json.dumps(keys.pressed(self.member))

    @cached_property
    def keys(self) -> list[tuple[str, list[tuple[list[str], str]]]]:
        """Every key in its group: what to press, and what it does."""
        found = []
        for group, title in keys.GROUPS.items():
            single = [([keys.key_of(self.member, one.name)], str(one.says)) for one in keys.SINGLE[group]]
            fixed = [(one.key.split(), str(one.says)) for one in keys.FIXED[group]]
            found.append((str(title), single + fixed))
        return found

    @cached_property
    def unread(self) -> int:
        """Conversations in which somebody wrote since this member looked; at most a hundred."""
        return listing.count_unread(self.member) if self.may_read else 0

    @cached_property
    def requests(self) -> int:
        """Friend and follow requests that wait; at most a hundred."""
        return friends.count_waiting(self.member)

    @cached_property
    def news(self) -> int:
        """Notes in the bell; at most a hundred."""
        return Notification.objects.filter(member=self.member, seen_at=None, is_in_bell=True)[
            :MOST_COUNTED
        ].count()


def shell(request: HttpRequest) -> dict[str, Any]:
    """For templates: `shell` and `brand` where a member is signed in, nothing for anybody else."""
    member = getattr(request, "user", None)
    if not isinstance(member, Member):
        return {}
    return {"shell": Shell(member), "brand": member.brand}
