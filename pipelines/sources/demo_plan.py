"""What the synthetic corpus is told to contain: its days, theme shares over time and organizations."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.shipped import shipped

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Planted:
    """One truth that the corpus is made to contain, so that whoever looks for it can be checked.

    `rise` and `fall`: the theme's share of papers goes in a straight line from `share_from` at `start` to
    `share_to` at `end`. `burst`: it is `factor` times its usual share between both days. `speciality`: within
    the organization it is `factor` times its share among all papers. `attention`: upvotes are multiplied by
    `factor`.
    """

    kind: str
    start: date
    end: date
    theme: str | None = None
    organization: str | None = None
    share_from: float | None = None
    share_to: float | None = None
    factor: float | None = None

    def share_on(self, day: date) -> float:
        """The planted share of papers on a day, for a rise or a fall."""
        if self.share_from is None or self.share_to is None:
            raise ValueError(f"data/demo/plan.toml: the {self.kind} of {self.theme} needs share_from and share_to")
        passed = min(1.0, max(0.0, (day - self.start) / (self.end - self.start)))
        return self.share_from + (self.share_to - self.share_from) * passed


class DemoPlan:
    """`data/demo/plan.toml` with the themes and organizations that it speaks of.

    Attributes
    ----------
    themes : theme ids, sorted; the order of every vector of shares
    organizations : handle to name, the largest first
    planted : all planted truths, those without dates spanning the time in which they can be seen
    """

    def __init__(self) -> None:
        folder = shipped("demo")
        self.settings: dict[str, Any] = tomllib.loads((folder / "plan.toml").read_text("utf-8"))
        self.organizations: dict[str, str] = tomllib.loads((folder / "organizations.toml").read_text("utf-8"))[
            "organizations"
        ]
        companions = {
            path.stem: tomllib.loads(path.read_text("utf-8"))["companions"]
            for path in (folder / "themes").glob("*.toml")
        }
        self.themes = tuple(sorted(companions))
        self.affinity = self._affinity(companions)
        self.first_day: date = self.settings["calendar"]["first_listing_day"]
        self.last_day: date = self.settings["calendar"]["last_listing_day"]
        self.known_from: date = self.settings["organizations"]["known_from"]
        self.planted = tuple(self._planted(entry) for entry in self.settings["planted"])

    def _affinity(self, companions: dict[str, list[str]]) -> Vector:
        """How readily two themes share a paper, as a symmetric matrix with an empty diagonal."""
        stray = self.settings["themes"]["stray_affinity"]
        matrix = np.array(
            [[1.0 if b in companions[a] or a in companions[b] else stray for b in self.themes] for a in self.themes]
        )
        np.fill_diagonal(matrix, 0.0)
        return matrix

    def _planted(self, entry: dict[str, Any]) -> Planted:
        opens = self.known_from if "organization" in entry else self.first_day
        return Planted(**{"start": opens, "end": self.last_day, **entry})

    def progress(self, day: date) -> float:
        """How much of the calendar has passed: 0 on its first day, 1 on its last."""
        return (day - self.first_day) / (self.last_day - self.first_day)

    @cached_property
    def weekdays(self) -> list[date]:
        """The weekdays of the calendar that were fetched, in order."""
        gaps = self.settings["calendar"]["days_never_fetched"]
        days = (self.first_day + timedelta(n) for n in range((self.last_day - self.first_day).days + 1))
        return [day for day in days if day.weekday() < 5 and day not in gaps]

    def listing_counts(self, n_papers: int, rng: random.Random) -> dict[date, int]:
        """How many papers each fetched weekday lists; the counts add up to `n_papers`."""
        calendar = self.settings["calendar"]
        first, last = calendar["papers_a_day_first"], calendar["papers_a_day_last"]
        weights = np.array(
            [
                (first + (last - first) * self.progress(day)) * rng.lognormvariate(0, calendar["day_spread"])
                for day in self.weekdays
            ]
        )
        weights[[day in calendar["days_without_papers"] for day in self.weekdays]] = 0
        upto = np.rint(np.cumsum(weights) / weights.sum() * n_papers).astype(int)
        return dict(zip(self.weekdays, np.diff(upto, prepend=0).tolist(), strict=True))

    def shares_on(self, day: date) -> Vector:
        """The share of papers with each theme on a day; they add up to the mean number of themes a paper."""
        changes = {item.theme: item for item in self.planted if item.kind in ("rise", "fall")}
        bursts = {item.theme: item for item in self.planted if item.kind == "burst"}
        usual = self.settings["themes"]["share"]
        shares = np.zeros(len(self.themes))
        for at, theme in enumerate(self.themes):
            if change := changes.get(theme):
                shares[at] = change.share_on(day)
            else:
                shares[at] = usual[theme]
                if (burst := bursts.get(theme)) and burst.start <= day <= burst.end:
                    shares[at] *= burst.factor
        free = np.array([theme not in changes and theme not in bursts for theme in self.themes])
        shares[free] *= (self.mean_themes - shares[~free].sum()) / shares[free].sum()
        return shares

    @cached_property
    def count_shares(self) -> tuple[float, ...]:
        """Shares of papers with one, two and three themes."""
        weights = self.settings["themes"]["count_weights"]
        return tuple(weight / sum(weights) for weight in weights)

    @property
    def mean_themes(self) -> float:
        return sum(n * share for n, share in enumerate(self.count_shares, start=1))


class ThemeDraw:
    """Draws the themes of papers so that each theme reaches a given share, whatever companions it has.

    The first theme is drawn with probability `first_`; the next ones from the row `next_` of the first,
    without repetition. Both follow from one weight per theme, found by scaling each weight by wanted over
    reached share until they agree (iterative proportional fitting).

    Raises
    ------
    ValueError : the shares cannot be reached, such as that of a theme whose companions are all rare.

    Parameters
    ----------
    plan : the affinities and the shares of papers with one, two and three themes
    shares : wanted share of papers with each theme, shape (n_themes,)
    tolerance : largest relative difference between wanted and reached
    """

    def __init__(self, plan: DemoPlan, shares: Vector, tolerance: float = 0.005) -> None:
        self.plan = plan
        weights = shares.copy()
        for _ in range(500):
            self.first_ = weights / weights.sum()
            self.next_ = plan.affinity * weights
            self.next_ /= self.next_.sum(axis=1, keepdims=True)
            ratio = shares / self.reached()
            if np.abs(ratio - 1).max() < tolerance:
                return
            weights *= ratio
        raise ValueError("data/demo/plan.toml: theme shares cannot be reached with these companions; change either")

    def reached(self) -> Vector:
        """The share of papers with each theme under the present weights."""
        _, two, three = self.plan.count_shares
        second = self.first_ @ self.next_
        # third: sum over other seconds k of next[i, k] * next[i, j] / (1 - next[i, k])
        odds = self.next_ / (1 - self.next_)
        third = self.first_ @ (self.next_ * (odds.sum(axis=1, keepdims=True) - odds))
        reached: Vector = self.first_ + (two + three) * second + three * third
        return reached

    def draw(self, rng: random.Random) -> list[str]:
        """One to three themes, the main one first."""
        names = self.plan.themes
        n_themes = rng.choices((1, 2, 3), self.plan.count_shares)[0]
        chosen = rng.choices(range(len(names)), self.first_.tolist())
        while len(chosen) < n_themes:
            at = rng.choices(range(len(names)), self.next_[chosen[0]].tolist())[0]
            if at not in chosen:
                chosen.append(at)
        themes = [names[at] for at in chosen]
        for theme, other in self.plan.settings["themes"]["implied"].items():
            if theme in themes and other not in themes:
                themes = [*themes[:2], other]
        return themes


class OrganizationDraw:
    """Draws the organization of a paper: sizes by rank (Zipf), specialists more often for their theme.

    A specialist of size w whose theme has the share p holds `factor` * w of that theme's papers and
    (1 - factor * p) / (1 - p) * w of the others, so that its size stays w.
    """

    def __init__(self, plan: DemoPlan) -> None:
        exponent = plan.settings["organizations"]["zipf_exponent"]
        sizes = [1 / rank**exponent for rank in range(1, len(plan.organizations) + 1)]
        self.themes = plan.themes
        self.size_ = {handle: size / sum(sizes) for handle, size in zip(plan.organizations, sizes, strict=True)}
        self.specialists_ = {
            item.organization: (item.theme, item.factor)
            for item in plan.planted
            if item.kind == "speciality" and item.organization and item.theme and item.factor
        }

    def draw(self, themes: list[str], shares: Vector, rng: random.Random) -> str:
        """An organization's handle for a paper with these themes, given all themes' shares at that time."""
        chances = {}
        for handle, (theme, planted_factor) in self.specialists_.items():
            share = float(shares[self.themes.index(theme)])
            factor = min(planted_factor, 0.95 / share)
            chances[handle] = self.size_[handle] * (factor if theme in themes else (1 - factor * share) / (1 - share))
        others = {handle: size for handle, size in self.size_.items() if handle not in chances}
        scale = (1 - sum(chances.values())) / sum(others.values())
        chances |= {handle: size * scale for handle, size in others.items()}
        return rng.choices(list(chances), list(chances.values()))[0]
