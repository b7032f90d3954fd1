"""Measures how fast Papertide is on a folder of API dumps, each figure beside a limit taken in the same run.

    python -m tests.benchmark ../shared/hf_daily_papers [--browser]

Not a test: machines are noisy. A ratio says how far from the limit the work is, whatever the machine.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, get_args

import pandas as pd
from playwright.sync_api import expect
from sklearn.feature_extraction.text import TfidfVectorizer

from pipelines.mart.build import build
from pipelines.mart.exports import EXPORTS, Asked, export
from pipelines.mart.selection import Selection
from pipelines.mart.snapshot import Snapshot, current_snapshot
from pipelines.mart.tables import holdings, organizations, papers, periods, phrases, themes, topics, upvotes
from pipelines.sources.demo import DemoSource
from pipelines.sources.files import FilesSource
from pipelines.store.ingestion import ingest
from pipelines.store.warehouse import open_warehouse, paper_texts
from pipelines.topics.themes.tagger import Tagger
from pipelines.trends.periods import PeriodName
from tests.browser.serving import chromium, served
from tests.cli.command import papertide
from tests.store.sources import Given, batch


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The shortest of several runs: what the work costs when nothing else is in the way."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken)


def tell(what: str, figure: str, limit: str, ratio: float, goal: str) -> None:
    print(f"{what:34} {figure:>16}   limit: {limit:44} ratio {ratio:6.1f}   goal: {goal}", flush=True)  # noqa: T201


def parse_all(folder: Path) -> None:
    for file in sorted(folder.glob("*.json.gz")):
        json.loads(gzip.decompress(file.read_bytes()))


def measure_pipeline(folder: Path, work: Path) -> Path:
    """Ingest, tag and build; returns the warehouse."""
    warehouse = work / "papertide.duckdb"
    limit = seconds(lambda: parse_all(folder))
    taken = seconds(lambda: ingest(warehouse, FilesSource([folder]), asked={}), times=1)
    n_days = len(list(folder.glob("*.json.gz")))
    tell(
        f"ingest {n_days} days", f"{taken:.1f} s", f"json.loads of the same files, {limit:.1f} s", taken / limit, "15 s"
    )

    with open_warehouse(warehouse, read_only=True) as connection:
        texts = paper_texts(connection)
    tagger = Tagger.load()
    vocabulary = TfidfVectorizer(ngram_range=(1, 2), min_df=3)
    joined = (texts["title"] + " " + texts["abstract"].fillna("")).to_list()
    vocabulary.fit(joined)
    limit = seconds(lambda: vocabulary.transform(joined))
    taken = seconds(lambda: tagger.tag(texts))
    rate = f"{len(texts) / taken:,.0f} papers/s"
    tell(
        "tagging",
        rate,
        f"scikit-learn's vectoriser alone, {len(texts) / limit:,.0f}/s",
        taken / limit,
        "3,000 papers/s",
    )

    taken = seconds(lambda: build(warehouse), times=1)
    tell("build", f"{taken:.1f} s", f"scikit-learn's vectoriser alone, {limit:.1f} s", taken / limit, "60 s")
    return warehouse


def measure_new_day(work: Path) -> None:
    """A build after a day of 60 papers came into a store of 10,000, as a command of its own."""
    warehouse = work / "growing.duckdb"
    every = [paper for part in DemoSource(n_papers=10_060).batches() for paper in part.papers]
    last = set(list(dict.fromkeys(paper.paper_id for paper in every))[-60:])  # a paper is observed several times
    day = [paper for paper in every if paper.paper_id in last]
    ingest(warehouse, Given(batch(*[paper for paper in every if paper.paper_id not in last]), name="demo"), asked={})
    limit = seconds(lambda: papertide("build", "--db", warehouse), times=1)
    ingest(warehouse, Given(batch(*day), name="demo"), asked={})
    started = time.perf_counter()
    done = papertide("build", "--db", warehouse)
    taken = time.perf_counter() - started
    tell("build after a day of 60 papers", f"{taken:.1f} s", f"the first build, {limit:.1f} s", taken / limit, "5 s")
    print(f"  {done.stdout.strip()}")  # noqa: T201


class TimedSnapshot(Snapshot):
    """A snapshot that times each of its queries."""

    taken: ClassVar[list[tuple[float, str]]] = []

    def query(self, sql: str, parameters: dict[str, Any] | None = None) -> pd.DataFrame:
        best = seconds(lambda: super(TimedSnapshot, self).query(sql, parameters), times=5)
        self.taken.append((best, " ".join(sql.split())[-60:]))
        return super().query(sql, parameters)


def measure_queries(snapshot: Snapshot) -> None:
    """Every query of every page, against a scan of the text column."""
    timed = TimedSnapshot(**vars(snapshot))
    for chosen in (Selection(), Selection(text="world model"), Selection(themes=("agents", "diffusion"))):
        ask_everything(timed, chosen)
    slowest, what = max(timed.taken)
    limit = seconds(lambda: snapshot.query("select count(*) from papers where search_text like '%x%y%'"))
    scan = f"one scan of the text column, {1000 * limit:.1f} ms"
    tell(f"slowest of {len(timed.taken)} mart queries", f"{1000 * slowest:.1f} ms", scan, slowest / limit, "50 ms")
    print(f"  the slowest ends in: {what}")  # noqa: T201


def measure_exports(snapshot: Snapshot) -> None:
    """Every table that can be exported, statistics included, by week, month and quarter."""
    taken = {}
    given: dict[str, tuple[str, ...]] = {"phrases": ("GRPO", "world model*"), "names": ("ByteDance", "Tencent")}
    for period in get_args(PeriodName):
        for name, table in EXPORTS.items():
            asked = Asked(period=period, **{needed: given[needed] for needed in table.needs})
            taken[f"{name} by {period}"] = seconds(partial(export, snapshot, name, asked), times=2)
    slowest = max(taken, key=taken.__getitem__)
    limit = taken["theme_frequency by month"]
    what = f"counting alone (theme_frequency), {1000 * limit:.0f} ms"
    tell(f"slowest of {len(taken)} tables", f"{taken[slowest]:.2f} s", what, taken[slowest] / limit, "3 s")
    print(f"  the slowest is: {slowest}; median {statistics.median(taken.values()):.2f} s")  # noqa: T201


def ask_everything(snapshot: Snapshot, chosen: Selection) -> None:
    for period in ("week", "month", "quarter"):
        periods.periods(snapshot, chosen, period)
        themes.theme_frequency(snapshot, chosen, period)
        topics.topic_frequency(snapshot, chosen, period)
        organizations.organization_activity(snapshot, chosen, period)
        organizations.organization_coverage(snapshot, chosen, period)
        upvotes.theme_upvotes(snapshot, chosen, period)
        upvotes.organization_upvotes(snapshot, chosen, period)
        phrases.phrase_frequency(snapshot, chosen, period, phrases=("GRPO OR DAPO",))
    organizations.organization_themes(snapshot, chosen)
    for table in (themes.theme_certainty, topics.topics, topics.broad_topics, topics.topic_themes, topics.topic_events):
        table(snapshot)
    themes.theme_examples(snapshot, "diffusion")
    topics.topic_examples(snapshot, 1)
    for order in papers.ORDERS:
        papers.papers(snapshot, chosen, order=order, most=2000)
    papers.headline(snapshot, chosen)
    upvotes.reception(snapshot, chosen)
    papers.about(snapshot)
    holdings.days_held(snapshot)
    holdings.runs(snapshot)


def measure_browser(warehouse: Path) -> None:
    """First page in a fresh browser, and a filter change until the new chart is drawn."""
    chart = ".js-plotly-plot .main-svg"
    with served(warehouse) as address, chromium() as browser:
        starts, changes = [], []
        for _ in range(5):
            with browser.new_context(viewport={"width": 1280, "height": 720}) as context:
                page = context.new_page()
                started = time.perf_counter()
                page.goto(address)
                expect(page.locator(chart).first).to_be_visible(timeout=60_000)
                starts.append(time.perf_counter() - started)
        with browser.new_context(viewport={"width": 1280, "height": 720}) as context:
            page = context.new_page()
            page.goto(f"{address}/topics")
            expect(page.locator(chart).first).to_be_visible(timeout=60_000)
            title = page.locator(".gtitle").first
            for name in ("Week", "Quarter", "Month", "Week", "Month", "Quarter"):
                started = time.perf_counter()
                page.get_by_role("radio", name=name).or_(page.get_by_role("button", name=name)).first.click()
                expect(title).to_contain_text(f"per {name.lower()}", timeout=60_000)
                changes.append(time.perf_counter() - started)
            page.goto("about:blank")
            blank = seconds(lambda: page.goto(f"{address}/_stcore/health"))
    limit = f"one answer of the server in the browser, {1000 * blank:.0f} ms"
    for what, taken, goal in (
        ("first page, median of 5", starts, "4 s"),
        ("filter change, median of 6", changes, "1 s"),
    ):
        middle = statistics.median(taken)
        tell(what, f"{middle:.2f} s", limit, middle / blank, goal)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="API dumps, one a day")
    parser.add_argument("--browser", action="store_true", help="time pages in Chromium too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        warehouse = measure_pipeline(asked.folder, Path(work))
        measure_new_day(Path(work))
        measure_queries(current_snapshot(warehouse))
        measure_exports(current_snapshot(warehouse))
        if asked.browser:
            measure_browser(warehouse)


if __name__ == "__main__":
    main()
