"""What others say in public, as it comes in: from the brand's own page and from every network that has walls.

Nothing here depends on the order in which we hear of it: what was said under something that we do not know yet stands
under a placeholder, until its own words come or never.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from askfirst.brand import earlier, files
from askfirst.brand.changes import To, announce
from askfirst.networks import catalog
from askfirst.networks.base import Form
from askfirst.wall.models import Comment, Page, Post

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from askfirst.brand.models import Channel, StoredFile
    from askfirst.people.models import Contact

OWN = "page"
"""The network that is the brand's own page: whatever is answered there has come in by ourselves."""
_PUBLIC = frozenset({Form.PUBLIC_POST, Form.PUBLIC_REPLY})


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """Something said in public.  Without a contact it is the brand's own, unless `is_anonymous`."""

    external_id: str
    at: datetime
    author: str
    text: str
    contact: Contact | None = None
    is_anonymous: bool = False
    kind: Post.Kind = Post.Kind.POST
    target: str = ""
    """The post or comment that it answers; empty for what stands by itself."""
    in_reply_to: str = ""
    """The comment that it answers, where the network names its post as well."""
    remarks: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    """Why a question may be no honest one: keys of `asks.HINTS`."""
    files: tuple[StoredFile, ...] = ()

    @property
    def is_ours(self) -> bool:
        return self.contact is None and not self.is_anonymous


def receive_post(channel: Channel, said: Said) -> Post | None:
    """Somebody wrote on a wall, asked or mentioned us, or we did by another tool.  None when it stood there already.

    Raises:
        LookupError: this channel has no wall.
    """
    require_wall(channel)
    with transaction.atomic():
        if Comment.objects.filter(channel=channel, external_id=said.external_id).exists():
            return None  # somebody mentions us under a post: it stands there
        post, is_new = Post.objects.get_or_create(
            channel=channel,
            external_id=said.external_id,
            defaults={
                **_row(channel, said),
                "kind": said.kind,
                "page": _page(channel),
                "published_at": _published_at(said),
                "hints": list(said.hints),
            },
        )
        if not is_new and not _fill(post, said):
            return None
        post.files.add(*said.files)
        show_post(post)
    return post


def receive_comment(channel: Channel, said: Said) -> Comment | None:
    """Somebody commented, or we did by another tool.  None when it stood there already.

    Raises:
        LookupError: this channel has no wall; or, on our own page, nothing has the id that it answers (yet).
    """
    require_wall(channel)
    with transaction.atomic():
        post, answers = place(channel, said.target, said.in_reply_to, said.at)
        comment, is_new = Comment.objects.get_or_create(
            channel=channel,
            external_id=said.external_id,
            defaults={**_row(channel, said), "post": post, "answers": answers},
        )
        if not is_new:
            return None
        _adopt(comment)
        comment.files.add(*said.files)
        _show(channel, post=post.pk, comment=comment.pk)
    return comment


def place(channel: Channel, target: str, in_reply_to: str, at: datetime) -> tuple[Post, str]:
    """The post under which something stands, and the comment that it answers, if it answers one.

    On other networks a post that we never saw is made, without words.

    Raises:
        LookupError: on our own page nothing has that id.
    """
    for name in filter(None, (in_reply_to, target)):
        comment = Comment.objects.select_related("post").filter(channel=channel, external_id=name).first()
        if comment:
            return _known_since(comment.post, at), name
    named = target or in_reply_to
    post = Post.objects.filter(channel=channel, external_id=named).first() if named else None
    answers = in_reply_to if in_reply_to not in {"", named} else ""
    if post:
        return _known_since(post, at), answers
    if not named or channel.network == OWN:
        raise LookupError(f"nothing on this wall has the id `{named}`")
    return _placeholder(channel, named, at), answers


def edit(channel: Channel, external_id: str, text: str, at: datetime, *, is_kept: bool = True) -> bool:
    """It reads `text` since then.  False: nothing here has this id.  The newest words stay, however late others come.

    `is_kept`: the network lets us keep what it said before.
    """
    row = _found(channel, external_id)
    if row is None or (isinstance(row, Post) and row.is_placeholder):
        return False
    if earlier.change(row, text, at, is_kept=is_kept):
        row.save(update_fields=["text", "edited_at"])
        _show_row(channel, row)
    return True


def take_back(channel: Channel, external_id: str, at: datetime) -> bool:
    """Whoever said it took it back: our copy's words go, that there was something stays.  False: it is not here."""
    row = _found(channel, external_id)
    if row is None:
        return False
    if row.taken_back_at is None or at < row.taken_back_at:
        row.text, row.remarks, row.taken_back_at, row.edited_at = "", [], at, None
        row.save(update_fields=["text", "remarks", "taken_back_at", "edited_at"])
        earlier.forget(row)
        for file in row.files.all():
            files.forget(file)
        _show_row(channel, row)
    return True


