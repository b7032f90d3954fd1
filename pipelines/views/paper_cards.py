"""Papers as HTML: cards with abstract and themes, and short lists. Every text of a source is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from pipelines.views.links import Kind, address
from pipelines.views.words import count, day

SHORT = 260  # characters of an abstract that a card shows before it is opened


def cards_html(frame: pd.DataFrame, theme_names: Mapping[str, str], *, dated: bool = True) -> str:
    """Cards of papers, one below the other.

    Parameters
    ----------
    frame : columns of `paper_cards`
    dated : whether each card says its day
    """
    cards = "".join(_card(row, theme_names, dated) for row in _early(frame).to_dict("records"))
    return f'<div class="papers">{cards}</div>'


def list_html(frame: pd.DataFrame) -> str:
    """Papers as a list: title, and below it day and upvotes.

    Parameters
    ----------
    frame : columns paper_id, title, day, upvotes; organization, immature, attention_pct where they are to be told
    """
    items = "".join(
        f'<li>{_link(row["title"], "paper", row["paper_id"])}<div class="facts">{_facts(row, dated=True)}</div></li>'
        for row in _early(frame).to_dict("records")
    )
    return f'<ul class="paper-list">{items}</ul>'


def chips_html(links: list[tuple[str, Kind, object]]) -> str:
    """Names that lead to their pages, side by side."""
    return f'<p class="tags">{"".join(_link(*link, style="tag") for link in links)}</p>'


def _early(frame: pd.DataFrame) -> pd.DataFrame:
    """With the column `early`: whose upvotes have not settled, where that tells papers apart."""
    immature = frame["immature"].eq(True).fillna(False) if "immature" in frame else pd.Series(False, frame.index)
    return frame.assign(early=False if immature.all() else immature)


def _card(row: dict[Any, Any], theme_names: Mapping[str, str], dated: bool) -> str:
    tags = "".join(_link(theme_names.get(theme, theme), "theme", theme, style="tag") for theme in row["themes"])
    if pd.notna(row["topic_id"]):
        tags += _link(row["topic"], "topic", int(row["topic_id"]), style="tag topic")
    alike = f"/papers?like={address('paper', row['paper_id']).partition('=')[2]}"
    what = escape(f"More like this: {row['title']}")
    more = f'<a class="alike" href="{escape(alike)}" aria-label="{what}">More like this</a>'
    return (
        f"<article><h3>{_link(row['title'], 'paper', row['paper_id'])}</h3>"
        f'<div class="facts">{_facts(row, dated)}</div>{_abstract(row["abstract"])}'
        f'<p class="tags">{tags}{more}</p></article>'
    )


def _facts(row: dict[Any, Any], dated: bool) -> str:
    """Organization, day, upvotes, comments, attention and stars, as far as they are known."""
    facts = []
    if dated:
        facts.append(escape(day(row["day"])))
    if pd.notna(row.get("organization")):
        facts.append(_link(row["organization"], "organization", row["organization"]))
    if pd.notna(row["upvotes"]):
        early = " (early)" if row["early"] else ""
        facts.append(f"<b>{count(row['upvotes'], 'upvote')}</b>{early}")
    if pd.notna(row.get("attention_pct")):
        facts.append(f"attention {count(row['attention_pct'])}")
    if pd.notna(row.get("comments")):
        facts.append(count(row["comments"], "comment"))
    if pd.notna(row.get("github_stars")):
        facts.append(count(row["github_stars"], "star"))
    return " · ".join(facts)


def _abstract(text: Any) -> str:
    """The beginning of an abstract, which opens to all of it."""
    whole = " ".join(text.split()) if isinstance(text, str) else ""
    if len(whole) <= SHORT:
        return f'<p class="abstract">{escape(whole)}</p>' if whole else ""
    start = whole[:SHORT].rpartition(" ")[0] or whole[:SHORT]
    return (
        f'<details class="abstract"><summary><span class="start">{escape(start)} … </span>'
        f'<span class="more">more</span><span class="less">less</span></summary><p>{escape(whole)}</p></details>'
    )


def _link(name: str, kind: Kind, key: object, *, style: str = "") -> str:
    marked = f' class="{style}"' if style else ""
    return f'<a{marked} href="{escape(address(kind, key))}">{escape(name)}</a>'
