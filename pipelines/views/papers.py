"""One paper in words: when it was listed, whose it is, and how it was received."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pandas as pd

from pipelines.trends.attention import MIN_LISTED
from pipelines.views.links import linked
from pipelines.views.words import count, day, safe

_ARXIV = re.compile(r"\d{4}\.\d{4,5}")


def paper_lead(paper: pd.Series[Any]) -> str:
    """When it was listed and published, as Markdown: its day leads to that day's papers, its organization to its page.

    Parameters
    ----------
    paper : a row of `paper_cards`
    """
    facts = []
    if pd.notna(paper["listed_on"]):
        again = f" ({count(paper['n_listings'])} times)" if paper["n_listings"] > 1 else ""
        facts.append(f"Listed on {_day_link(paper['listed_on'])}{again}")
    if pd.notna(paper["published_on"]):
        when = day(paper["published_on"])
        facts.append(f"published {when}" if facts else f"Published {_day_link(paper['published_on'])}, never listed")
    if pd.notna(paper["organization"]):
        facts.append(linked(paper["organization"], "organization", paper["organization"]))
    else:
        facts.append("organization unknown")
    if pd.notna(paper["n_authors"]):
        facts.append(count(paper["n_authors"], "author"))
    return " · ".join([*facts, safe(paper["paper_id"])])


def _day_link(when: pd.Timestamp) -> str:
    return f"[{day(when)}](/browse?day={when:%Y-%m-%d}&by=day)"


def paper_figures(paper: pd.Series[Any], n_same_day: int) -> list[tuple[str, str, str]]:
    """Upvotes, attention, comments and stars: what each is called, its value, and a note.

    Parameters
    ----------
    n_same_day : papers with known upvotes that were listed on its day
    """
    seen = f"on {day(paper['upvotes_at'])}" if pd.notna(paper["upvotes_at"]) else "never told"
    settled = "" if pd.isna(paper["immature"]) else "early, " if paper["immature"] else "settled, "
    within = "day" if n_same_day >= MIN_LISTED else "week"
    among = f"percentile of its {within}" if pd.notna(paper["attention_pct"]) else "not known"
    return [
        ("Upvotes", _number(paper["upvotes"]), f"{settled}{seen}"),
        ("Attention", _number(paper["attention_pct"]), among),
        ("Comments", _number(paper["comments"]), _told(paper["comments"])),
        ("GitHub stars", _number(paper["github_stars"]), _told(paper["github_stars"])),
    ]


def _told(value: Any) -> str:
    return "never told" if pd.isna(value) else "when last seen"


def _number(value: Any) -> str:
    return "–" if pd.isna(value) else count(value)


def paper_links(paper: pd.Series[Any], *, synthetic: bool) -> list[tuple[str, str]]:
    """What leads out to the paper: names and addresses of the web, nothing else.

    Parameters
    ----------
    synthetic : whether the papers are invented: arXiv has none of them
    """
    links = [("Paper page", paper["url"]), ("Code", paper["github_url"]), ("Project", paper["project_url"])]
    if not synthetic and _ARXIV.fullmatch(paper["paper_id"]):
        links.insert(1, ("arXiv", f"https://arxiv.org/abs/{paper['paper_id']}"))
    return [(name, quote(address, safe=":/?&=#%~+,;@")) for name, url in links if (address := web_link(url))]


def web_link(url: Any) -> str | None:
    """The address when it is one of the web; anything else (javascript:, file:) is no link."""
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else None
