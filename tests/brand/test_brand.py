"""Who speaks: the feed, the notes to members, credentials at rest, files, and how a channel is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from askfirst.brand import changes, files, health, notify, vault
from askfirst.brand.changes import To, Watcher, announce
from askfirst.brand.models import Change, Channel, Earlier, Member, Notification
from askfirst.brand.plain import plain
from askfirst.brand.roles import Right, Role, may, require

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.both_databases

NEWS = notify.News(
    kind="message", title="Ana wrote to you", excerpt="Hello", link="/inbox/1/", subject="thread:1"
)
APPEND_ONLY = (
    "consent_entry",
    "people_engagement",
    "people_sighting",
    "people_link",
    "gate_decision",
    "gate_attempt",
    "gate_receipt",
    "gate_packtext",
    "gate_houseversion",
    "gate_policyversion",
)


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_every_table_that_may_only_grow_is_guarded_by_the_database(world: World, table: str) -> None:
    assert table in {model._meta.db_table for model in apps.get_models()}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", [table])
            assert f"{table}_append_only" in {row[0] for row in cursor.fetchall()}
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            assert {f"{table}_no_update", f"{table}_no_delete"} <= {row[0] for row in cursor.fetchall()}


def test_what_something_said_before_is_forgotten_and_never_altered(world: World) -> None:
    now = timezone.now()
    row = Earlier.objects.create(
        brand=world.harbour, channel=world.page.channel, external_id="m1", text="Hello", at=now
    )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Earlier.objects.update(text="Another")
    row.delete()
    assert not Earlier.objects.exists()


def test_ids_of_the_feed_grow_and_old_rows_are_forgotten_but_the_newest(world: World) -> None:
    Change.objects.all().delete()
    assert (changes.newest(), changes.oldest()) == (0, 0)
    for number in range(3):
        announce(world.harbour, "test", number=number)
    rows = list(changes.after(0))
    assert [row.payload["number"] for row in rows] == [0, 1, 2]
    assert [row.pk for row in rows] == sorted(row.pk for row in rows)
    assert [row.pk for row in changes.after(rows[0].pk, limit=1)] == [rows[1].pk]
    Change.objects.update(created_at=timezone.now() - changes.KEPT - timedelta(seconds=1))
    assert changes.forget_old() == 2
    assert changes.oldest() == changes.newest() == rows[2].pk
    assert changes.forget_old() == 0


SEEN_BY = [
    (To(), {"caleb", "mara"}),
    (To(member=1), {"caleb"}),
    (To(contact=7), {"caleb", "mara", "ana"}),
    (To(members=False, contact=7), {"ana"}),
    (To(everybody=True), {"caleb", "mara", "ana", "tom", "visitor"}),
    (To(members=False, everybody=True), {"ana", "tom", "visitor"}),
]


@pytest.mark.parametrize(("to", "expected"), SEEN_BY)
def test_a_row_of_the_feed_is_seen_by_those_whom_it_concerns_and_nobody_else(
    world: World, to: To, expected: set[str]
) -> None:
    brand, other = world.harbour.pk, world.northwind.pk
    watchers = {
        "caleb": Watcher(brand, member=1),
        "mara": Watcher(brand, member=2),
        "ana": Watcher(brand, contact=7),
        "tom": Watcher(brand, contact=8),
        "visitor": Watcher(brand),
        "nils": Watcher(other, member=1),
        "stranger": Watcher(other, contact=7),
        "passer-by": Watcher(other),
    }
    announce(world.harbour, "test", to)
    change = Change.objects.latest("pk")
    assert {name for name, watcher in watchers.items() if watcher.may_see(change)} == expected
    assert str(change) == f"test {change.pk}"


def test_ten_messages_are_one_note_that_grows_until_it_is_seen(world: World) -> None:
    for _ in range(10):
        notify.notify(world.harbour, [world.caleb, world.mara], NEWS)
    assert [note.count for note in Notification.objects.all()] == [10, 10]
    assert notify.see(world.caleb, "thread:1") == 1
    assert notify.see(world.caleb, "thread:1") == 0
    notify.notify(world.harbour, [world.caleb], NEWS)
    assert sorted(Notification.objects.filter(member=world.caleb).values_list("count", flat=True)) == [1, 10]
    assert notify.see(world.mara) == 1
    assert notify.see(world.nils) == 0


def test_a_note_takes_any_words(world: World) -> None:
    news = notify.News(kind="failed", title="T\x00" * 500, excerpt="E" * 5000, link="/", subject="x")
    notify.notify(world.harbour, [world.caleb], news)
    note = Notification.objects.get()
    assert (note.title, len(note.excerpt), str(note)) == ("T" * 200, 300, "T" * 200)


def test_what_need_not_be_looked_at_any_more_leaves_every_badge(world: World) -> None:
    notify.notify(world.harbour, [world.caleb, world.mara], NEWS)
    notify.take_back(world.northwind, "thread:1")
    assert Notification.objects.filter(seen_at=None).count() == 2
    notify.take_back(world.harbour, "thread:1")
    assert Notification.objects.filter(seen_at=None).count() == 0


def test_who_may_read_the_inbox_is_told_and_nobody_else(world: World) -> None:
    Member.objects.filter(pk=world.mara.pk).update(is_active=False)
    assert set(notify.readers(world.harbour)) == {world.olivia, world.caleb}


@pytest.fixture
def keys(settings: Any) -> list[str]:
    made = [Fernet.generate_key().decode() for _ in range(2)]
    settings.CHANNEL_KEYS = (made[0],)
    return made


def test_credentials_are_unreadable_at_rest_and_survive_a_change_of_keys(
    world: World, settings: Any, keys: list[str]
) -> None:
    channel = world.page.channel
    assert vault.open_credentials(channel) == {}
    channel.sealed_credentials = vault.seal({"password": "sésame"})
    channel.save()
    assert "sésame" not in channel.sealed_credentials
    assert vault.reseal([keys[1], keys[0]]) == 1
    settings.CHANNEL_KEYS = (keys[1],)
    channel.refresh_from_db()
    assert vault.open_credentials(channel) == {"password": "sésame"}


def test_without_the_key_nothing_opens_and_nothing_is_changed(
    world: World, settings: Any, keys: list[str]
) -> None:
    channel = world.page.channel
    Channel.objects.filter(pk=channel.pk).update(sealed_credentials=vault.seal({"password": "x"}))
    channel.refresh_from_db()
    settings.CHANNEL_KEYS = (keys[1],)
    with pytest.raises(vault.VaultClosed, match="restore secrets"):
        vault.open_credentials(channel)
    with pytest.raises(vault.VaultClosed, match="Harbour Coffee's page"):
        vault.reseal([keys[1]])
    before = channel.sealed_credentials
    channel.refresh_from_db()
    assert channel.sealed_credentials == before


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("a.html", b"\xff\xd8\xffrest", "image/jpeg"),
        ("a", b"GIF89a", "image/gif"),
        ("a", b"RIFF0000WEBP", "image/webp"),
        ("a.png", b"<script>", "application/octet-stream"),
        ("a.svg", b"<svg/>", "application/octet-stream"),
        ("a.html", b"<html>", "application/octet-stream"),
        ("a.pdf", b"%PDF", "application/pdf"),
        ("a.mp4", b"....", "video/mp4"),
        ("//[x", b"", "application/octet-stream"),
    ],
)
def test_a_file_is_what_it_holds_and_never_what_a_browser_would_run(
    world: World, name: str, content: bytes, kind: str
) -> None:
    stored = files.keep(world.harbour, name, content)
    assert stored.content_type == kind
    assert stored.file.read() == content
    stored.file.close()
    assert name not in stored.file.name or len(name) < 2
    assert str(stored) == files.plain_name(name)


def test_one_part_that_is_well_does_not_hide_what_ails_another(world: World) -> None:
    channel = world.page.channel
    assert health.trouble(channel.pk, "sending", "wrong password")
    assert not health.trouble(channel.pk, "sending", "wrong password")
    health.trouble(channel.pk, "reading", "no such host")
    assert health.well(channel.pk, "reading")
    assert not health.well(channel.pk, "reading")
    channel.refresh_from_db()
    assert (channel.state, channel.state_reason) == ("attention", "wrong password")
    assert Notification.objects.get().member == world.olivia
    health.recovered(channel.pk)
    channel.refresh_from_db()
    assert (channel.state, channel.state_reason, channel.troubles) == ("ok", "", {})


def test_a_channel_that_is_switched_off_stays_off_whatever_ails_it(world: World) -> None:
    Channel.objects.update(state="off", state_reason="switched off by Olivia")
    health.trouble(world.page.channel.pk, "sending", "wrong password")
    health.recovered(world.page.channel.pk)
    channel = Channel.objects.get(pk=world.page.channel.pk)
    assert (channel.state, channel.state_reason) == ("off", "switched off by Olivia")


def test_nobody_has_a_right_in_another_brand_or_when_they_have_left(world: World) -> None:
    assert may(world.nils, Right.MODERATE)
    with pytest.raises(PermissionDenied, match="belongs to somebody else"):
        require(world.nils, Right.MODERATE, world.harbour.pk)
    world.olivia.is_active = False
    assert not any(may(world.olivia, right) for right in Right)
    world.caleb.role = "unheard of"
    assert not may(world.caleb, Right.READ_INBOX)


@pytest.mark.parametrize("role", Role)
def test_a_role_that_may_write_may_also_read(role: str) -> None:
    member = Member(role=role, is_active=True)
    assert may(member, Right.READ_INBOX) or not may(member, Right.REPLY)


def test_text_is_made_plain_and_letters_of_all_languages_stay() -> None:
    assert plain("a\x00b\r\nc\rd\te\x85\ud800") == "ab\nc\nd\te"
    kept = "שלום 👋🏽 مرحبا نص‌فارسی é"
    assert plain(kept) == kept


def test_rows_have_names(world: World) -> None:
    assert str(world.harbour) == "Harbour Coffee"
    assert str(world.caleb) == "Caleb Reed"
    assert str(world.page.channel) == "Harbour Coffee's page"
    assert str(Member(email="x@y.test")) == "x@y.test"
