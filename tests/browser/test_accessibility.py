"""Every page, examined by axe-core in light and dark; the keyboard reaches each control, and shows where it is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from pipelines.mart.snapshot import Snapshot
from tests.browser.serving import pages, until_whole

pytestmark = pytest.mark.browser
GRAVE = {"serious", "critical"}
# What has the focus now, and whether what had it before looks the same without it.
STEP = """() => {
    const look = (element) => {
        const around = [];
        for (let one = element; one && around.length < 5; one = one.parentElement) {
            const style = getComputedStyle(one);
            const outline = style.outlineStyle === "none" ? "" : style.outlineWidth + style.outlineColor;
            around.push([outline, style.boxShadow, style.borderColor, style.backgroundColor].join());
        }
        return around.join("|");
    };
    const before = window.focused, same = before ? look(before.element) === before.look : false;
    let element = document.activeElement;
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const name = element === document.body ? "" : element.ariaLabel || element.innerText || element.tagName;
    window.focused = { element, name, look: look(element) };
    return [name, same ? before.name : ""];
}"""
DRAWN_BY_THEMSELVES = ("data-grid-canvas", "CANVAS")  # tables show the focus in their picture


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, which is no part of this project."""
    path = os.environ.get("PAPERTIDE_AXE")
    if not path:
        pytest.skip(
            "PAPERTIDE_AXE does not name axe.min.js (npm pack axe-core, then package/axe.min.js of the archive)"
        )
    return Path(path).read_text(encoding="utf-8")


def grave(page: Page, axe: str, *, only: str | None = None) -> list[str]:
    """What is gravely wrong with the page, in words; by one rule of axe-core, when told."""
    page.evaluate(axe)
    rules = {"runOnly": [only]} if only else {}
    options = {"resultTypes": ["violations"], **rules}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{one['id']}: {node['html'][:120]} {node['failureSummary']}"
        for one in found["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def test_no_page_has_a_grave_fault(page: Page, address: str, demo: Snapshot, axe: str) -> None:
    faults: dict[str, list[str]] = {}
    for mode, only in {"light": None, "dark": "color-contrast"}.items():  # the mode changes nothing but colours
        page.emulate_media(color_scheme=mode)
        page.goto(address)
        for name, where in pages(demo).items():
            page.evaluate("address => void open(address)", where)  # as a click on a link does, without loading anew
            until_whole(page)
            faults[f"{name}, {mode}"] = grave(page, axe, only=only)
    told = [f"{name}: {fault}" for name, found in faults.items() for fault in found]
    assert not told


def test_the_keyboard_reaches_every_control_and_shows_where_it_is(page: Page, address: str) -> None:
    page.goto(f"{address}/topics")
    until_whole(page)
    reached: list[str] = []
    unseen: list[str] = []
    for _ in range(90):
        page.keyboard.press("Tab")
        page.wait_for_timeout(60)
        name, same = page.evaluate(STEP)
        unseen += [same] if same else []
        if not name:
            break
        reached.append(name)
    wanted = {"year, From", "year, To", "Themes", "Organizations", "Text", "Overview", "Papers", "SVG", "PNG"}
    assert wanted <= set(reached)
    page_itself = page.locator("[data-testid=stMain]").inner_text()
    assert not [name for name in unseen if name not in DRAWN_BY_THEMSELVES and name != page_itself]
