"""What was done with a conversation is written down as it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.inbox.models import Act, Thread

if TYPE_CHECKING:
    from datetime import datetime

    from askfirst.brand.models import Member


def write(  # noqa: PLR0913 -- one line of a log
    thread: Thread,
    kind: Act.Kind,
    *,
    before: str,
    after: str,
    member: Member | None = None,
    by: str = "",
    until: datetime | None = None,
) -> Act | None:
    """One line; none where nothing changed.  `by`: the macro or rule that did it.  `until`: to when it was put off."""
    if before == after and until is None:
        return None
    return Act.objects.create(
        brand_id=thread.brand_id,
        thread=thread,
        member=member,
        by=by[:120],
        kind=kind,
        before=before[:120],
        after=after[:120],
        until=until,
    )


def take_over(member: Member, thread: Thread) -> None:
    """Whoever answers what is nobody's has it from then on."""
    if Thread.objects.filter(pk=thread.pk, assignee=None).update(assignee=member):
        write(thread, Act.Kind.ASSIGNED, before="", after=member.name, member=member)
