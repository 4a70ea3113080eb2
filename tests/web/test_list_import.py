"""Bringing a list along in front of the product: look, try out, read, take back, take away."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from askfirst.consent import importing, stop_list
from askfirst.consent.models import Import, Membership, Suppression
from askfirst.people.models import Contact
from askfirst.wire import list_imports
from tests.consent.asking import news
from tests.wire.bringing import SHOWN, bring, receive, table

if TYPE_CHECKING:
    from django.http import HttpResponse

    from askfirst.brand.models import Member
    from askfirst.consent.models import List
    from tests.world import World

pytestmark = pytest.mark.row("O1")


@pytest.fixture
def beans(world: World) -> List:
    return news(world.harbour, "Beans")


def at(member: Member) -> Client:
    browser = Client()
    browser.force_login(member)
    return browser


def upload(browser: Client, on: List, content: bytes, name: str = "people.csv") -> HttpResponse:
    place = reverse("settings-lists-import", args=[on.pk])
    return browser.post(place, {"file": SimpleUploadedFile(name, content)}, follow=True)


def page_of(held: Import) -> str:
    return reverse("settings-lists-import-one", args=[held.list_id, held.pk])


def read(answer: HttpResponse) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text)))


def test_from_the_file_to_its_report_and_back(world: World, beans: List) -> None:
    browser = at(world.mara)
    content = table(f"ana@x.test,{SHOWN}", "bo@x.test,,,,", "nobody,,,,")
    shown = upload(browser, beans, content).content.decode()
    held = Import.objects.get()
    assert "ana@x.test" in shown
    assert '<option value="agreed_at" selected>When they agreed</option>' in shown
    tried = browser.post(page_of(held), {"do": "try", "column-0": "address"}, follow=True).content.decode()
    assert "Would come onto the list" in tried
    assert "it is no mail address that can be written to" in tried
    assert "Line 4" in tried
    assert not Contact.objects.filter(handles__key="ana@x.test").exists()
    lines = read(browser.get(reverse("settings-lists-import-lines", args=[beans.pk, held.pk])))
    assert lines[0] == ["File", "Line", "What came of it", "Why"]
    assert [line[:3] for line in lines[1:]] == [
        ["people.csv", "2", "On the list"],
        ["people.csv", "3", "Known, not on the list"],
        ["people.csv", "4", "Cannot be used"],
    ]
    done = browser.post(page_of(held), {"do": "run"}, follow=True).content.decode()
    assert "What came of it" in done
    assert "may not be mailed to ask" in done
    assert Membership.objects.get(state="active").contact.handles.get().key == "ana@x.test"
    assert "ana@x.test" not in done
    back = browser.post(page_of(held), {"do": "undo"}, follow=True).content.decode()
    assert "2 lines of the ledger were answered by one each that takes it back;" in back
    assert not Membership.objects.filter(state="active").exists()


def test_what_is_said_of_the_whole_is_kept_and_the_columns_can_be_told_anew(
    world: World, beans: List
) -> None:
    browser = at(world.mara)
    upload(browser, beans, b"who,when,ip\nana@x.test,06/05/2024,1.2.3.4\n")
    held = Import.objects.get()
    assert held.fields == {"who": "address", "ip": "where"}
    browser.post(
        page_of(held),
        {"do": "try", "column-0": "address", "column-1": "agreed_at", "column-2": "where", "order": "dmy", "how": "the form", "words": "We write.", "scope": "list", "standing-0": "on", "shared_because": "they asked"},
    )  # fmt: skip
    held.refresh_from_db()
    assert held.tried["added"]["proven"]["many"] == 1
    assert (held.order, held.how, held.words, held.is_only_list, held.shared_because) == (
        "dmy", "the form", "We write.", True, "they asked",
    )  # fmt: skip
    browser.post(page_of(held), {"do": "try", "column-1": "nonsense", "standing-0": "nonsense", "order": "x"})
    held.refresh_from_db()
    assert held.tried["held"]["no_day"]["many"] == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"do": "try", "column-0": ""}, "Say which column holds the address."),
        ({"do": "try", "column-1": "address"}, "Two columns tell the same thing"),
        ({"do": "undo"}, "There is nothing to take back."),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_lost(
    world: World, beans: List, given: dict[str, str], says: str
) -> None:
    held = receive(beans, b"email,when\nana@x.test,2024-05-06\n", member=world.mara)
    answer = at(world.mara).post(page_of(held), given)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    held.refresh_from_db()
    assert (held.state, held.file is not None) == ("open", True)


def test_a_file_that_is_none_is_named_and_another_can_be_chosen(world: World, beans: List) -> None:
    browser = at(world.mara)
    answer = upload(browser, beans, b"PK\x03\x04 cut", "audience.zip")
    assert answer.status_code == 422
    assert "audience.zip is cut short" in answer.content.decode()
    place = reverse("settings-lists-import", args=[beans.pk])
    assert "Choose a file first." in browser.post(place).content.decode()


def test_a_large_one_is_followed_and_can_be_left_alone(world: World, beans: List) -> None:
    browser = at(world.mara)
    upload(browser, beans, table(*(f"p{number}@x.test,{SHOWN}" for number in range(1500))))
    held = Import.objects.get()
    shown = browser.post(page_of(held), {"do": "run"}, follow=True).content.decode()
    assert "0 of about 1,500 lines" in shown
    assert 'hx-trigger="every 1s"' in shown
    worker = list_imports.Imports()
    while worker.look():
        pass
    moving = browser.get(reverse("settings-lists-import-moving", args=[beans.pk, held.pk]))
    assert "1,500" in moving.content.decode()
    assert "hx-trigger" not in moving.content.decode()
    assert moving.headers["HX-Refresh"] == "true"
    assert "1,500" in browser.get(reverse("settings-lists-import", args=[beans.pk])).content.decode()


def test_a_file_can_be_let_go(world: World, beans: List) -> None:
    held = receive(beans, table(f"ana@x.test,{SHOWN}"), member=world.mara)
    assert (
        "Nothing was read."
        in at(world.mara).post(page_of(held), {"do": "drop"}, follow=True).content.decode()
    )
    held.refresh_from_db()
    assert held.file is None


def test_only_the_first_of_five_thousand_columns_are_shown(world: World, beans: List) -> None:
    columns = ",".join([*(f"c{number}" for number in range(5000)), "email"])
    held = receive(beans, table("x," * 5000 + "a@x.test", columns=columns), member=world.mara)
    shown = at(world.mara).get(page_of(held)).content.decode()
    assert "4,940 more columns are not read." in shown
    assert shown.count("<select") < 70
    assert 'name="column-5000"' in shown


def test_what_is_typed_in_a_file_is_shown_and_not_run(world: World, beans: List) -> None:
    held = receive(beans, b"email,<b>x</b>\na@x.test,<script>alert(1)</script>\n", "<i>.csv", world.mara)
    shown = at(world.mara).get(page_of(held)).content.decode()
    assert "<script>alert" not in shown
    assert "<b>x</b>" not in shown
    assert "<i>.csv" not in shown


def test_an_import_of_another_list_or_brand_is_not_found(world: World, beans: List) -> None:
    held = receive(beans, table(f"ana@x.test,{SHOWN}"))
    other = news(world.harbour, "Other")
    assert (
        at(world.mara).get(reverse("settings-lists-import-one", args=[other.pk, held.pk])).status_code == 404
    )
    tea = news(world.northwind, "Tea")
    assert at(world.nils).get(reverse("settings-lists-import-one", args=[tea.pk, held.pk])).status_code == 404


def test_a_list_is_exported_by_who_may_and_no_cell_is_a_formula(world: World, beans: List) -> None:
    bring(beans, table(f"ana@x.test,=1+1,{SHOWN}", columns="email,name,agreed at,how,where,words"))
    place = reverse("settings-lists-export", args=[beans.pk])
    assert at(world.mara).get(place).status_code == 403
    assert "an owner or admin does it" in at(world.mara).get(reverse("settings-lists-import", args=[beans.pk])).content.decode()  # fmt: skip
    answer = at(world.olivia).get(place)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="beans.csv"'
    first, ana = read(answer)
    found = dict(zip(first, ana, strict=True))
    assert found["name"] == "'=1+1"
    assert (found["standing"], found["agreed_at"], found["how"]) == (
        "on",
        "2024-05-06 07:08:09",
        "a form in our shop",
    )
    assert (found["where"], found["words"]) == ("203.0.113.0", "We write to you about beans.")


def test_a_stop_list_is_exported_with_addresses_only_to_who_may(world: World) -> None:
    world.visitor("Ana", "message", "hello", files=())
    stop_list.add(world.caleb, "email", "bo@x.test", "said so")
    place = reverse("settings-stops-export")
    rows = read(at(world.caleb).get(place))
    assert [row[0] for row in rows] == ["address", ""]
    assert rows[1][1].endswith(Suppression.objects.get().digest)
    assert rows[1][3:6:2] == ["left", "a member of the team recorded it"]


def test_pages_ask_as_much_for_many_imports_as_for_one(world: World, beans: List) -> None:
    browser = at(world.mara)
    place = reverse("settings-lists-import", args=[beans.pk])
    counts = []
    for many in (1, 5):
        for _ in range(many):
            receive(beans, table(f"ana@x.test,{SHOWN}"), member=world.mara)
        with CaptureQueriesContext(connection) as asked:
            browser.get(place)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    held = Import.objects.latest("pk")
    with CaptureQueriesContext(connection) as asked:
        browser.get(page_of(held))
    assert len(asked) <= counts[0] + 3
    assert importing.imports_of(world.harbour).count() == 6
