"""What is a visitor's own: their messages, their address, why they got something, and stopping it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as django_settings
from django.core import mail, signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from askfirst.brand import vault
from askfirst.brand.changes import Watcher
from askfirst.brand.models import Change, Channel, StoredFile
from askfirst.drafts.submit import Wish
from askfirst.gate.models import Delivery
from askfirst.inbox import marks, talk
from askfirst.inbox.models import Message, Thread
from askfirst.people import claims
from askfirst.people.models import Contact, Handle
from askfirst.web import visitor
from askfirst.wire import visitor_mail
from tests.web.guests import Guest, link_in_mail, shut, words

if TYPE_CHECKING:
    from tests.world import World

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@pytest.fixture(autouse=True)
def _mail_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def submit(act: Any, *given: Any) -> None:
        act(*given)

    monkeypatch.setattr(visitor_mail._hands, "submit", submit)


@pytest.fixture
def guest(world: World) -> Guest:
    return Guest(world)


def _answer(guest: Guest, text: str = "Yes, from nine.") -> Message:

    thread = Thread.objects.select_related("brand", "channel__brand", "contact", "handle").latest("pk")
    talk.reply(guest.world.caleb, thread, Wish(text=text))
    guest.world.work()
    return Message.objects.get(text=text)


def _mailbox(world: World) -> Channel:
    plain = {"address": "hello@harbour.test", "smtp_host": "127.0.0.1", "smtp_security": "none"}
    return Channel.objects.create(
        brand=world.harbour,
        network="email",
        address="hello@harbour.test",
        name="Mail",
        settings=plain,
        sealed_credentials=vault.seal({"username": "hello"}),
    )


def _confirm(guest: Guest, email: str = "mina@example.org") -> None:
    guest.post("you/email/", email=email)
    assert guest.browser.post(link_in_mail()).status_code == 302


# Messages


def test_an_answer_stands_in_the_messages_with_a_badge_until_it_is_read(guest: Guest) -> None:
    guest.write()
    _answer(guest)
    assert "1 unread" in guest.sees()
    assert "Yes, from nine." in guest.sees("message/")
    assert "1 unread" not in guest.sees()
    assert Thread.objects.get().their_read == Message.objects.get(is_ours=True).pk


def test_it_says_seen_when_somebody_of_the_team_has_looked(guest: Guest) -> None:
    guest.write()
    assert "Seen by" not in guest.sees("message/")
    marks.read(guest.world.caleb, Thread.objects.select_related("brand").get())
    assert "Seen by Harbour Coffee" in guest.sees("message/")


def test_typing_is_told_to_the_team_and_the_teams_typing_to_the_visitor(guest: Guest) -> None:
    guest.write()
    thread = Thread.objects.select_related("brand").get()
    guest.post(f"messages/{thread.pk}/typing/")
    assert Change.objects.filter(kind="typing", is_for_members=True, contact=thread.contact_id).exists()
    marks.typing(thread, member=guest.world.caleb)
    told = Change.objects.filter(kind="typing").latest("pk")
    assert Watcher(guest.world.harbour.pk, contact=thread.contact_id).may_see(told)


def test_nobody_reads_anothers_conversation(guest: Guest) -> None:
    guest.write("my secret")
    thread = Thread.objects.get()
    other = Guest(guest.world, name="Eve")
    other.write("hello", key="e")
    for path in (f"messages/{thread.pk}/", f"messages/{thread.pk}/why/1/"):
        assert other.get(path).status_code == 404
        assert Guest(guest.world).get(path).status_code == 404
        assert Guest(guest.world, slug="northwind", browser=guest.browser).get(path).status_code == 404
    assert other.post(f"messages/{thread.pk}/", text="x", key="k").status_code == 404
    assert other.post(f"messages/{thread.pk}/read/").status_code == 404
    assert other.post(f"messages/{thread.pk}/typing/").status_code == 404


# Identity


@pytest.mark.parametrize("forged", ["", "x", "a:b:c", "eyJhIjoiMSJ9:1xUtzC:AAAA", "\x00", "9" * 5000])
def test_a_forged_cookie_is_nobody(guest: Guest, forged: str) -> None:
    guest.write("my secret")
    eve = Client()
    eve.cookies[f"askfirst_visitor_{guest.world.harbour.pk}"] = forged
    assert "my secret" not in words(eve.get("/@harbour/messages/"))


def test_a_cookie_of_one_brand_says_nothing_to_another(guest: Guest) -> None:
    guest.write()
    value = guest.browser.cookies[f"askfirst_visitor_{guest.world.harbour.pk}"].value
    assert (
        visitor.read({f"askfirst_visitor_{guest.world.northwind.pk}": value}, guest.world.northwind) is None
    )


def test_a_cookie_that_is_too_old_is_explained_where_one_comes_in(
    guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest.write()
    monkeypatch.setattr(visitor, "KEPT", timedelta(seconds=-1))
    assert "too old or damaged" in guest.sees("come-in/")


def test_the_live_feed_knows_a_visitor_by_the_cookie(guest: Guest) -> None:
    guest.write()
    cookies = {name: morsel.value for name, morsel in guest.browser.cookies.items()}
    assert visitor.contact_of(cookies, "harbour") == Contact.objects.get().pk
    assert visitor.contact_of(cookies, "northwind") == 0
    assert visitor.contact_of({}, "harbour") == 0
    assert visitor.contact_of(cookies, "nobody") == 0


def test_an_address_is_nobodys_until_its_holder_pressed_the_button(guest: Guest) -> None:
    guest.write(email="mina@example.org")
    assert not Handle.objects.filter(network="email").exists()
    path = link_in_mail()
    assert "Is this address yours" in words(Client().get(path))
    assert not Handle.objects.filter(network="email").exists(), (
        "a scanner that follows links confirms nothing"
    )
    assert guest.browser.post(path).status_code == 302
    handle = Handle.objects.get(network="email")
    assert handle.contact == Contact.objects.get()
    assert handle.verified_at is not None


def test_a_link_works_once_even_from_another_browser(guest: Guest) -> None:
    guest.write(email="mina@example.org")
    path = link_in_mail()
    phone = Guest(guest.world)
    assert phone.browser.post(path).status_code == 302
    assert "Are you open on Sunday?" in phone.sees("message/")
    answer = Client().post(path)
    assert answer.status_code == 410
    assert "used already" in words(answer)


def test_what_was_said_by_mail_is_shown_only_to_a_browser_that_came_out_of_the_mailbox(guest: Guest) -> None:
    guest.write(email="mina@example.org")
    asked = Guest(guest.world, browser=guest.browser)
    holder = Guest(guest.world)
    shown = words(holder.get(link_in_mail().removeprefix("/@harbour/")))
    assert "writes there as “Mina”" in shown
    holder.browser.post(link_in_mail())
    handle = Handle.objects.get(network="email")
    said = talk.Said(external_id="m1", at=timezone.now(), author="Mina", text="private, by mail")
    talk.receive(_mailbox(guest.world), handle, said)
    assert "private, by mail" in holder.sees("messages/")
    assert "private, by mail" not in asked.sees("messages/")


def test_links_expire_and_do_not_fit_another_page(guest: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    guest.write(email="mina@example.org")
    path = link_in_mail()
    assert Client().get(path.replace("/@harbour/", "/@northwind/")).status_code == 410
    assert Client().get(path[:-3] + "x/").status_code == 410
    monkeypatch.setattr(claims, "LIFE", timedelta(seconds=-1))
    assert "too old" in words(Client().get(path))


def test_from_another_browser_the_address_opens_the_messages(guest: Guest) -> None:
    guest.write()
    _confirm(guest)
    laptop = Guest(guest.world)
    laptop.post("come-in/", email="MINA@example.org")
    laptop.browser.post(link_in_mail())
    assert "Are you open on Sunday?" in laptop.sees("message/")
    laptop.write("And on Monday?", key="k2")
    assert Contact.objects.count() == 1
    assert Thread.objects.count() == 1


def test_known_and_unknown_addresses_get_the_same_answer(guest: Guest) -> None:
    guest.write()
    _confirm(guest)
    sent = len(mail.outbox)
    known = words(Guest(guest.world).post("come-in/", email="mina@example.org"))
    unknown = words(Guest(guest.world).post("come-in/", email="nobody@example.org"))
    assert known == unknown.replace("nobody@", "mina@")
    assert len(mail.outbox) == sent + 1


def test_what_was_written_before_coming_in_is_not_lost(guest: Guest) -> None:
    guest.write("from the laptop")
    _confirm(guest)
    phone = Guest(guest.world, name="Mina on the phone")
    phone.write("from the phone", key="p")
    phone.post("come-in/", email="mina@example.org")
    phone.browser.post(link_in_mail())
    listed = phone.sees("messages/")
    assert "from the laptop" in listed
    assert "from the phone" in listed
    old = Thread.objects.get(preview="from the phone")
    phone.post(f"messages/{old.pk}/", text="still here", key="q")
    phone.world.work()
    assert Message.objects.get(text="still here").thread == old


def test_no_address_is_flooded_with_links(guest: Guest) -> None:
    guest.write()
    for _ in range(6):
        answer = guest.post("you/email/", email="victim@example.org")
        assert answer.status_code == 302
    assert len(mail.outbox) == 3
    for _ in range(2):
        assert Guest(guest.world).post("come-in/", email="victim@example.org").status_code in {200, 429}
    assert len(mail.outbox) == 3


@pytest.mark.parametrize(
    "typed", ["", "x", "a@", "a@b c", "ana@example.org\nBcc: all@example.org", "a" * 300 + "@example.org"]
)
def test_what_is_no_address_is_refused_and_stays_in_its_field(guest: Guest, typed: str) -> None:
    guest.write()
    answer = guest.post("you/email/", email=typed)
    if "\n" in typed:
        assert all("\n" not in one for letter in mail.outbox for one in letter.to)
        return
    assert answer.status_code == 422
    assert not mail.outbox


def test_a_mail_server_that_is_down_is_not_the_visitors_problem(
    guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise ConnectionRefusedError("no server")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    assert guest.write(email="mina@example.org").status_code == 302
    assert Message.objects.exists()


# Notices


@pytest.fixture
def told(guest: Guest) -> Guest:
    """A guest who wrote, confirmed an address, got an answer five minutes ago, and is away."""
    _mailbox(guest.world)
    guest.write()
    _confirm(guest)
    _answer(guest)
    Message.objects.filter(is_ours=True).update(said_at=timezone.now() - timedelta(minutes=5))
    return guest


def test_who_is_away_is_told_once_through_the_gate(told: Guest) -> None:
    assert visitor_mail.notify_absent() == 1
    assert visitor_mail.notify_absent() == 0
    notice = Delivery.objects.get(channel__network="email")
    assert notice.decision.verdict == "allow"
    assert notice.to == "mina@example.org"
    assert "Harbour Coffee has answered you" in notice.text
    assert "Yes, from nine." not in notice.text
    _answer(told, "One more thing.")
    Message.objects.filter(is_ours=True).update(said_at=timezone.now() - timedelta(minutes=5))
    assert visitor_mail.notify_absent() == 0, "at most one until they come back"
    path = notice.text[notice.text.index("/@harbour") :].split()[0]
    phone = Guest(told.world)
    phone.browser.post(path)
    assert "One more thing." in phone.sees("message/")
    _answer(told, "And another.")
    Message.objects.filter(is_ours=True).update(said_at=timezone.now() - timedelta(minutes=5))
    assert visitor_mail.notify_absent() == 1


def test_a_notice_is_not_used_up_by_somebody_who_is_in_already(told: Guest) -> None:
    visitor_mail.notify_absent()
    notice = Delivery.objects.get(channel__network="email")
    path = notice.text[notice.text.index("/@harbour") :].split()[0]
    assert told.browser.get(path).status_code == 302
    assert "Welcome back" in words(Client().get(path))


def test_who_stopped_or_is_here_gets_no_notice(told: Guest) -> None:
    told.post("stop/", key="s")
    told.world.work()
    assert visitor_mail.notify_absent() == 0


def test_who_stops_after_the_notice_was_let_out_still_gets_none(told: Guest) -> None:
    visitor_mail.notify_absent()
    told.post("stop/", key="s")
    told.world.work()
    told.world.work()
    assert Delivery.objects.get(channel__network="email").state == Delivery.State.STOPPED


def test_without_a_mail_channel_nothing_is_promised_and_nothing_sent(guest: Guest) -> None:
    guest.write()
    assert "when they answer" not in guest.sees("you/")
    _confirm(guest)
    _answer(guest)
    Message.objects.filter(is_ours=True).update(said_at=timezone.now() - timedelta(minutes=5))
    assert visitor_mail.notify_absent() == 0


# Why, and stop


def test_why_is_told_from_the_stored_decision(guest: Guest) -> None:
    guest.write()
    message = _answer(guest)
    seen = guest.sees(f"messages/{message.thread_id}/why/{message.pk}/")
    assert "It is an answer to you, not advertising." in seen
    assert "You began this conversation." in seen
    assert "You had not asked them to stop." in seen
    assert "page.answer" in seen
    guest.post("stop/", key="s")
    guest.world.work()
    assert "You had not asked them to stop." in guest.sees(f"messages/{message.thread_id}/why/{message.pk}/")


def test_a_message_without_a_stored_decision_says_so(guest: Guest) -> None:
    guest.write()
    message = _answer(guest)
    Message.objects.filter(pk=message.pk).update(delivery=None)
    assert "no decision is stored" in guest.sees(f"messages/{message.thread_id}/why/{message.pk}/")


def test_stop_holds_at_once_and_can_be_undone_by_the_person_alone(guest: Guest) -> None:
    guest.write()
    guest.post("stop/", key="s")
    assert "no longer writes to you" in guest.sees("stop/")
    guest.world.work()
    thread = Thread.objects.select_related("brand", "channel__brand", "contact", "handle").get()

    refused = talk.reply(guest.world.caleb, thread, Wish(text="but"))
    assert refused.draft.decision is not None
    assert refused.draft.decision.verdict == "deny"
    assert "cannot answer until you allow it" in guest.sees("message/")
    guest.post("hear-again/")
    allowed = talk.reply(guest.world.caleb, thread, Wish(text="hello again"))
    assert allowed.draft.delivery is not None
    assert "no longer writes to you" not in guest.sees("stop/")


def test_forgetting_the_browser_leaves_the_messages_where_they_are(guest: Guest) -> None:
    guest.write()
    guest.post("you/forget/")
    assert "No messages yet" in guest.sees("messages/")
    assert Message.objects.count() == 1


# Files


def test_a_file_opens_for_its_visitor_and_for_members_and_for_nobody_else(guest: Guest) -> None:
    guest.write("look", files=SimpleUploadedFile("cup.png", PNG))
    stored = StoredFile.objects.get()
    path = f"/files/{stored.token}/{stored.name}"
    shown = guest.browser.get(path)
    assert b"".join(shown) == PNG
    shut(shown)
    eve = Guest(guest.world, name="Eve")
    eve.write("x", key="e")
    assert eve.browser.get(path).status_code == 404
    assert Client().get(path).status_code == 404
    for member, status in ((guest.world.caleb, 200), (guest.world.wim, 404), (guest.world.nils, 404)):
        browser = Client()
        browser.force_login(member)
        answer = browser.get(path)
        assert answer.status_code == status
        shut(answer)


@pytest.mark.parametrize(
    ("name", "content"), [("x.html", b"<script>1</script>"), ("x.svg", b"<svg/>"), ("x.pdf", b"%PDF-1")]
)
def test_what_a_browser_could_run_is_only_ever_kept_on_disk(guest: Guest, name: str, content: bytes) -> None:
    guest.write("look", files=SimpleUploadedFile(name, content, "text/html"))
    stored = StoredFile.objects.get()
    answer = guest.browser.get(f"/files/{stored.token}/{stored.name}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer.headers["Cache-Control"]
    shut(answer)


def test_the_links_in_mails_lead_to_the_page_that_answers_them(guest: Guest) -> None:

    token = signing.dumps({"x": 1})
    path = reverse("come-in-by-link", args=["harbour", token])
    assert visitor_mail.address(guest.world.harbour, token) == f"{django_settings.ADDRESS}{path}"
