"""A list that somebody brings along: it tightens at once, loosens only where each line shows that they agreed, and goes back."""

from __future__ import annotations

import codecs
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from askfirst.brand.models import Notification, StoredFile
from askfirst.consent import (
    chain,
    confirming,
    exporting,
    importing,
    leaving,
    ledger,
    memberships,
    standing,
    stop_list,
)
from askfirst.consent.importing import CannotImport, Overtaken, Place
from askfirst.consent.models import Entry, Import, ImportLine, Membership, Suppression
from askfirst.gate import audience_consent
from askfirst.gate.limits import stamp
from askfirst.networks.base import BadInput
from askfirst.networks.exports.cells import safe
from askfirst.people.models import Contact, Handle
from askfirst.policy.sets.plan import KEY
from askfirst.wire import list_imports
from tests.consent.asking import ask, mail, news
from tests.networks.exports.making import LISTMONK, MAILCHIMP
from tests.wire.bringing import SHOWN, bring, came, packed, receive, table

if TYPE_CHECKING:
    from askfirst.consent.models import List
    from tests.world import World

pytestmark = [pytest.mark.row("O1"), pytest.mark.both_databases]
_CHIMP = '"Email Address","First Name",OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP'
FULL_CHIMP = {
    "subscribed_members_export.csv": f"{_CHIMP},LEID,EUID\n"
    "ada@x.test,Ada,2023-01-02 03:04:05,203.0.113.9,2023-01-02 03:09:00,203.0.113.9,1,e1\n"
    "oda@x.test,Oda,,,2023-01-02 03:09:00,198.51.100.4,2,e2\n"
    "jonas@x.test,Jonas,2023-01-02 03:04:05,203.0.113.9,2023-01-02 03:09:00,203.0.113.9,3,e3\n",
    "nonsubscribed_members_export.csv": f"{_CHIMP},LEID,EUID\nbuyer@x.test,,2023-01-02 03:04:05,203.0.113.9,,,7,e7\n",
    "unsubscribed_members_export.csv": f"{_CHIMP},UNSUB_TIME,UNSUB_REASON,LEID,EUID\n"
    "jonas@x.test,Jonas,,,,,2024-05-06 07:08:09,NORMAL,3,e3\n"
    "noah@x.test,Noah,,,,,2024-05-06 07:08:09,SPAM complaint,4,e4\n",
    "cleaned_members_export.csv": f"{_CHIMP},CLEAN_TIME,LEID,EUID\ngone@x.test,,,,,,2022-02-02 02:02:02,6,e6\n",
}


@pytest.fixture
def beans(world: World) -> List:
    return news(world.harbour, "Beans")


def state(on: List, address: str) -> str:
    handle = Handle.objects.filter(brand=on.brand, network="email", key=address).first()
    if handle is None:
        return "unknown"
    return standing.states([handle.contact], on.purpose, on=on)[handle.contact_id].state


def is_stopped(on: List, address: str, *, by_list: bool = False) -> bool:
    rows = Suppression.objects.filter(ledger.holding(timezone.now(), on if by_list else None))
    return rows.filter(brand=on.brand, digest=ledger.digest("email", address)).exists()


def holds(on: List) -> None:
    """The ledger's seals hold, and who stands where is what it says, of one and of a whole audience alike."""
    everybody = Q(brand=on.brand)
    found = audience_consent.states(everybody, everybody, on.purpose, stamp(timezone.now()), on)
    alone = standing.states(Contact.objects.filter(brand=on.brand), on.purpose, on=on)
    assert {who: alone[who].state for who in found[KEY]} == dict(
        zip(found[KEY], found["consent_state"], strict=True)
    )
    assert not [flaw for flaw in chain.verify(on.brand) if not isinstance(flaw, int)]
    kept = set(Membership.objects.values_list("list", "contact", "state"))
    memberships.rebuild(on.brand)
    assert set(Membership.objects.values_list("list", "contact", "state")) == kept


