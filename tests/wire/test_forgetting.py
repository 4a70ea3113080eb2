"""A person is forgotten: no word, name or address of theirs is left in any table, and they are not written to again."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from askfirst.brand import files
from askfirst.brand.models import StoredFile
from askfirst.consent import chain, ledger
from askfirst.consent.models import Entry
from askfirst.gate.facts import gather
from askfirst.gate.models import Delivery
from askfirst.gate.question import Question
from askfirst.inbox import afterwards, marks
from askfirst.inbox.models import Message, Thread
from askfirst.people.models import Contact, Engagement, Forgetting, Handle
from askfirst.wall import heard
from askfirst.wall.models import Post
from askfirst.wire import forgetting, linking, merging, portrait
from askfirst.wire.models import Event

if TYPE_CHECKING:
    from tests.scripted import Scripted
    from tests.world import World

pytestmark = pytest.mark.both_databases

WORDS = (
    "Quillfeather",
    "xylophone",
    "zeppelin",
    "marzipan",
    "kumquat",
    "quill@fans.test",
    "visitor-ana",
    "obelisk",
)


@pytest.fixture
def ana(world: World, network: Scripted) -> Contact:
    """Ana Quillfeather, who wrote here and by mail, spoke in public, and about whom there is a note."""
    world.visitor("Ana", "message", "My xylophone is broken", id="m1")
    Contact.objects.update(name="Ana Quillfeather")
    world.visitor("Ana", "wall_post", "What a zeppelin", id="w1")
    world.reply("Ana", "Dear Ana Quillfeather, we mend it")
    world.work()
    world.reply("Ana", "And the marzipan is late")
    marks.note(world.caleb, world.thread("Ana"), "She likes kumquat")
    message = Message.objects.get(text__startswith="My xylophone")
    afterwards.edit(message.channel, "m1", "My xylophone is broken, help", timezone.now())
    post = Post.objects.get()
    heard.edit(post.channel, post.external_id, "What a zeppelin!", timezone.now())
    message.files.add(files.keep(world.harbour, "obelisk.png", b"\x89PNG\r\n\x1a\n"))
    world.posted("quill@fans.test", "The xylophone is mended.")
    ana = world.contact("Ana")
    mail = Handle.objects.get(network="email").contact
    merging.merge(world.caleb, ana, mail, evidence="Ana Quillfeather said so")
    return ana


def everything() -> str:
    """Every cell of every table, as text, each behind the name of its table."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- names of our own
            found += [f"{table}: {_written(cell)}" for row in cursor.fetchall() for cell in row]
    return "\n".join(found)


def _written(cell: object) -> str:
    return bytes(cell).decode(errors="replace") if isinstance(cell, bytes | memoryview) else str(cell)


def test_nothing_that_names_them_is_left_anywhere(
    world: World, ana: Contact, django_capture_on_commit_callbacks: Any
) -> None:
    before = everything()
    assert all(word in before for word in WORDS), [word for word in WORDS if word not in before]
    seen = forgetting.look(world.olivia, ana)
    assert everything() == before, "a look changes nothing"
    with django_capture_on_commit_callbacks(execute=True):
        report = forgetting.forget(world.olivia, ana, reason="asked by letter")
    assert (report.gone, [one["what"] for one in report.stays]) == (
        seen.gone,
        [one["what"] for one in seen.stays],
    )
    left = everything().splitlines()
    assert [line for line in left if any(word.casefold() in line.casefold() for word in WORDS)] == []
    assert {one["what"]: one["count"] for one in report.gone}["addresses, and names with them"] == 2
    assert not StoredFile.objects.exists()
    assert not Delivery.objects.filter(state="queued").exists(), "what waited to leave does not leave"
    assert Event.objects.exclude(raw=b"").count() == 0
    assert Thread.objects.exclude(state="done").count() == 0


