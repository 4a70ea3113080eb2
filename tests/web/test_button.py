"""The button for the brand's own website: what is pasted there, and who may show the dialog in a frame."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest
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


def test_what_is_pasted_is_a_link_and_one_script_and_says_frame_only_where_frames_are_allowed(
    world: World,
) -> None:
    said = unescape(settings_page(world).get("/settings/button/").content.decode())
    assert (
        '/@harbour/message/" data-askfirst="window" target="_blank" rel="noopener">Message Harbour Coffee</a>'
        in said
    )
    assert 'static/askfirst/button.js" async></script>' in said
    allow_sites(world.olivia, page_of(world), ["https://harbour.example"])
    assert 'data-askfirst="frame"' in unescape(settings_page(world).get("/settings/button/").content.decode())


def test_a_brand_with_signs_in_its_name_breaks_out_of_nothing(world: World) -> None:
    page = page_of(world)
    page.brand.name = "A <script>alert(1)</script> & Co"
    page.brand.save()
    answer = settings_page(world).get("/settings/button/").content.decode()
    assert "<script>alert" not in answer
    assert "Message A &lt;script&gt;alert(1)&lt;/script&gt; &amp; Co</a>" in unescape(answer), (
        "as it is to be pasted"
    )


def test_in_the_frame_of_another_site_the_conversation_opens_in_a_window_of_its_own(world: World) -> None:
    allow_sites(world.olivia, page_of(world), ["https://elsewhere.example"])
    answer = Client().get("/@harbour/message/", **ELSEWHERE)
    assert "Open the conversation" in words(answer)
    assert "Your message" not in words(answer)
    assert "Your message" in words(Client().get("/@harbour/message/", **IN_A_FRAME))
    assert "Sec-Fetch-Site" in answer["Vary"]