def enclose(channel: Channel, external_id: str, file: StoredFile | None, remark: str = "") -> bool:
    """A file that came later, or why it will not come.  False: nothing here takes it."""
    row = _found(channel, external_id)
    if row is None or row.taken_back_at:
        return False
    if file:
        row.files.add(file)
    if remark and remark not in row.remarks:
        row.remarks = [*row.remarks, remark]
        row.save(update_fields=["remarks"])
    _show_row(channel, row)
    return True


def is_known(channel: Channel, external_id: str) -> bool:
    """Whether a post or comment has this id."""
    return _found(channel, external_id) is not None


def show_post(post: Post) -> None:
    """Tell the screens: everybody's, or only the team's and the asker's while it is a question that nobody has answered."""
    is_seen = post.channel.network == OWN and post.published_at is not None
    whose = To(everybody=is_seen, contact=0 if is_seen else post.contact_id or 0)
    announce(post.channel.brand, "comment", whose, post=post.pk)


def has_wall(channel: Channel) -> bool:
    """Whether anything is said in public on this network."""
    entry = catalog.NETWORKS.get(channel.network)
    return entry is None or bool(_PUBLIC & entry.capabilities.forms)


def require_wall(channel: Channel) -> None:
    """Raises LookupError where nothing is said in public."""
    if not has_wall(channel) or (channel.network == OWN and _page(channel) is None):
        raise LookupError(f"{channel} has no wall")


def _row(channel: Channel, said: Said) -> dict[str, Any]:
    return {
        "brand_id": channel.brand_id,
        "contact": said.contact,
        "is_anonymous": said.is_anonymous,
        "author": said.author[:120],
        "text": said.text,
        "said_at": said.at,
        "remarks": list(said.remarks),
    }


def _fill(post: Post, said: Said) -> bool:
    """A placeholder gets its words.  False: it had them."""
    if not post.is_placeholder:
        return False
    post.is_placeholder, post.kind = False, said.kind
    post.contact, post.is_anonymous, post.author = said.contact, said.is_anonymous, said.author[:120]
    post.said_at, post.published_at = said.at, _published_at(said)
    if post.taken_back_at is None:
        post.text, post.remarks = said.text, list(said.remarks)
    post.save()
    return True


def _published_at(said: Said) -> datetime | None:
    """A question stands on no wall before it is answered there."""
    return None if said.kind == Post.Kind.ASK else said.at


def _adopt(comment: Comment) -> None:
    """What stood by itself under this id, because its comments came first or it named us, is this comment."""
    held = Post.objects.filter(channel=comment.channel_id, external_id=comment.external_id, delivery=None)
    alone = held.exclude(channel__network=OWN).select_for_update(of=("self",), no_key=True).first()
    if alone is None:
        return
    for under in alone.comments.all():
        under.answers = under.answers or comment.external_id
        under.post_id = comment.post_id
        under.save(update_fields=["answers", "post"])
    if alone.taken_back_at or alone.edited_at:
        comment.taken_back_at, comment.edited_at = alone.taken_back_at, alone.edited_at
        comment.text = alone.text
        comment.save(update_fields=["taken_back_at", "edited_at", "text"])
    alone.delete()


def _placeholder(channel: Channel, external_id: str, at: datetime) -> Post:
    post, _ = Post.objects.get_or_create(
        channel=channel,
        external_id=external_id,
        defaults={
            "brand_id": channel.brand_id,
            "is_placeholder": True,
            "author": channel.name[:120],
            "text": "",
            "said_at": at,
            "published_at": at,
        },
    )
    return _known_since(post, at)


def _known_since(post: Post, at: datetime) -> Post:
    """A post that we never saw is as old as the first word under it."""
    if post.is_placeholder and at < post.said_at:
        post.said_at = at
        post.save(update_fields=["said_at"])
    return post


def _found(channel: Channel, external_id: str) -> Post | Comment | None:
    named = {"channel": channel, "external_id": external_id}
    comments = Comment.objects.filter(**named).select_for_update(of=("self",), no_key=True)
    posts = Post.objects.filter(**named).select_for_update(of=("self",), no_key=True)
    return comments.first() or posts.first()


def _page(channel: Channel) -> Page | None:
    return Page.objects.filter(channel=channel).first() if channel.network == OWN else None


def _show(channel: Channel, **ids: int) -> None:
    announce(channel.brand, "comment", To(everybody=channel.network == OWN), **ids)


def _show_row(channel: Channel, row: Post | Comment) -> None:
    if isinstance(row, Post):
        show_post(row)
    else:
        _show(channel, post=row.post_id, comment=row.pk)
