"""The dashboard loads nothing from elsewhere, even when asked to, and other sites can neither frame nor drive it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests.browser.serving import until_whole

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/", "/map", "/papers", "/explore"])
def test_nothing_of_a_page_is_refused_by_its_own_policy(page: Page, address: str, path: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(address + path)
    until_whole(page)
    assert [text for text in said if "Content Security Policy" in text or "CSP" in text] == []


def test_what_a_page_were_made_to_load_from_elsewhere_is_refused(page: Page, address: str) -> None:
    page.goto(address)
    until_whole(page)
    refused = page.evaluate(
        """async () => {
            const refused = [];
            addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
            const image = document.createElement("img");
            image.src = "https://elsewhere.example/x.png";
            const script = document.createElement("script");
            script.src = "https://elsewhere.example/x.js";
            document.body.append(image, script);
            await fetch("https://elsewhere.example/x").catch(() => {});
            await new Promise((later) => setTimeout(later, 500));
            return refused.sort();
        }"""
    )
    assert refused == ["connect-src", "img-src", "script-src-elem"]


def test_another_site_cannot_show_it_within_its_own(page: Page, address: str) -> None:
    page.set_content(f'<iframe src="{address}"></iframe>')
    page.wait_for_timeout(3_000)
    assert page.frames[1].url == "chrome-error://chromewebdata/"


def test_another_site_cannot_talk_with_the_server(address: str) -> None:
    stream = f"{address.replace('http', 'ws')}/_stcore/stream"
    spoken = [Subprotocol("streamlit")]
    with connect(stream, origin=Origin(address), subprotocols=spoken, proxy=None):
        pass
    with (
        pytest.raises(InvalidStatus, match="403"),
        connect(stream, origin=Origin("http://elsewhere.example"), subprotocols=spoken, proxy=None),
    ):
        pass
