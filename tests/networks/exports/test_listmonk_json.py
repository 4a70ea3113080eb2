"""The answer of listmonk's API as a list to bring along: each list by its name, and nobody looser than listmonk has them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from askfirst.networks.base import BadInput
from askfirst.networks.exports import list_files, list_reading
from askfirst.networks.exports.base import Meter
from askfirst.networks.exports.list_fields import Field, guess
from askfirst.networks.exports.list_lines import Problem, Standing
from askfirst.networks.exports.list_reading import Plan
from tests.networks.exports.making import packed

if TYPE_CHECKING:
    from pathlib import Path


def subscriber(name: str, status: str = "enabled", **lists: str) -> dict[str, Any]:
    stands = [{"id": 1, "name": one, "subscription_status": word} for one, word in lists.items()]
    return {
        "id": 1,
        "created_at": "2024-02-10T23:07:16.199433+01:00",
        "updated_at": "2024-02-10T23:07:16.199433+01:00",
        "uuid": "ea06b2e7-4b08-4697-bcfc-2a5c6dde8f1c",
        "email": f"{name}@fans.test",
        "name": name.title(),
        "attribs": {"agreed": "2024-05-31", "page": "https://harbour.test/join"},
        "status": status,
        "lists": stands,
    }


def answer(*results: Any) -> dict[str, Any]:
    return {"data": {"query": "", "results": list(results), "total": len(results), "per_page": 0, "page": 1}}


PEOPLE = answer(
    subscriber("ana", News="confirmed", Shop="unsubscribed"),
    subscriber("bo", News="unconfirmed"),
    subscriber("cy", "blocklisted", News="confirmed"),
    subscriber("dee", Shop="confirmed"),
    subscriber("eve", News="confirmed"),
    subscriber("fay", News="paused"),
    subscriber("gus"),
    subscriber("hal", "", News="confirmed"),
)


def stands(path: Path, column: str) -> dict[str, Standing]:
    (sheet,) = list_files.look(path, "people.json")
    plan = Plan(fields={"email": Field.ADDRESS, column: Field.STANDING})
    lines = [list_reading.line(row, plan, sheet, 0) for row in list_files.rows(path, "", Meter(0))]
    assert [line.number for line in lines] == list(range(1, len(lines) + 1)), "each has its own place"
    return {line.address.partition("@")[0]: line.standing for line in lines}


def kept(tmp_path: Path, told: Any) -> Path:
    path = tmp_path / "kept"
    path.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
    return path


def test_the_strictest_word_about_somebody_is_how_they_stand(tmp_path: Path) -> None:
    found = stands(kept(tmp_path, PEOPLE), "status")
    assert found == {
        "ana": Standing.LEFT,
        "bo": Standing.WAITING,
        "cy": Standing.LEFT,
        "dee": Standing.ON,
        "eve": Standing.ON,
        "fay": Standing.UNKNOWN,
        "gus": Standing.WAITING,
        "hal": Standing.UNKNOWN,
    }


def test_one_list_alone_can_be_brought_along_and_nobody_comes_by_it_who_is_not_on_it(tmp_path: Path) -> None:
    found = stands(kept(tmp_path, PEOPLE), "lists.News")
    assert found == {
        "ana": Standing.ON,
        "bo": Standing.WAITING,
        "cy": Standing.LEFT,
        "dee": Standing.WAITING,
        "eve": Standing.ON,
        "fay": Standing.UNKNOWN,
        "gus": Standing.WAITING,
        "hal": Standing.UNKNOWN,
    }


def test_its_lists_and_attributes_have_columns_of_their_own(tmp_path: Path) -> None:
    (sheet,) = list_files.look(kept(tmp_path, PEOPLE), "people.json")
    names = {column.name for column in sheet.columns}
    assert (sheet.kind, sheet.lines) == ("listmonk", 8)
    assert {"lists.News", "lists.Shop", "attributes.agreed", "attributes.page"} <= names
    told = guess((column.name, column.samples) for column in sheet.columns)
    assert (told["email"], told["status"], told["name"]) == (Field.ADDRESS, Field.STANDING, Field.NAME)


def test_pages_of_the_answer_may_lie_in_a_zip(tmp_path: Path) -> None:
    pages = {
        f"page-{nth}.json": json.dumps(answer(subscriber(name, News="confirmed")))
        for nth, name in enumerate(["ana", "bo"])
    }
    found = list_files.look(packed(tmp_path / "pages.zip", pages), "pages.zip")
    assert [(one.kind, one.lines) for one in found] == [("listmonk", 1)] * 2


def test_a_document_that_is_the_list_itself_is_read_too(tmp_path: Path) -> None:
    assert stands(kept(tmp_path, PEOPLE["data"]["results"]), "status")["dee"] is Standing.ON


def test_what_is_no_subscriber_is_told_and_stops_nobody(tmp_path: Path) -> None:
    odd = [7, {"name": "Nobody"}, {"email": ["x"]}, {"email": "ana@fans.test", "lists": "x", "attribs": 1}]
    path = kept(tmp_path, answer(*odd))
    (sheet,) = list_files.look(path, "people.json")
    plan = Plan(fields={"email": Field.ADDRESS, "status": Field.STANDING})
    lines = [list_reading.line(row, plan, sheet, 0) for row in list_files.rows(path, "", Meter(0))]
    assert [line.problem for line in lines] == [Problem.BROKEN] * 3 + [Problem.NONE]
    assert lines[-1].standing is Standing.UNKNOWN


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ('{"data": {"results": [{"email": "ana@fans.test"}', "cut short"),
        ('{"message": "invalid session"}', "no answer of listmonk about subscribers"),
        ('{"data": {"results": {}}, "x": 1}', "no answer of listmonk about subscribers"),
        ("{x}", "is not JSON"),
    ],
)
def test_what_is_no_such_answer_is_refused_with_what_to_do(tmp_path: Path, told: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as refused:
        list_files.look(kept(tmp_path, told), "people.json")
    assert "GET /api/subscribers" in str(refused.value)
