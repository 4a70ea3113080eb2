"""The button for the brand's own website: what is pasted there, and who may show the dialog in a frame."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.test import Client

from askfirst.wall.button import allow_sites, site
from askfirst.wall.models import Page
from tests.web.guests import words

if TYPE_CHECKING:
    from tests.world import World

IN_A_FRAME = {"HTTP_SEC_FETCH_DEST": "iframe", "HTTP_SEC_FETCH_SITE": "same-site"}
ELSEWHERE = IN_A_FRAME | {"HTTP_SEC_FETCH_SITE": "cross-site"}


def settings_page(world: World) -> Client:
    browser = Client()
    browser.force_login(world.olivia)
    return browser


def page_of(world: World) -> Page:
    return Page.objects.get(brand=world.olivia.brand)


def test_without_a_list_nobody_may_frame_the_dialog(world: World) -> None:
    answer = Client().get("/@harbour/message/", **IN_A_FRAME)
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_the_sites_that_the_owner_lists_may_and_nothing_else_of_the_page_can_be_framed(world: World) -> None:
    given = {
        "sites": "https://www.Harbour.example/contact?x=1\n\nharbour.example\nhttps://www.harbour.example"
    }
    assert settings_page(world).post("/settings/button/", given).status_code == 302
    assert page_of(world).button_sites == ["https://www.harbour.example", "https://harbour.example"]
    answer = Client().get("/@harbour/message/", **IN_A_FRAME)
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors https://www.harbour.example https://harbour.example;" in f"{policy};"
    assert "X-Frame-Options" not in answer
    for path in ("/@harbour/", "/@harbour/messages/", "/@harbour/you/", "/@harbour/stop/"):
        assert "frame-ancestors 'none'" in Client().get(path, **IN_A_FRAME)["Content-Security-Policy"], path


@pytest.mark.parametrize(
    "given",
    ["http://www.harbour.example", "https://*.example", "*", "https://harbour", "https://user@harbour.example",
     "https://harbour.example; script-src *", "javascript:alert(1)", "https://10.0.0.1", "https://[::1]", "data:x",
     "https://a..example", "https://harbour.example:99999"],
)  # fmt: skip
def test_what_is_no_site_or_could_be_anybodys_is_refused_and_kept_in_the_field(
    world: World, given: str
) -> None:
    answer = settings_page(world).post("/settings/button/", {"sites": given})
    assert answer.status_code == 422
    assert "is not a site of yours" in words(answer)
    assert given in unescape(answer.content.decode())
    assert page_of(world).button_sites == []


def test_this_machine_is_a_site_for_trials() -> None:
    assert site("http://localhost:8080/x") == "http://localhost:8080"
    assert site("https://bücher.example") == "https://xn--bcher-kva.example"


def test_only_who_may_edit_the_page_allows_sites_and_not_without_end(world: World) -> None:
    page = page_of(world)
    with pytest.raises(PermissionDenied):
        allow_sites(world.caleb, page, ["https://harbour.example"])
    with pytest.raises(ValueError, match="At most 20"):
        allow_sites(world.olivia, page, [f"https://s{number}.example" for number in range(21)])


def test_what_is_pasted_is_one_small_script_tag_and_says_frame_only_where_frames_are_allowed(
    world: World,
) -> None:
    said = unescape(unescape(settings_page(world).get("/settings/button/").content.decode()))
    assert 'static/askfirst/button.js" data-page="http' in said
    assert (
        '/@harbour/message/" data-label="Message Harbour Coffee" data-opens="window" data-colour="#' in said
    )
    assert 'data-askfirst="window" target="_blank" rel="noopener">Message Harbour Coffee</a>' in said
    allow_sites(world.olivia, page_of(world), ["https://harbour.example"])
    said = unescape(unescape(settings_page(world).get("/settings/button/").content.decode()))
    assert 'data-opens="frame"' in said
    assert 'data-askfirst="frame"' in said
    found = finders.find("askfirst/button.js")
    assert isinstance(found, str)
    assert len(Path(found).read_bytes()) < 15_000


def test_a_brand_with_signs_in_its_name_breaks_out_of_nothing(world: World) -> None:
    page = page_of(world)
    page.brand.name = 'A "><script>alert(1)</script> & Co'
    page.brand.save()
    answer = settings_page(world).get("/settings/button/").content.decode()
    assert "<script>alert" not in answer
    pasted = unescape(answer.partition('id="copy-snippet"')[2].partition(">")[2].partition("</pre>")[0])
    assert "<script>alert" not in pasted, "nor on the website into which it is pasted"
    assert 'data-label="Message A &quot;&gt;&lt;script&gt;alert(1)' in pasted


def test_in_the_frame_of_another_site_cookies_are_kept_for_that_frame_alone(world: World) -> None:
    allow_sites(world.olivia, page_of(world), ["https://elsewhere.example"])
    browser = Client()
    asked = "/@harbour/message/?quiet=1&site=https%3A%2F%2Felsewhere.example&scheme=dark"
    first = browser.get(asked, **ELSEWHERE)
    assert first.status_code == 302
    assert "frame-ancestors https://elsewhere.example" in first["Content-Security-Policy"]
    given = first.cookies["askfirst_framed"].OutputString()
    for word in ("HttpOnly", "SameSite=None", "Secure", "Partitioned"):
        assert word in given
    shown = browser.get(first["Location"], **ELSEWHERE)
    said = shown.content.decode()
    assert 'data-site="https://elsewhere.example"' in said
    assert 'data-theme="dark"' in said
    assert "for this site alone" in words(shown)
    assert "frame-ancestors https://elsewhere.example" in shown["Content-Security-Policy"]
    assert "Sec-Fetch-Site" in shown["Vary"]
    assert "Partitioned" in shown.cookies["askfirst_csrf"].OutputString()
    written = browser.post(
        "/@harbour/message/", {"name": "Vera", "text": "Hello", "key": "k"}, HTTP_HX_REQUEST="true"
    )
    assert "Partitioned" in written.cookies[f"askfirst_visitor_{world.harbour.pk}"].OutputString()
    assert "Hello" in words(browser.get(asked, **ELSEWHERE))


def test_a_browser_that_keeps_nothing_in_frames_opens_a_window_of_its_own(world: World) -> None:
    allow_sites(world.olivia, page_of(world), ["https://elsewhere.example"])
    answer = Client().get("/@harbour/message/?kept=1", **ELSEWHERE)
    assert "Open the conversation" in words(answer)
    assert "<textarea" not in answer.content.decode()


def test_on_a_site_of_the_same_domain_and_on_the_page_cookies_are_the_usual_ones(world: World) -> None:
    allow_sites(world.olivia, page_of(world), ["https://www.harbour.example"])
    for more in (IN_A_FRAME, {}):
        answer = Client().get("/@harbour/message/", **more)
        assert "Your message" in words(answer)
        assert "Partitioned" not in answer.cookies["askfirst_csrf"].OutputString()


@pytest.mark.parametrize(
    "site", ["https://evil.example", "*", "", "https://www.harbour.example.evil.example"]
)
def test_the_frame_speaks_with_a_listed_site_only(world: World, site: str) -> None:
    allow_sites(world.olivia, page_of(world), ["https://www.harbour.example"])
    answer = Client().get("/@harbour/message/", {"site": site, "scheme": "x"}, **IN_A_FRAME)
    assert 'data-site=""' in answer.content.decode()
    assert "data-theme" not in answer.content.decode()
