"""What Mastodon tells of who asks to follow, what stands of us there, and how our answers are carried out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from askfirst.networks.base import Failure, NetworkError
from askfirst.networks.exhibits import Audience
from askfirst.networks.requests import Withdrawn
from tests.networks.scripted_http import Says, ScriptedHttp
from tests.networks.test_mastodon import mastodon, no, run

ACCOUNT = Says(
    200,
    body={
        "id": "7", "username": "ana", "display_name": "Ana Moreira", "note": "<p>Choir, beans.</p>",
        "fields": [{"name": "Site", "value": "<a href='x'>ana.example</a>"}, {"name": "", "value": ""}],
        "url": "https://other.example/@ana", "created_at": "2020-01-01T00:00:00.000Z", "bot": False,
        "followers_count": 12, "following_count": -1, "statuses_count": 3,
        "avatar_static": "https://other.example/a.png?1",
    },
)  # fmt: skip
POSTS = Says(
    200,
    body=[
        {"id": "3", "content": "<p>Rain.</p>", "created_at": "2026-01-02T00:00:00.000Z", "replies_count": 2,
         "favourites_count": 1, "url": "https://other.example/3"},
        {"id": "2", "content": "", "reblog": {"id": "9", "content": "<p>Not hers</p>", "url": "https://x/9"}},
        {"id": "1", "content": "<p>@tom yes</p>", "in_reply_to_id": "0", "mentions": [{"id": "4"}]},
        "nonsense",
    ],
)  # fmt: skip
GONE = no(404, "Record not found")


def test_who_asks_is_seen_with_their_wall_and_whom_we_know_in_common() -> None:
    friends = [{"id": "7", "accounts": [{"display_name": "Bea"}, {"username": "tom"}]}, {"id": "8"}]
    with ScriptedHttp() as there:
        there.answers += [ACCOUNT, Says(200, body=friends), POSTS]
        ana = run(mastodon(there).asker("ana@other.example"))
    assert (ana.name, ana.about) == ("Ana Moreira", "Choir, beans.\nSite: ana.example")
    assert (ana.followers, ana.following, ana.post_count, ana.is_bot) == (12, None, 3, False)
    assert ana.since == datetime(2020, 1, 1, tzinfo=UTC)
    assert (ana.picture, ana.has_picture) == ("https://other.example/a.png?1", True)
    assert ana.mutuals == ("Bea", "tom")
    assert ana.posts is not None
    assert [(one.text, one.is_shared, one.is_answer, one.answers) for one in ana.posts] == [
        ("Rain.", False, False, 2), ("Not hers", True, False, None), ("@tom yes", False, True, None),
    ]  # fmt: skip


def test_what_an_old_server_does_not_tell_stays_unknown() -> None:
    bare = Says(200, body={"id": "7", "username": "ana", "avatar_static": "https://x/avatars/missing.png"})
    with ScriptedHttp() as there:
        there.answers += [bare, GONE, Says(200, body={})]
        ana = run(mastodon(there).asker("ana@other.example"))
        there.answers += [
            Says(200, body={"id": "7", "username": "ana"}),
            Says(200, body={}),
            Says(200, body=[]),
        ]
        other = run(mastodon(there).asker("ana@other.example"))
    assert (ana.name, ana.mutuals, ana.posts, ana.has_picture, ana.picture) == ("ana", None, None, False, "")
    assert (other.mutuals, other.posts, other.has_picture, other.is_bot) == (None, (), None, None)


def test_troubles_while_looking_are_themselves() -> None:
    with ScriptedHttp() as there:
        there.answers += [GONE]
        with pytest.raises(NetworkError) as caught:
            run(mastodon(there).asker("ana@other.example"))
        assert caught.value.failure is Failure.UNREACHABLE
        there.answers += [no(403, "no")]
        with pytest.raises(NetworkError) as caught:
            run(mastodon(there).asker("ana@other.example"))
        assert caught.value.failure is Failure.CREDENTIALS
        there.answers += [ACCOUNT, no(403, "no")]
        with pytest.raises(NetworkError):
            run(mastodon(there).asker("ana@other.example"))


@pytest.mark.parametrize(("is_accepted", "deed"), [(True, "authorize"), (False, "reject")])
def test_an_answer_is_carried_out_by_number(deed: str, *, is_accepted: bool) -> None:
    with ScriptedHttp() as there:
        there.answers += [ACCOUNT, Says(200, body={"id": "7"})]
        run(mastodon(there).answer_request("ana@other.example", is_accepted=is_accepted))
        assert there.asked[1].path.endswith(f"/api/v1/follow_requests/7/{deed}")


def test_where_nobody_asks_any_more_the_edge_says_what_became_of_it() -> None:
    with ScriptedHttp() as there:
        there.answers += [ACCOUNT, GONE, Says(200, body=[{"id": "7", "followed_by": True}])]
        run(mastodon(there).answer_request("ana@other.example", is_accepted=True))
        there.answers += [ACCOUNT, GONE, Says(200, body=[])]
        with pytest.raises(Withdrawn):
            run(mastodon(there).answer_request("ana@other.example", is_accepted=True))
        there.answers += [ACCOUNT, GONE]
        with pytest.raises(Withdrawn):
            run(mastodon(there).answer_request("ana@other.example", is_accepted=False))
        there.answers += [ACCOUNT, no(403, "no")]
        with pytest.raises(NetworkError):
            run(mastodon(there).answer_request("ana@other.example", is_accepted=False))


def test_what_stands_of_us_comes_page_by_page_with_its_audience() -> None:
    statuses = [
        {"id": "5", "content": "<p>Open</p>", "visibility": "public", "created_at": "2026-01-02T00:00:00.000Z",
         "media_attachments": [{"id": "1"}], "url": "https://s/5"},
        {"id": "4", "content": "<p>For followers</p>", "visibility": "private", "spoiler_text": "Careful"},
        {"id": "3", "content": "<p>new word</p>", "visibility": "circle"},
        {"id": "2", "content": "<p>between us</p>", "visibility": "direct"},
        {"id": "1", "reblog": {"id": "9"}, "visibility": "public"},
    ]  # fmt: skip
    with ScriptedHttp() as there:
        there.answers += [Says(200, body=statuses), Says(200, body=[]), Says(200, body={})]
        connector = mastodon(there, account_id="1")
        page, last, strange = run(connector.own()), run(connector.own("1")), run(connector.own("1"))
    assert [(one.text, one.audience, one.pictures) for one in page.things] == [
        ("Open", Audience.PUBLIC, 1), ("Careful\n\nFor followers", Audience.FRIENDS, 0), ("new word", Audience.UNKNOWN, 0),
    ]  # fmt: skip
    assert page.after == "1"
    assert (last.things, last.after) == ((), "")
    assert strange == last


def test_what_is_gone_already_is_taken_down() -> None:
    with ScriptedHttp() as there:
        there.answers += [Says(200, body={"id": "5"}), GONE, no(403, "no")]
        run(mastodon(there).take_down("5"))
        run(mastodon(there).take_down("5"))
        with pytest.raises(NetworkError):
            run(mastodon(there).take_down("5"))
        assert there.asked[0].method == "DELETE"
