"""Charts of the catalogue for a report, each with the command that draws it again."""

from __future__ import annotations

import shlex
from dataclasses import asdict

from pipelines.charts.look import DARK, LIGHT
from pipelines.report.parts import Chart
from pipelines.views.catalogue import CHARTS, Further
from pipelines.views.drawing import NOTHING, OPTIONS, check
from pipelines.views.filters import Filters
from pipelines.views.view import Reader


def charted(name: str, read: Reader, filters: Filters, further: Further = NOTHING) -> Chart | None:
    """The chart of that name of the catalogue; None where there is nothing to draw."""
    asked = check(name, further, filters)
    light = CHARTS[name].draw(read, filters, LIGHT, asked)
    dark = CHARTS[name].draw(read, filters, DARK, asked)
    if light is None or dark is None:
        return None
    return Chart(light, dark.figure, chart_command(name, filters, further), filters.picks_words())


def chart_command(name: str, filters: Filters, further: Further = NOTHING) -> str:
    """The command that draws a chart, without points picked in other charts: these have no option."""
    asked = [
        word
        for one, value in asdict(further).items()
        if value is not None
        for each in (value if isinstance(value, tuple) else (value,))
        for word in (f"--{OPTIONS[one]}", str(each).replace(" ", "-"))
    ]
    return shlex.join(["papertide", "chart", name, *asked, *_options(filters), "--out", f"{name}.svg"])


def _options(filters: Filters) -> list[str]:
    """The filters as options."""
    chosen = filters.selection
    named = (
        ("--since", [chosen.since] if chosen.since else []),
        ("--until", [chosen.until] if chosen.until else []),
        ("--period", [filters.period] if filters.period != "month" else []),
        ("--theme", chosen.themes),
        ("--without-theme", chosen.without_themes),
        ("--by", [filters.by] if filters.by != "organization" else []),
        ("--organization", filters.organizations),
        ("--without-organization", filters.without_organizations),
    )
    options = [word for option, values in named for value in values for word in (option, str(value))]
    return [*options, f"--text={chosen.text}"] if chosen.text else options  # it may begin with a minus
