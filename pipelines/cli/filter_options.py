"""The filters of the pages as options, the same for every command that draws or writes what pages show."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, cast

import typer

from pipelines.cli.options import day_range
from pipelines.errors import UsageError

if TYPE_CHECKING:
    from pipelines.views.filters import Filters
    from pipelines.views.view import Reader

Names = list[str] | None
Themes = Annotated[Names, typer.Option("--theme", help="A theme, by id or name; repeatable.", metavar="THEME")]
WithoutThemes = Annotated[
    Names, typer.Option("--without-theme", help="Only papers that do not carry it; repeatable.", metavar="THEME")
]
Organizations = Annotated[
    Names,
    typer.Option(
        "--organization", "--org", help="An organization, or a parent with --by parent; repeatable.", metavar="NAME"
    ),
]
WithoutOrganizations = Annotated[
    Names, typer.Option("--without-organization", help="Only papers that are not of it; repeatable.", metavar="NAME")
]
Parents = Annotated[
    Names, typer.Option("--parent", help="With all that belong to it; as --by parent; repeatable.", metavar="NAME")
]
By = Annotated[
    str | None, typer.Option("--by", help="Count organizations by organization or parent.", metavar="GROUPING")
]
Text = Annotated[
    str, typer.Option("--text", help='Every word, and every "quoted phrase", in title or abstract; -word leaves out.')
]


def filters_from(
    read: Reader,
    *,
    since: str | None = None,
    until: str | None = None,
    period: str = "month",
    themes: Names = None,
    without_themes: Names = None,
    organizations: Names = None,
    without_organizations: Names = None,
    parents: Names = None,
    by: str | None = None,
    text: str = "",
) -> Filters:
    """The filters that options name; themes by id or name, organizations and parents by name, case aside.

    Raises
    ------
    UsageError : a day, period, grouping, theme, organization or parent that there is not, or two that exclude each
        other.
    """
    from pipelines.mart.selection import GROUPINGS, Grouping, Selection
    from pipelines.trends.periods import PERIODS, PeriodName
    from pipelines.views.filters import filters_for
    from pipelines.views.naming import organization_names, theme_ids

    if period not in PERIODS:
        raise UsageError(f"--period {period!r} is unknown; it is one of {', '.join(PERIODS)}")
    if by not in (None, *GROUPINGS):
        raise UsageError(f"--by {by!r} is unknown; it is one of {', '.join(GROUPINGS)}")
    if parents and (by == "organization" or (organizations and by is None)):
        raise UsageError("--parent counts by parent: name parents only, or organizations only")
    grouping = cast(Grouping, by or ("parent" if parents else "organization"))
    first, last = day_range(since, until)
    selection = Selection(
        since=first, until=last, themes=theme_ids(read, themes or ()),
        without_themes=theme_ids(read, without_themes or ()), text=text.strip(),
    )  # fmt: skip
    filters = filters_for(read, selection, cast(PeriodName, period), grouping)
    wanted = organization_names(read, [*(organizations or ()), *(parents or ())], grouping)
    unwanted = organization_names(read, without_organizations or (), grouping)
    selection = filters.with_organizations(selection, wanted)
    return replace(filters, selection=filters.leaving_out(selection, unwanted))