@pytest.mark.parametrize("kind", ["like", "share"])
def test_a_deed_that_its_network_names_by_who_did_it_does_not_name_them(
    world: World, network: Scripted, kind: str
) -> None:
    for name in (
        f"{kind}:Quill@fans.test:1100",
        f"{kind}:Quill@fans.test:1100",
        f"{kind}:Quill@fans.test:1101",
    ):
        world.event(kind, id=name, actor="quill@fans.test", target=name.rpartition(":")[2])
    quill = Handle.objects.get(key="quill@fans.test").contact
    forgetting.forget(world.olivia, quill)
    kept = list(Engagement.objects.filter(contact=quill).values_list("kind", "reference"))
    assert [one for one, _ in kept] == [kind, kind], "that there were two deeds stays"
    assert not any("quill" in reference.casefold() for _, reference in kept)


def test_they_are_not_written_to_again_until_they_say_so(world: World, ana: Contact) -> None:
    forgetting.forget(world.olivia, ana)
    ana.refresh_from_db()
    facts = gather([Question(channel=world.page.channel, contact=ana)], timezone.now())[0]
    assert facts.is_suppressed, "the place where an address stood leads nowhere"
    world.visitor("Ana", "message", "Hello, it is me", id="m2")
    again = world.contact("Ana")
    assert again != ana
    assert gather([Question(channel=world.page.channel, contact=again)], timezone.now())[0].is_suppressed
    with pytest.raises(forgetting.CannotForget, match="already"):
        forgetting.forget(world.olivia, ana)
    with pytest.raises(linking.CannotLink, match="merged or forgotten"):
        linking.add(world.olivia, ana, "email", "new@fans.test", evidence="x")


def test_only_who_may_forgets_and_a_message_that_is_leaving_is_waited_for(world: World, ana: Contact) -> None:
    for member in (world.caleb, world.nils):
        with pytest.raises(PermissionDenied):
            forgetting.forget(member, ana)
        with pytest.raises(PermissionDenied):
            portrait.archive(member, ana)
    Delivery.objects.filter(state="queued").update(state="sending")
    with pytest.raises(forgetting.CannotForget, match="try again in a minute"):
        forgetting.look(world.olivia, ana)
    assert not Forgetting.objects.exists()
    assert Post.objects.get().text == "What a zeppelin!"


def test_what_others_said_stays_and_so_does_a_file_that_others_got(world: World, ana: Contact) -> None:
    world.visitor("Bea", "message", "My xylophone too", id="b1")
    shared = StoredFile.objects.get()
    Message.objects.get(text="My xylophone too").files.add(shared)
    forgetting.forget(None, ana, and_stop=False)
    assert Message.objects.get(text="My xylophone too").files.get() == shared
    assert b"visitor-bea" in bytes(Event.objects.get(external_id="b1").raw)


def test_a_person_gets_everything_that_is_known_of_them(world: World, ana: Contact) -> None:
    with zipfile.ZipFile(io.BytesIO(portrait.archive(world.olivia, ana))) as zipped:
        told = json.loads(zipped.read("person.json"))
        page = zipped.read("person.html").decode()
        assert zipped.read("files/1-obelisk.png").startswith(b"\x89PNG")
    assert told["person"]["name"] == "Ana Quillfeather"
    assert {one["address"] for one in told["addresses"]} == {"visitor-ana", "quill@fans.test"}
    assert {one["verdict"] for one in told["decisions"]} == {"allow"}
    for word in ("My xylophone is broken", "What a zeppelin", "She likes kumquat", "quill@fans.test"):
        assert word in json.dumps(told)
        assert word in page
    Contact.objects.filter(pk=ana.pk).update(name="<script>alert(1)</script>")
    ana.refresh_from_db()
    assert "<script>" not in portrait.page(portrait.portrait(None, ana))


def test_the_ledger_keeps_the_proof_and_lets_the_words_go(world: World) -> None:
    world.visitor("Ana", "message", "Are you open on Sunday?")
    ana = world.contact("Ana")
    ledger.record(ana, Entry.Act.OBJECTED, evidence="Ana said on 0170 1234567 that she wants no offers")
    forgetting.forget(world.olivia, ana)
    assert set(Entry.objects.filter(contact=ana).values_list("evidence", flat=True)) == {""}
    assert not [found for found in chain.verify(world.harbour) if isinstance(found, chain.Flaw)]