def test_a_line_that_shows_how_they_agreed_brings_them_onto_the_list(beans: List, world: World) -> None:
    held = bring(beans, table(f"Ana@X.test,{SHOWN}"), member=world.mara)
    assert came(held.found) == {"added:proven": 1}
    assert state(beans, "ana@x.test") == "active"
    line = Entry.objects.get(list=beans)
    assert (line.act, line.mechanism, line.member) == ("imported", "import", world.mara)
    assert line.occurred_at == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert "how: a form in our shop\nfrom: 203.0.113.0" in line.evidence
    assert "words: We write to you about beans.\npeople.csv, line 2" in line.evidence
    assert (held.state, held.file, StoredFile.objects.count()) == ("done", None, 0)
    holds(beans)


@pytest.mark.parametrize(
    ("line", "lacks"),
    [
        ("a@x.test,,a form,here,words", "no_day"),
        ("a@x.test,05/06/2024,a form,here,words", "no_day"),  # June or May
        ("a@x.test,2999-01-01,a form,here,words", "odd_day"),
        ("a@x.test,1970-01-01,a form,here,words", "odd_day"),
        ("a@x.test,2024-05-06,,here,words", "no_source"),
        ("a@x.test,2024-05-06,a form,here,", "no_words"),
        ("a@x.test,2024-05-06,a form,,words", "no_place"),
        ("info@x.test,2024-05-06,a form,here,words", "shared"),
    ],
)
def test_a_line_that_shows_less_is_known_and_not_on_the_list(beans: List, line: str, lacks: str) -> None:
    held = bring(beans, table(line))
    assert came(held.found) == {f"held:{lacks}": 1}
    assert Membership.objects.get().state == "unproven"
    assert Entry.objects.get().act == "unproven"


def test_what_was_the_same_for_all_is_told_once_and_the_day_in_each_line(beans: List) -> None:
    content = table("a@x.test,06/05/2024 10:00,1.2.3.4", columns="email,agreed at,ip")
    held = bring(beans, content, how="the form in the shop", words="We write to you.", order="dmy")
    assert came(held.found) == {"added:proven": 1}
    line = Entry.objects.get()
    assert line.occurred_at == datetime(2024, 5, 6, 10, 0, tzinfo=UTC)
    assert "words: as told for the whole file" in line.evidence


def test_the_words_of_this_very_list_are_known_again(beans: List) -> None:
    notice = beans.notices.get(language="en")
    bring(beans, table(f'a@x.test,2024-05-06,a form,here,"{notice.text}"'))
    numbered = table("b@x.test,2024-05-06,a form,here,1", columns="email,agreed at,how,where,of version")
    fields = {
        "email": "address",
        "agreed at": "agreed_at",
        "how": "how",
        "where": "where",
        "of version": "version",
    }
    bring(beans, numbered, fields=fields)
    assert {line.notice.version for line in Entry.objects.all() if line.notice} == {1}
    assert Entry.objects.filter(notice=None).count() == 0


def test_mailchimp_brings_its_stops_first_and_only_who_signed_up_themselves(beans: List) -> None:
    held = bring(
        beans, packed(FULL_CHIMP), "audience_export.zip", words="We write to you about beans.", standings={}
    )
    assert came(held.found) == {
        "stopped:left": 1, "stopped:complained": 1, "stopped:dead": 1,
        "added:proven": 1, "held:no_day": 1, "held:not_confirmed": 1, "refused:left_in_file": 1,
    }  # fmt: skip
    assert {name: state(beans, f"{name}@x.test") for name in ("ada", "oda", "jonas", "buyer")} == {
        "ada": "active",
        "oda": "unproven",  # put there by whoever kept the audience: no sign-up of her own
        "jonas": "unknown",
        "buyer": "unproven",
    }
    reasons = {name: Suppression.objects.get(digest=ledger.digest("email", f"{name}@x.test")).reason for name in ("jonas", "noah", "gone")}  # fmt: skip
    assert reasons == {"jonas": "imported", "noah": "complaint", "gone": "dead"}
    assert Entry.objects.get(act="imported").occurred_at == datetime(2023, 1, 2, 3, 9, tzinfo=UTC)
    holds(beans)


