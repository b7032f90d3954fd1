"""Yields a synthetic corpus that needs no network: same seed, same papers, with planted trends in it."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby

import pandas as pd

from pipelines.records import Batch, FetchedDay, Paper
from pipelines.sources.demo_plan import DemoPlan, OrganizationDraw, Planted, ThemeDraw
from pipelines.sources.demo_text import Composer


@dataclass(frozen=True)
class _Career:
    """A paper, what it was made from, and what becomes of it."""

    paper: Paper  # as first observed
    themes: tuple[str, ...]
    subtopics: tuple[str, ...]
    records: tuple[Paper, ...]  # every observation in order of time, the first included


class DemoSource:
    """A synthetic corpus: invented papers, people and organizations over 27 months, as the plan asks.

    Every paper is observed on its listing day and again 1, 3, 7, 14 and 30 days later, as far as the
    calendar goes. Calendar, themes, text, facts and attention draw from generators of their own, so that a
    change to one leaves the others as they were.

    Parameters
    ----------
    seed : the same seed gives the same records, in any process
    n_papers : number of distinct papers, >= 1

    Raises
    ------
    ValueError : n_papers below 1.
    """

    name = "demo"

    def __init__(self, seed: int = 0, n_papers: int = 6000) -> None:
        if n_papers < 1:
            raise ValueError(f"n_papers is {n_papers}; ask for at least 1")
        self.seed = seed
        self.n_papers = n_papers
        self.plan = DemoPlan()

    def batches(self) -> Iterator[Batch]:
        """One batch a month of observation, in order of time, with its fetched weekdays."""
        records = [record for career in self._careers for record in career.records]
        records.sort(key=lambda record: (record.observed_at, record.paper_id))
        by_month = {
            month: list(group) for month, group in groupby(records, key=lambda record: f"{record.observed_at:%Y-%m}")
        }
        counts = Counter(day for _, day in {(record.paper_id, record.listed_on) for record in records})
        for month, weekdays in groupby(self.plan.weekdays, key=lambda day: f"{day:%Y-%m}"):
            days = [FetchedDay(day, counts[day], capped=False, fetched_at=self._seen(day)) for day in weekdays]
            yield Batch(origin=f"synthetic demo data, {month}", papers=by_month.get(month, []), days=days)

    def planted(self) -> tuple[Planted, ...]:
        """The rises, falls, bursts, specialities and differences in attention which the corpus contains."""
        return self.plan.planted

    def truth(self) -> pd.DataFrame:
        """What each paper was made from.

        Returns
        -------
        One row per paper and theme: paper_id, listed_on (date), theme, subtopic, organization (missing
        where the source does not tell it).
        """
        rows = [
            (career.paper.paper_id, career.paper.listed_on, theme, subtopic, career.paper.organization)
            for career in self._careers
            for theme, subtopic in zip(career.themes, career.subtopics, strict=True)
        ]
        return pd.DataFrame(rows, columns=["paper_id", "listed_on", "theme", "subtopic", "organization"])

    def _chance(self, part: str) -> random.Random:
        return random.Random(f"{self.seed}:{part}")  # noqa: S311 - seeded on purpose; str seeds go through SHA-512

    def _seen(self, day: date) -> datetime:
        return datetime.combine(day, time(self.plan.settings["observations"]["hour"]))

    @cached_property
    def _careers(self) -> list[_Career]:
        plan = self.plan
        counts = plan.listing_counts(self.n_papers, self._chance("calendar"))
        chance, composer = self._chance("themes"), Composer(self._chance("text"))
        facts, attention = self._chance("facts"), self._chance("attention")
        organizations = OrganizationDraw(plan)
        careers: list[_Career] = []
        for _, days in groupby(counts, key=lambda day: day.isocalendar()[:2]):
            week = list(days)
            shares = plan.shares_on(week[0])
            draw = ThemeDraw(plan, shares)
            for day in (listed_on for listed_on in week for _ in range(counts[listed_on])):
                themes = draw.draw(chance)
                organization = organizations.draw(themes, shares, chance)
                paper, subtopics = self._describe(len(careers) + 1, day, themes, organization, composer, facts)
                records = self._observe(paper, themes, organization, attention)
                careers.append(_Career(records[0], tuple(themes), subtopics, tuple(records)))
        return self._relisted(careers)

    def _describe(
        self,
        number: int,
        day: date,
        themes: list[str],
        organization: str,
        composer: Composer,
        rng: random.Random,
    ) -> tuple[Paper, tuple[str, ...]]:
        """A paper as its listing describes it, without counts, and the sub-topics of its themes."""
        settings = self.plan.settings
        text = composer.compose(themes)
        lag = rng.choices(range(5), settings["calendar"]["publication_lag_weights"])[0]
        authors = settings["authors"]
        n_authors = min(authors["most"], max(1, round(_log_normal(authors["median"], authors["log_sd"], rng))))
        known = rng.random() < settings["organizations"]["known_share"] and day >= self.plan.known_from
        n_keywords = rng.choice(settings["keywords"]["counts"])
        paper = Paper(
            paper_id=f"demo:{number:05d}",
            title=text.title,
            abstract=text.abstract,
            published_on=day - timedelta(lag),
            listed_on=day,
            listed_at=datetime.combine(day, time(rng.randrange(12), rng.randrange(60))),
            n_authors=n_authors,
            authors=tuple(composer.author() for _ in range(n_authors)),
            organization=organization if known else None,
            organization_name=self.plan.organizations[organization] if known else None,
            keywords=text.keywords[:n_keywords] if rng.random() < settings["keywords"]["known_share"] else None,
            observed_at=self._seen(day),
        )
        return paper, text.subtopics

    def _observe(self, paper: Paper, themes: list[str], organization: str, rng: random.Random) -> list[Paper]:
        """The paper at each age at which it was looked at: counts that grow and settle."""
        settings = self.plan.settings["observations"]
        assert paper.listed_on is not None
        first, last = settings["median_upvotes_first"], settings["median_upvotes_last"]
        median = first * (last / first) ** self.plan.progress(paper.listed_on)
        for item in self.plan.planted:
            if item.kind == "attention" and (item.theme in themes or item.organization == organization):
                median *= item.factor or 1.0
        upvotes = _log_normal(median, settings["log_sd"], rng)
        comments = upvotes * rng.uniform(0, 0.15) + rng.random()
        stars = _log_normal(settings["median_stars"], settings["stars_log_sd"], rng)
        has_stars = rng.random() < settings["stars_share"]
        settling = rng.uniform(*settings["settling_days"])
        records = []
        for age in settings["ages_days"]:
            day = paper.listed_on + timedelta(age)
            if day <= self.plan.last_day:
                settled = 1 - math.exp(-(age + 0.7) / settling)  # most of the listing day has passed when seen
                counts = {
                    "observed_at": self._seen(day),
                    "upvotes": round(upvotes * settled),
                    "comments": int(comments * settled),
                    "github_stars": round(stars * (1 - math.exp(-(age + 1) / 15))) if has_stars else None,
                }
                records.append(paper.model_copy(update=counts))
        return records

    def _relisted(self, careers: list[_Career]) -> list[_Career]:
        """A few papers are listed a second time, on a later day on which they are looked at anyway."""
        rng = self._chance("relisted")
        listing_days = {career.paper.listed_on for career in careers}
        n_relisted = round(len(careers) * self.plan.settings["calendar"]["relisted_share"])
        changed = list(careers)
        for at in rng.sample(range(len(careers)), n_relisted):
            records = list(careers[at].records)
            later = [n for n, record in enumerate(records) if n > 0 and record.observed_at.date() in listing_days]
            if later:
                again = records[later[0]]
                moved = {
                    "listed_on": again.observed_at.date(),
                    "listed_at": again.observed_at.replace(hour=rng.randrange(12), minute=rng.randrange(60)),
                }
                records[later[0]] = again.model_copy(update=moved)
                changed[at] = replace(careers[at], records=tuple(records))
        return changed


def _log_normal(median: float, log_sd: float, rng: random.Random) -> float:
    return median * math.exp(log_sd * rng.gauss(0, 1))
