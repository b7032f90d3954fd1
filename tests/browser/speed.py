"""How long readers wait: the first chart, a change of a filter, and how much the page jumps.

papertide build
python -m tests.browser.speed data/papertide.duckdb

Each figure stands beside the same figure of a bare Streamlit page with one Plotly chart, in the same run: what this
machine and these libraries need at the least. A new browser has to fetch and compile 11 MB of scripts first. It is left
alone until the chart is drawn: a browser that is watched takes 0.4 s longer, as its engine notes where code stands.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

from tests.browser.serving import CHROMIUM, FLAGS, chromium, free_port, served, until_it_answers, until_whole

MARK = """export default function look() {
    if (document.querySelector(".js-plotly-plot .main-svg")) performance.mark("first-chart");
    else setTimeout(look, 20);
}"""
BARE = f"""
import plotly.graph_objects as go
import streamlit as st

st.set_page_config(page_title="Bare", layout="wide")
st.title("Bare")
text = st.sidebar.text_input("Text", key="text", bind="query-params")
figure = go.Figure(go.Scatter(x=list(range(24)), y=[len(text) + n % 5 for n in range(24)], mode="lines+markers"))
st.plotly_chart(figure.update_layout(title="Text: " + text), theme=None)
marks = st.components.v2.component("marks", html="<span></span>", js={MARK!r})
marks(key="marks")
"""
SETTLED = 60  # seconds after which a server that just started has visited all pages
DRAWN = 8  # seconds after which the first chart is drawn, and the page is whole
SEEN = """async () => {
    const mark = performance.getEntriesByName("first-chart")[0];
    const shifts = await new Promise((tell) => {
        new PerformanceObserver((list) => tell(list.getEntries())).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => tell([]), 500);
    });
    return [mark ? mark.startTime / 1000 : null, shifts.reduce((sum, one) => sum + one.value, 0)];
}"""
MAIN_PAGES = ("/", "/topics", "/organizations", "/upvotes")
# The moment when any chart was drawn anew.
WATCH = """
window.drawn = () => [...document.querySelectorAll(".js-plotly-plot .main-svg")].map((one) => one.innerHTML).join();
window.waitForAnother = () => {
    const before = window.drawn();
    window.changed = new Promise((done) => {
        const look = () => {
            const now = window.drawn();
            const whole = !document.querySelector("[data-testid=stStatusWidget]");  // no chart of so few papers
            if (now !== before && (now || whole)) done(performance.now());
            else requestAnimationFrame(look);
        };
        look();
    });
};
addEventListener("keydown", ({ key }) => { if (key !== "Escape") window.asked = performance.now(); }, true);
addEventListener("pointerdown", () => (window.asked = performance.now()), true);
"""


@contextmanager
def bare() -> Iterator[str]:
    """The address of a Streamlit page with one control and one chart."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(BARE, encoding="utf-8")
        port = free_port()
        command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
        command += ["--server.headless=true", "--browser.gatherUsageStats=false", "--server.fileWatcherType=none"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
            try:
                until_it_answers(f"http://localhost:{port}/_stcore/health", server)
                yield f"http://localhost:{port}"
            finally:
                server.terminate()
                server.wait(timeout=20)


@contextmanager
def fresh(browser: Browser) -> Iterator[Page]:
    """A page of a browser that has nothing of the dashboard yet."""
    with browser.new_context(viewport={"width": 1280, "height": 720}) as context:
        context.add_init_script(WATCH)
        yield context.new_page()


def first_charts(browser: Browser, address: str) -> dict[str, tuple[float, float]]:
    """Seconds from the call of the page until its first chart is drawn, and the layout shift until it is whole.

    Of a "new" browser, which nobody watches before that, and of the same when it is called again, "known".

    Parameters
    ----------
    browser : a running one, which asks the new one afterwards what it has noted
    """
    port = free_port()
    command = [str(CHROMIUM), *FLAGS, f"--remote-debugging-port={port}", "--window-size=1280,720"]
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        subprocess.Popen([*command, f"--user-data-dir={profile}", address], stderr=subprocess.DEVNULL) as alone,
    ):
        time.sleep(DRAWN)
        asking = browser.browser_type.connect_over_cdp(f"http://127.0.0.1:{port}")
        page = asking.contexts[0].pages[0]
        waits = {"new": page.evaluate(SEEN)}
        page.goto(address)
        until_whole(page)
        waits["known"] = page.evaluate(SEEN)
        asking.close()
        alone.terminate()
    return {which: (float(seconds or "inf"), float(shift)) for which, (seconds, shift) in waits.items()}