def test_real_exports_of_both_tools_are_read_and_nobody_without_proof_is_on_the_list(beans: List) -> None:
    held = bring(beans, packed(MAILCHIMP), "audience_export.zip")
    assert came(held.found) == {"stopped:left": 2, "stopped:complained": 1, "stopped:dead": 1, "held:no_words": 1, "held:no_day": 1}  # fmt: skip
    held = bring(beans, LISTMONK.encode(), "subscribers.csv")
    assert came(held.found) == {"already:stopped": 2, "already:known": 1, "held:odd_word": 1}
    assert not Membership.objects.filter(state="active").exists()


def test_what_listmonk_keeps_as_json_can_be_told_apart(beans: List) -> None:
    content = (
        "uuid,email,name,attributes,status,created_at,updated_at\n"
        'u1,ada@x.test,Ada,"{""optin"": ""2024-05-06 07:08:09"", ""ip"": ""1.2.3.4""}",enabled,2023-01-02,2023-01-02\n'
        "u2,odd@x.test,Odd,{broken,enabled,2023-01-02,2023-01-02\n"
    )
    held = receive(beans, content.encode(), "subscribers.csv")
    assert held.how == "a form of listmonk"
    fields = {**held.fields, "attributes.optin": "agreed_at", "attributes.ip": "where"}
    held = bring(beans, content.encode(), "subscribers.csv", fields=fields, words="We write.", how="a form")
    assert came(held.found) == {"added:proven": 1, "held:no_day": 1}


def test_a_file_brings_nobody_back_who_said_no_here(beans: List, world: World) -> None:
    ana = confirming.by_link(world.harbour, mail(ask(beans, address="ana@x.test"))[0]).contact
    leaving.leave(ana, beans, leaving.How(mechanism="link", place="a mail", evidence=""))
    stop_list.add(world.caleb, "email", "bo@x.test", "said so on the phone")
    stop_list.add(world.caleb, "email", "cy@x.test", "only the beans", beans)
    confirming.by_link(world.harbour, mail(ask(beans, address="dee@x.test"))[0])
    lines = [f"{name}@x.test,{SHOWN}" for name in ("ana", "bo", "cy", "dee")]
    held = bring(beans, table(*lines))
    assert came(held.found) == {"refused:left": 1, "refused:stopped": 2, "already:on_it": 1}
    assert state(beans, "ana@x.test") == "left"
    assert state(beans, "bo@x.test") == "unknown"


def test_who_left_elsewhere_before_they_agreed_here_stays(beans: List, world: World) -> None:
    confirming.by_link(world.harbour, mail(ask(beans, address="ana@x.test"))[0])
    confirming.by_link(world.harbour, mail(ask(beans, address="bo@x.test"))[0])
    tomorrow = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%d")
    content = table(
        "ana@x.test,left,2019-05-06", f"bo@x.test,left,{tomorrow}", columns="email,status,left at"
    )
    held = bring(beans, content)
    assert came(held.found) == {"already:came_back": 1, "stopped:left": 1}
    assert (state(beans, "ana@x.test"), state(beans, "bo@x.test")) == ("active", "blocked")
    holds(beans)


def test_who_left_there_may_leave_only_this_list(beans: List, world: World) -> None:
    other = news(world.harbour, "Tea")
    confirming.by_link(world.harbour, mail(ask(beans, other, address="ana@x.test"))[0])
    held = bring(beans, table("ana@x.test,left", "bo@x.test,left", columns="email,status"), is_only_list=True)
    assert came(held.found) == {"stopped:left": 2}
    assert (state(beans, "ana@x.test"), state(other, "ana@x.test")) == ("left", "active")
    assert not is_stopped(beans, "bo@x.test")
    assert is_stopped(beans, "bo@x.test", by_list=True)


def test_another_address_of_who_said_no_is_not_taken_at_a_files_word(beans: List, world: World) -> None:
    stop_list.add(world.caleb, "email", "ana+shop@x.test", "reported it on the phone")
    held = bring(beans, table(f"ana@x.test,{SHOWN}", f"ana+news@x.test,{SHOWN}", f"ana+shop@x.test,{SHOWN}"))
    assert came(held.found) == {"held:related": 2, "refused:stopped": 1}


