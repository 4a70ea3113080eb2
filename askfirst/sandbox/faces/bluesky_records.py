"""Repositories of the Bluesky face: records that are written, read, listed and deleted, and the deeds that they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from askfirst.sandbox.face import Refused
from askfirst.sandbox.faces.bluesky_things import (
    BLOCK,
    DECLARATION,
    FOLLOW,
    LIKE,
    NETWORK,
    POST,
    REPOST,
    cid,
    post_record,
    split,
    tid_at,
    uri,
)
from askfirst.sandbox.things import Deed, Kind, Post

if TYPE_CHECKING:
    from collections.abc import Callable

    from askfirst.sandbox.call import Call
    from askfirst.sandbox.faces.bluesky import Bluesky

_COSTS = {"create": 3, "put": 2, "delete": 1}
_LARGEST_PICTURE = 2_000_000
_UNDONE = {LIKE: Kind.UNLIKE, FOLLOW: Kind.UNFOLLOW, BLOCK: Kind.UNBLOCK}
_DONE = {LIKE: Kind.LIKE, FOLLOW: Kind.FOLLOW, BLOCK: Kind.BLOCK}


def methods(face: Bluesky) -> dict[str, tuple[str, Callable[[Call], Response]]]:
    """Name: HTTP method, and who answers."""
    return {
        "com.atproto.repo.createRecord": ("POST", lambda call: _write(face, call, "create")),
        "com.atproto.repo.putRecord": ("POST", lambda call: _write(face, call, "put")),
        "com.atproto.repo.deleteRecord": ("POST", lambda call: _delete(face, call)),
        "com.atproto.repo.getRecord": ("GET", lambda call: _get(face, call)),
        "com.atproto.repo.listRecords": ("GET", lambda call: _list(face, call)),
        "com.atproto.repo.uploadBlob": ("POST", lambda call: _upload(face, call)),
        "com.atproto.sync.getBlob": ("GET", lambda call: _blob(face, call.query.get("cid", ""))),
    }


def picture(face: Bluesky, call: Call) -> Response:
    """A file as readers are given it: the name ends in `@jpeg`."""
    return _blob(face, call.params["file"].partition("@")[0])


def _write(face: Bluesky, call: Call, how: str) -> Response:
    token = face.caller(call)
    given = call.json if isinstance(call.json, dict) else {}
    did = face.somebody(str(given.get("repo", ""))).id
    if did != token.profile:
        raise Refused("password")
    face.spend_points(did, _COSTS[how])
    collection, record = str(given.get("collection", "")), given.get("record")
    if not isinstance(record, dict) or record.get("$type", collection) != collection:
        raise Refused("invalid", says=f"Invalid {collection} record: Record/$type must be {collection}")
    name = str(given.get("rkey") or tid_at(face.now, face.world.count_up(f"{NETWORK}.tid")))
    record = {"$type": collection, **record}
    standing = _standing(face, did, collection, name)
    if standing is None:
        _carry_out(face, did, collection, name, record)
    elif how == "create":
        raise Refused("mistake")
    elif cid(standing) != cid(record):
        _replace(face, did, collection, name, record)
    face.changed()
    address, digest = uri(did, collection, name), cid(record)
    commit = {"cid": cid([address, digest]), "rev": tid_at(face.now, face.world.count_up(f"{NETWORK}.tid"))}
    answer = {"uri": address, "cid": digest, "validationStatus": "valid"}
    return face.json(
        answer | ({} if standing is not None and cid(standing) == digest else {"commit": commit})
    )


def _carry_out(face: Bluesky, did: str, collection: str, name: str, record: dict[str, Any]) -> None:
    if collection in {POST, REPOST}:
        _publish(face, did, collection, name, record)
        return
    if collection == DECLARATION:
        face.declare(did, record)
    elif kind := _DONE.get(collection):
        subject = record.get("subject")
        about = _pointed(face, subject) if collection == LIKE else ""
        target = "" if collection == LIKE else face.somebody(str(subject)).id
        given = Deed(network=NETWORK, kind=kind, source=did, target=target, about=about, id=name, app="api")
        face.faces.play(given)
    _kept(face)[uri(did, collection, name)] = record


def _publish(face: Bluesky, did: str, collection: str, name: str, record: dict[str, Any]) -> None:
    text, kind, about = str(record.get("text", "")), Kind.POST, ""
    if not text and collection == POST and "embed" not in record:
        raise Refused("invalid", says=f"Invalid {POST} record: Record/text must not be empty")
    embed = record.get("embed")
    if isinstance(reply := record.get("reply"), dict):
        kind, about = Kind.COMMENT, _pointed(face, reply.get("parent"))
    elif collection == REPOST:
        kind, about = Kind.SHARE, _pointed(face, record.get("subject"))
    elif isinstance(embed, dict) and embed.get("$type") == "app.bsky.embed.record":
        kind, about = Kind.SHARE, _pointed(face, embed.get("record"))
    more = {"record": record}
    face.faces.play(
        Deed(network=NETWORK, kind=kind, source=did, about=about, text=text, id=name, app="api", more=more)
    )


def _pointed(face: Bluesky, subject: Any) -> str:
    """The name of the post that a record points to."""
    address = str(subject.get("uri", "")) if isinstance(subject, dict) else ""
    _, collection, name = split(address)
    if collection != POST or (NETWORK, name) not in face.world.posts:
        raise Refused("invalid", says=f"Invalid record: {address or 'no uri'} is no post")
    return name


def _replace(face: Bluesky, did: str, collection: str, name: str, record: dict[str, Any]) -> None:
    if collection == POST:
        post = face.world.posts[NETWORK, name]
        post.more["record"] = record
        face.faces.play(
            Deed(network=NETWORK, kind=Kind.EDIT, source=did, about=name, text=str(record.get("text", "")))
        )
        return
    if collection == DECLARATION:
        face.declare(did, record)
    _kept(face)[uri(did, collection, name)] = record


def _delete(face: Bluesky, call: Call) -> Response:
    token = face.caller(call)
    given = call.json if isinstance(call.json, dict) else {}
    did, collection, name = token.profile, str(given.get("collection", "")), str(given.get("rkey", ""))
    face.spend_points(did, _COSTS["delete"])
    standing = _standing(face, did, collection, name)
    if standing is None:
        return face.json({})
    if collection in {POST, REPOST}:
        face.faces.play(Deed(network=NETWORK, kind=Kind.DELETE, source=did, about=name, app="api"))
    elif kind := _UNDONE.get(collection):
        subject = standing.get("subject")
        about = split(str(subject.get("uri", "")))[2] if isinstance(subject, dict) else ""
        target = "" if about else str(subject)
        face.faces.play(Deed(network=NETWORK, kind=kind, source=did, target=target, about=about, app="api"))
    _kept(face).pop(uri(did, collection, name), None)
    face.changed()
    return face.json({"commit": {"cid": cid([did, name]), "rev": tid_at(face.now, 1)}})


def _get(face: Bluesky, call: Call) -> Response:
    query = call.query
    did = face.somebody(query.get("repo", "")).id
    collection, name = query.get("collection", ""), query.get("rkey", "")
    record = _standing(face, did, collection, name)
    if record is None:
        raise Refused("record", says=uri(did, collection, name))
    return face.json({"uri": uri(did, collection, name), "cid": cid(record), "value": record})


def _list(face: Bluesky, call: Call) -> Response:
    did, collection = face.somebody(call.query.get("repo", "")).id, call.query.get("collection", "")
    if collection == POST:
        found = {post.id: post_record(face.world, post) for post in _posts(face, did)}
    else:
        start = f"at://{did}/{collection}/"
        found = {
            address.removeprefix(start): record
            for address, record in _kept(face).items()
            if address.startswith(start)
        }
    names = sorted(found, reverse=call.query.get("reverse") != "true")
    if cursor := call.query.get("cursor"):
        names = names[names.index(cursor) + 1 :] if cursor in names else []
    page = names[: face.limit(call)]
    records = [
        {"uri": uri(did, collection, one), "cid": cid(found[one]), "value": found[one]} for one in page
    ]
    return face.json({"records": records} | ({"cursor": page[-1]} if page and len(names) > len(page) else {}))


def _posts(face: Bluesky, did: str) -> list[Post]:
    everything = face.world.posts.values()
    return [
        one for one in everything if one.network == NETWORK and one.author == did and one.deleted_at is None
    ]


def _upload(face: Bluesky, call: Call) -> Response:
    face.caller(call)
    if len(call.body) > _LARGEST_PICTURE * 50:
        raise Refused("invalid", says="Blob too large")
    return face.json({"blob": face.keep_upload(call.body, call.type or "application/octet-stream")})


def _blob(face: Bluesky, link: str) -> Response:
    kept = face.own.get("blobs", {}).get(link)
    if kept is None:
        return Response("not found", 404)
    return Response(face.world.files[kept["file"]], media_type=kept["type"])


def _kept(face: Bluesky) -> dict[str, Any]:
    """Records that are not posts, by their address."""
    found: dict[str, Any] = face.own.setdefault("records", {})
    return found


def _standing(face: Bluesky, did: str, collection: str, name: str) -> dict[str, Any] | None:
    """The record of that name, as it stands."""
    post = face.world.posts.get((NETWORK, name))
    if collection in {POST, REPOST}:
        if post is None or post.author != did or post.deleted_at is not None:
            return None
        return post_record(face.world, post)
    if collection == DECLARATION:
        said = face.world.setting(NETWORK, did, "allowIncoming")
        return {"$type": DECLARATION, "allowIncoming": said} if said else None
    found: dict[str, Any] | None = _kept(face).get(uri(did, collection, name))
    return found
