"""The addresses of the pages that things have, and names that lead there."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote

from pipelines.views.words import safe

Kind = Literal["theme", "topic", "organization", "parent", "paper", "phrase"]


def address(kind: Kind, key: object) -> str:
    """Where the page of a thing is: /theme?theme=diffusion, /organization?organization=Google.

    Parameters
    ----------
    kind : a parent is an organization with all that belongs to it; a phrase has its place on the Explore page
    key : id of a theme, topic or paper, name of an organization, or the phrase itself
    """
    value = quote(str(key), safe="")
    if kind == "parent":
        return f"/organization?organization={value}&group=By+parent"
    return f"/explore?phrases={value}" if kind == "phrase" else f"/{kind}?{kind}={value}"


def linked(name: str, kind: Kind, key: object) -> str:
    """A name as a Markdown link to its page."""
    return f"[{safe(name)}]({address(kind, key)})"


def cell(name: str, kind: Kind, key: object) -> str:
    """A name as a cell of a column of links that shows what stands behind the #: see `SHOWN`."""
    return f"{address(kind, key)}#{quote(name, safe=' ')}"


SHOWN = r"#(.*)$"  # what a column of links shows of an address that `cell` wrote