def test_addresses_of_every_wrong_kind_are_named_and_none_is_taken_for_another(beans: List) -> None:
    world_mail = "x" * 250 + "@x.test"
    lines = [
        f"{address},{SHOWN}"
        for address in (
            "", "nobody", "two@at@x.test", "spa ce@x.test", "dot.@x.test", world_mail, "a@b", "ｆｕｌｌ@x.test",
            "аna@x.test", "ana@раypal.test", '"Ana <ana@x.test>"', "ANA@X.TEST", "mailto:bo@x.test", "ana+tag@x.test",
            "user@münchen.test", "=cmd@x.test", "'=cmd2@x.test", "hello@[127.0.0.1]",
        )
    ]  # fmt: skip
    held = bring(beans, table(*lines))
    assert came(held.found) == {
        "unusable:no_address": 1, "unusable:not_address": 6, "unusable:too_long": 1, "unusable:look_alike": 2,
        "added:mixed": 1, "added:proven": 6, "already:twice": 1,
    }  # fmt: skip
    keys = set(Handle.objects.values_list("key", flat=True))
    assert {"ana@x.test", "ana+tag@x.test", "bo@x.test", "user@xn--mnchen-3ya.test", "=cmd@x.test"} <= keys
    assert Membership.objects.filter(state="active").count() == 7