def seconds_until_another(page: Page, change: Callable[[], None]) -> float:
    """Seconds from the last key or click of the change until a chart shows something else."""
    page.evaluate("window.waitForAnother()")
    change()
    seconds = page.evaluate(
        "Promise.race([window.changed, new Promise((late) => setTimeout(late, 30000, Infinity))])"
        ".then((at) => (at - window.asked) / 1000)"
    )
    until_whole(page)
    return float(seconds or "inf")  # JSON has no infinity: nothing changed within 30 s


def typed(control: Locator, text: str) -> Callable[[], None]:
    def change() -> None:
        control.fill(text)
        control.press("Enter")

    return change


def chosen(control: Locator, text: str) -> Callable[[], None]:
    """Another choice of several; none takes the last away."""

    def change() -> None:
        if text:
            control.fill(text)
        control.press("Enter" if text else "Backspace")
        control.press("Escape")  # an open list hides all else

    return change


def changes(page: Page) -> dict[str, Callable[[], None]]:
    """Changes of each kind of filter, every one of which shows other papers."""
    box = page.get_by_role("textbox", name="Text")
    themes, organizations = (page.get_by_role("combobox", name=name) for name in ("Themes", "Organizations"))

    def first_day() -> None:
        page.get_by_role("spinbutton", name="year, From").press_sequentially("2025")
        page.keyboard.type("0301")
        for _ in range(2):  # out of the control, which then takes the day
            page.keyboard.press("Tab")

    return {
        "a word": typed(box, "diffusion"), "another word": typed(box, "agent"), "no word": typed(box, ""),
        "a theme": chosen(themes, "Robotics"), "a second theme": chosen(themes, "Agents"),
        "one theme less": chosen(themes, ""), "no theme": chosen(themes, ""),
        "an organization": chosen(organizations, "Google"), "no organization": chosen(organizations, ""),
        "quarters": lambda: page.get_by_role("radio", name="Quarter").click(),
        "months": lambda: page.get_by_role("radio", name="Month").click(),
        "a first day": first_day,
    }  # fmt: skip


def row(what: str, seconds: list[float], limit: str) -> None:
    high = sorted(seconds)[max(0, -(-len(seconds) * 95 // 100) - 1)]
    sys.stdout.write(f"{what:38}{len(seconds):4}{statistics.median(seconds):9.2f}{high:9.2f}   {limit}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    sys.stdout.write(f"{'seconds':38}{'n':>4}{'median':>9}{'p95':>9}   limit\n")
    with chromium() as browser, bare() as plain, served(asked.warehouse.resolve()) as address:
        row("first chart, server just started", [first_charts(browser, address)["new"][0]], "")
        time.sleep(SETTLED)
        waits: dict[str, list[float]] = {}
        shifts = []
        for _ in range(asked.rounds):
            for which, where in (("bare Streamlit", plain), ("overview", address)):  # both meet the same machine
                for visit, (seconds, shift) in first_charts(browser, where).items():
                    waits.setdefault(f"first chart, {which}, {visit} browser", []).append(seconds)
                    if where == address:
                        shifts.append(shift)
        for what, taken in waits.items():
            row(what, taken, "2.5" if "overview" in what else "")
        with fresh(browser) as page:
            page.goto(plain)
            until_whole(page)
            box = page.get_by_role("textbox", name="Text")
            words = [f"word {n}" for n in range(6)]
            row("filter, bare Streamlit", [seconds_until_another(page, typed(box, word)) for word in words], "")
        every: list[float] = []
        for where in MAIN_PAGES:
            with fresh(browser) as page:
                page.goto(address + where)
                until_whole(page)
                answers = {name: seconds_until_another(page, change) for name, change in changes(page).items()}
            row(f"filter, {where}", list(answers.values()), "0.7 and 1.5")
            slowest = sorted(answers, key=lambda name: -answers[name])[:3]
            sys.stdout.write("".join(f"    {name}: {answers[name]:.2f}\n" for name in slowest))
            every += answers.values()
        row("filter, all pages", every, "0.7 and 1.5")
        sys.stdout.write(f"layout shift of the overview: {statistics.median(shifts):.3f} (good is below 0.1)\n")


if __name__ == "__main__":
    main()