def test_no_address_of_the_brands_own_is_brought(beans: List, world: World) -> None:
    world.connect_mail()
    assert came(bring(beans, table(f"hello@harbour.test,{SHOWN}")).found) == {"unusable:own": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_files_in_any_of_the_usual_encodings_keep_their_letters(beans: List, encoding: str) -> None:
    content = (
        "email;name;agreed at;how;where;words\nj@x.test;Jürgen Groß;2024-05-06;Formular;Köln;Schöne Wörter\n"
    )
    held = bring(beans, content.encode(encoding))
    assert came(held.found) == {"added:proven": 1}
    assert Contact.objects.get().name == "Jürgen Groß"


def test_a_file_of_mixed_encodings_is_read_line_by_line(beans: List) -> None:
    content = codecs.BOM_UTF8 + "email,name\na@x.test,Jürgen\n".encode() + "b@x.test,Jörg\n".encode("cp1252")
    bring(beans, content)
    assert set(Contact.objects.values_list("name", flat=True)) == {"Jürgen", "Jörg"}


def test_a_file_of_five_thousand_columns_is_read_by_those_that_are_known(beans: List) -> None:
    columns = ",".join(["email", *(f"c{number}" for number in range(5000))])
    held = bring(beans, table("a@x.test," + "x," * 4999 + "x", columns=columns))
    assert came(held.found) == {"held:no_day": 1}


def test_a_table_without_names_of_columns_is_one_of_addresses(beans: List) -> None:
    held = bring(beans, b"a@x.test\nb@x.test\n")
    assert came(held.found) == {"held:no_day": 2}
    assert held.fields == {"column 1": "address"}


def test_a_line_that_is_none_does_not_hold_up_the_others(beans: List) -> None:
    long = "x" * 140_000
    held = bring(beans, table(f'a@x.test,"{long}",,,', f"b@x.test,{SHOWN}"))
    assert came(held.found) == {"unusable:broken": 1, "added:proven": 1}


def test_what_is_no_table_is_refused_and_nothing_is_kept(beans: List) -> None:
    for content, name, says in (
        (b"", "empty.csv", "empty.csv has no line with columns"),
        (packed({"readme.md": "hello"}), "a.zip", "a.zip has no table"),
        (b"PK\x03\x04 cut short", "a.zip", "a.zip is cut short"),
        (b"email\n" + b"x" * (1 << 21), "wide.csv", "wide.csv has a line of more than"),
    ):
        with pytest.raises(BadInput, match=says):
            receive(beans, content, name)
    assert not StoredFile.objects.exists()
    assert not Import.objects.exists()


def test_a_file_that_breaks_off_keeps_what_was_read_and_can_be_taken_back(beans: List) -> None:
    lines = [f"p{number}@x.test,{SHOWN}" for number in range(1200)]
    content = table(*lines) + b"y" * (1 << 21)
    held = receive(beans, content)
    importing.start(held, is_try=False)
    list_imports.to_the_end(held)
    assert (held.state, held.found["added"]["proven"]["many"]) == ("failed", 1000)
    assert held.problem.startswith("people.csv has a line of more than")
    importing.undo(None, held)
    list_imports.to_the_end(held)
    assert not Membership.objects.filter(state="active").exists()


def test_a_dry_run_says_the_same_and_changes_nothing(beans: List, world: World) -> None:
    stop_list.add(world.caleb, "email", "bo@x.test", "said so")
    before = (Entry.objects.count(), Handle.objects.count(), Suppression.objects.count())
    content = table(
        f"ana@x.test,{SHOWN},on", f"bo@x.test,{SHOWN},on", f"cy@x.test,{SHOWN},left", f"cy@x.test,{SHOWN},on",
        f"ana@x.test,{SHOWN},on", "nobody,,,,,", columns="email,agreed at,how,where,words,status",
    )  # fmt: skip
    held = receive(beans, content)
    list_imports.try_out(held)
    assert held.state == "tried"
    assert (Entry.objects.count(), Handle.objects.count(), Suppression.objects.count()) == before
    would = came(held.tried)
    assert would == {"stopped:left": 1, "added:proven": 1, "refused:stopped": 1, "refused:left_in_file": 1, "already:twice": 1, "unusable:not_address": 1}  # fmt: skip
    assert held.tried["unusable"]["not_address"]["lines"] == [[0, 7]]
    importing.start(held, is_try=False)
    list_imports.to_the_end(held)
    assert came(held.found) == would
    lines = ImportLine.objects.filter(of=held).order_by("number").values_list("number", "outcome", "is_try")
    assert list(lines) == [(2, "added", False), (3, "refused", False), (4, "stopped", False), (5, "refused", False), (6, "already", False), (7, "unusable", False)]  # fmt: skip


def test_brought_a_second_time_nothing_changes(beans: List) -> None:
    content = table(f"ana@x.test,{SHOWN},on", f"cy@x.test,{SHOWN},left", columns="email,agreed at,how,where,words,status")  # fmt: skip
    bring(beans, content)
    lines = Entry.objects.count()
    assert came(bring(beans, content).found) == {"already:stopped": 1, "already:on_it": 1}
    assert Entry.objects.count() == lines


class TestTakenBack:
    def test_each_line_is_answered_by_one_and_nothing_is_deleted(self, beans: List, world: World) -> None:
        confirming.by_link(world.harbour, mail(ask(beans, address="dee@x.test"))[0])
        content = table(
            f"ana@x.test,{SHOWN},on", "bo@x.test,,,,,on", "cy@x.test,,,,,left", "dee@x.test,,,,,left", "gone@x.test,,,,,cleaned",
            columns="email,agreed at,how,where,words,status",
        )  # fmt: skip
        held = bring(beans, content, member=world.mara)
        lines = Entry.objects.count()
        assert state(beans, "dee@x.test") == "blocked"
        importing.undo(world.mara, held)
        list_imports.to_the_end(held)
        assert (held.state, held.undone) == ("undone", {"taken_back": 3, "kept": 0, "lifted": 3})
        assert Entry.objects.count() == lines + 3
        assert set(Entry.objects.order_by("-pk")[:3].values_list("act", flat=True)) == {"retracted"}
        assert {name: state(beans, f"{name}@x.test") for name in ("ana", "bo", "dee")} == {
            "ana": "none",
            "bo": "none",
            "dee": "active",
        }
        assert not any(is_stopped(beans, f"{name}@x.test") for name in ("cy", "dee", "gone"))
        assert Contact.objects.filter(handles__key="ana@x.test").exists()
        holds(beans)

    @pytest.mark.usefixtures("network")
    def test_who_confirmed_or_wrote_or_said_no_since_stays_as_they_are(
        self, beans: List, world: World
    ) -> None:
        names = ("ana", "bo", "cy", "dee", "eve")
        content = table(
            *(f"{name}@x.test,{SHOWN},on" for name in names[:4]), "eve@x.test,,,,,left", "fay@x.test,,,,,left",
            columns="email,agreed at,how,where,words,status",
        )  # fmt: skip
        held = bring(beans, content)
        confirming.by_link(world.harbour, mail(ask(beans, address="ana@x.test"))[0])
        world.event("message", actor="bo@x.test", text="Hello")
        cy = Handle.objects.get(key="cy@x.test").contact
        leaving.leave(cy, beans, leaving.How(mechanism="link", place="a mail", evidence=""))
        stop_list.add(world.caleb, "email", "fay@x.test", "said so on the phone")
        importing.undo(None, held)
        list_imports.to_the_end(held)
        assert {name: state(beans, f"{name}@x.test") for name in names[:4]} == {
            "ana": "active", "bo": "active", "cy": "left", "dee": "none",
        }  # fmt: skip
        assert held.undone["kept"] == 3
        assert not is_stopped(beans, "eve@x.test")
        assert is_stopped(beans, "fay@x.test")
        fay = Suppression.objects.get(digest=ledger.digest("email", "fay@x.test"), lifted_at=None)
        assert fay.reason == "member"
        holds(beans)

    def test_a_no_that_was_said_while_they_were_stopped_outlives_it(self, beans: List, world: World) -> None:
        ana = confirming.by_link(world.harbour, mail(ask(beans, address="ana@x.test"))[0]).contact
        held = bring(beans, table("ana@x.test,left", columns="email,status"))
        leaving.leave_everything(ana, leaving.How(mechanism="link", place="a mail", evidence=""))
        importing.undo(None, held)
        list_imports.to_the_end(held)
        assert state(beans, "ana@x.test") == "blocked"
        assert is_stopped(beans, "ana@x.test")

    def test_it_is_for_who_brought_it_or_who_may_approve_and_for_thirty_days(
        self, beans: List, world: World
    ) -> None:
        held = bring(beans, table(f"ana@x.test,{SHOWN}"), member=world.olivia)
        with pytest.raises(PermissionDenied, match="Who brought the list along"):
            importing.undo(world.mara, held)
        with pytest.raises(PermissionDenied):
            importing.undo(world.wim, held)
        Import.objects.update(ended_at=timezone.now() - timedelta(days=31))
        held.refresh_from_db()
        with pytest.raises(CannotImport, match="more than 30 days ago"):
            importing.undo(world.olivia, held)
        assert importing.forget_old() == 1
        assert not ImportLine.objects.exists()

    def test_once(self, beans: List) -> None:
        held = bring(beans, table(f"ana@x.test,{SHOWN}"))
        importing.undo(None, held)
        list_imports.to_the_end(held)
        with pytest.raises(CannotImport, match="nothing to take back"):
            importing.undo(None, held)


def test_a_file_is_read_once_and_only_when_it_is_known_how(beans: List) -> None:
    held = receive(beans, b"one,two\n1,2\n")
    with pytest.raises(CannotImport, match="Say which column holds the address"):
        importing.start(held, is_try=True)
    reading: dict[str, Any] = {"standings": {}}
    with pytest.raises(CannotImport, match="Say which column holds the address"):
        importing.set_up(held, importing.Reading(fields={"one": "name"}, **reading))
    with pytest.raises(CannotImport, match="Two columns"):
        importing.set_up(held, importing.Reading(fields={"one": "address", "two": "address"}, **reading))
    importing.set_up(held, importing.Reading(fields={"one": "address"}, **reading))
    importing.start(held, is_try=False)
    list_imports.to_the_end(held)
    for again in (lambda: importing.start(held, is_try=True), lambda: importing.drop(held)):
        with pytest.raises(CannotImport):
            again()
    with pytest.raises(CannotImport):
        importing.set_up(held, importing.Reading(fields={"one": "address"}, **reading))


def test_a_file_that_nobody_has_read_is_let_go(beans: List) -> None:
    held = receive(beans, table(f"ana@x.test,{SHOWN}"))
    assert importing.forget_old() == 0
    Import.objects.update(created_at=timezone.now() - timedelta(days=8))
    assert importing.forget_old() == 1
    held.refresh_from_db()
    assert (held.state, held.file, StoredFile.objects.count()) == ("dropped", None, 0)
    assert "ana@x.test" not in str(held.sheets)


def test_a_closed_list_takes_no_file(beans: List, world: World) -> None:
    beans.closed_at = timezone.now()
    beans.save()
    with pytest.raises(CannotImport, match="is closed"):
        receive(beans, table())
    assert not StoredFile.objects.exists()


def test_whoever_reads_for_somebody_who_has_gone_on_is_told(beans: List) -> None:
    held = receive(beans, table(f"ana@x.test,{SHOWN}"))
    with pytest.raises(Overtaken):
        importing.take(held.pk, Place(0, 0), [], Place(0, 1))
    importing.start(held, is_try=False)
    with pytest.raises(Overtaken):
        importing.take(held.pk, Place(0, 7), [], Place(0, 8))


def test_what_is_exported_comes_in_again_as_it_was(beans: List, world: World) -> None:
    """The whole of a list and of a stop list, out of one brand and into another."""
    confirming.by_link(world.harbour, mail(ask(beans, address="ana@x.test", name="=Ana+1"))[0])
    bo = confirming.by_link(world.harbour, mail(ask(beans, address="bo@x.test"))[0]).contact
    leaving.leave(bo, beans, leaving.How(mechanism="link", place="a mail", evidence=""))
    bring(beans, table(f"cy@x.test,{SHOWN}", "dee@x.test,,,,"))
    stop_list.add(world.caleb, "email", "eve@x.test", "said so")
    stop_list.add(
        world.caleb, "email", "ana@x.test", "only the beans, she said", news(world.harbour, "Other")
    )
    tea = news(world.northwind, "Tea")
    held = bring(tea, written(exporting.members(world.olivia, beans)), "beans.csv")
    assert came(held.found) == {"stopped:left": 1, "added:proven": 2, "held:not_confirmed": 1}
    assert {name: state(tea, f"{name}@x.test") for name in ("ana", "cy", "dee", "bo")} == {
        "ana": "active", "cy": "active", "dee": "unproven", "bo": "unknown",
    }  # fmt: skip
    ana = Contact.objects.get(brand=world.northwind, handles__key="ana@x.test")
    assert ana.name == "=Ana+1"
    first = Entry.objects.get(brand=world.harbour, act="confirmed", contact__handles__key="ana@x.test")
    there = Entry.objects.get(brand=world.northwind, contact=ana)
    assert there.occurred_at == first.occurred_at.replace(microsecond=0)
    assert there.notice
    assert first.notice
    assert (there.notice.list, there.notice.text) == (tea, first.notice.text)
    again = list(exporting.members(world.nils, tea))
    assert [row[:6] for row in again[1:]] == [
        ("ana@x.test", "email", "=Ana+1", "en", "", "on"), ("cy@x.test", "email", "", "", "", "on"), ("dee@x.test", "email", "", "", "", "unproven"),
    ]  # fmt: skip
    key = list_imports.digest_key()
    for member, where in ((world.caleb, "digest"), (world.olivia, "address")):
        rows = list(exporting.stops(member, world.harbour, key))
        assert bool(rows[1][0]) == (where == "address" and "@" in str(rows[1][0]))
        held = bring(news(world.northwind, where), written(iter(rows)), "stops.csv")
    assert is_stopped(tea, "eve@x.test")


def test_digests_of_another_installation_stop_nobody_and_are_named(beans: List) -> None:
    rows = [("address", "digest", "standing"), ("", "00000000-" + "a" * 64, "left"), ("", "rubbish", "left")]
    assert came(bring(beans, written(iter(rows))).found) == {"unusable:foreign_digest": 2}


def written(rows: Any) -> bytes:
    return "".join(",".join(f'"{safe(cell)}"' for cell in row) + "\n" for row in rows).encode()


# Who waits


def test_who_began_a_long_import_is_told_when_it_is_over_and_of_a_short_one_not(
    world: World, beans: List
) -> None:
    held = bring(beans, table(f"ana@x.test,{SHOWN}"), member=world.mara)
    assert not Notification.objects.filter(subject=f"import:{held.pk}").exists()
    again = receive(beans, table(f"bo@x.test,{SHOWN}", f"cy@x.test,{SHOWN}"), member=world.mara)
    importing.start(again, is_try=False)
    Import.objects.filter(pk=again.pk).update(began_at=timezone.now() - timedelta(minutes=3))
    list_imports.to_the_end(again)
    note = Notification.objects.get(member=world.mara, subject=f"import:{again.pk}")
    assert (note.title, note.excerpt) == ("“people.csv” is read", "2 people are on the list now.")
    assert note.link == f"/settings/lists/{beans.pk}/import/{again.pk}/"
