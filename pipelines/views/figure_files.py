"""Writes charts as files: pictures, a page that needs no network, and Plotly's own JSON, each saying what it is."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import re
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import plotly.graph_objects as go
import plotly.io

from pipelines.errors import PapertideError, UsageError
from pipelines.views.citation import citation
from pipelines.views.provenance import Provenance
from pipelines.views.words import for_xml, joined
from pipelines.writing import whole_file

WIDTH, HEIGHT = 1000, 560  # px, of a figure that names none
_PNG_SCALE = 2
_PATIENCE = 90  # s that one picture may take
_NOWHERE = "http://127.0.0.1:9"  # a proxy that is none: the browser that draws reaches no network
_CURE = (
    "install one (Debian: apt-get install chromium), or name its program in BROWSER_PATH; html and json need no browser"
)
_PAGE = Template((Path(__file__).parent / "figure_page.html").read_text(encoding="utf-8"))
_one_browser = threading.Lock()  # two at once would halve each other's speed on a small machine


def figure_bytes(figure: go.Figure, file_format: str, provenance: Provenance, *, summary: str = "") -> bytes:
    """The chart as the content of a file; the same figure and provenance give the same bytes.

    Parameters
    ----------
    file_format : one of `FIGURE_FORMATS`. svg with title, desc and Dublin Core; png at twice the size with text chunks;
        html, which needs no network; json, Plotly's own, the provenance in layout.meta.papertide
    summary : what the chart shows, for those who do not see it

    Raises
    ------
    UsageError : there is no such format.
    PapertideError : a picture was asked for and there is no browser to draw it, or it failed.
    """
    if file_format not in _WRITERS:
        raise UsageError(f"format {file_format!r} is unknown; it is one of {', '.join(_WRITERS)}")
    return _WRITERS[file_format](figure, provenance, summary)


def write_figure(figure: go.Figure, path: Path, file_format: str, provenance: Provenance, *, summary: str = "") -> None:
    """Write a chart; the file appears whole or not at all (`whole_file`); see `figure_bytes`."""
    content = figure_bytes(figure, file_format, provenance, summary=summary)
    with whole_file(path) as draft:
        draft.write_bytes(content)


def pictures(figures: Sequence[go.Figure], file_format: str) -> list[bytes]:
    """Bare pictures ("svg" or "png") of several figures from one browser: starting it is most of the time.

    Raises
    ------
    PapertideError : there is no browser to draw them, or it failed.
    """
    from kaleido.errors import (
        BrowserClosedError,
        BrowserFailedError,
        ChromeNotFoundError,
        JavascriptError,
        KaleidoError,
    )

    try:
        with _one_browser, ThreadPoolExecutor(max_workers=1) as aside:  # where a loop may be running already
            return aside.submit(asyncio.run, _drawn(figures, file_format)).result()
    except ChromeNotFoundError:
        raise PapertideError(f"{file_format} is drawn by a Chromium or Chrome, and there is none; {_CURE}") from None
    except (BrowserFailedError, BrowserClosedError, JavascriptError, KaleidoError, TimeoutError, OSError) as error:
        said = str(error.args[0] if error.args else type(error).__name__).splitlines()[0]
        raise PapertideError(f"the browser did not draw the chart ({said}); try another, or: {_CURE}") from None


async def _drawn(figures: Sequence[go.Figure], file_format: str) -> list[bytes]:
    from kaleido import Kaleido

    drawn = []
    # Without mathjax=False the page would ask a server for it; containers have no sandbox, which is kaleido's default.
    async with Kaleido(mathjax=False, timeout=_PATIENCE, proxy_server=_NOWHERE) as browser:
        for figure in figures:
            size = {"width": figure.layout.width or WIDTH, "height": figure.layout.height or HEIGHT}
            scale = _PNG_SCALE if file_format == "png" else 1
            told = json.loads(plotly.io.to_json(figure, validate=False))
            for number, trace in enumerate(told["data"]):
                trace.setdefault("uid", f"{number:06x}")  # else Plotly makes a new one each time
            drawn.append(await browser.calc_fig(told, opts={"format": file_format, "scale": scale, **size}))
    return drawn


def _svg(figure: go.Figure, provenance: Provenance, summary: str) -> bytes:
    told = {name: escape(for_xml(value)) for name, value in provenance.items().items()}
    desc = escape(for_xml(joined(summary, _told_in_one_line(provenance))))
    core = {
        "title": "title", "description": "filters", "source": "source", "date": "data_day", "identifier": "link",
        "creator": "made_with",
    }  # fmt: skip
    elements = "".join(f"<dc:{name}>{told[key]}</dc:{name}>" for name, key in core.items() if key in told)
    head = (
        f"<title>{told.get('title', '')}</title><desc>{desc}</desc><metadata>"
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<rdf:Description rdf:about="">{elements}</rdf:Description></rdf:RDF></metadata>'
    )
    text = _same_ids(pictures([figure], "svg")[0].decode(), figure)
    return re.sub(r"<svg\b[^>]*>", lambda root: root[0] + head, text, count=1).encode()


def _same_ids(svg: str, figure: go.Figure) -> str:
    """The picture with ids that come from the figure: Plotly makes new ones each time."""
    found = re.search(r'id="(?:top)?defs-([0-9a-f]{6})"', svg)
    if found is None:
        return svg
    own = hashlib.sha256(plotly.io.to_json(figure, validate=False).encode()).hexdigest()[:6]
    return re.sub(rf"(?<![#0-9a-f]){found[1]}(?![0-9a-f]{{2}})", own, svg)


def _png(figure: go.Figure, provenance: Provenance, summary: str) -> bytes:
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    told = {
        "Title": provenance.title,
        "Description": joined(summary, _told_in_one_line(provenance)),
        "Source": provenance.source_line,
        "URL": provenance.link,
        "Software": f"Papertide {provenance.version}",
    }
    chunks = PngInfo()
    for name, value in told.items():
        if value:
            chunks.add_itxt(name, value.encode(errors="replace").decode())
    content = io.BytesIO()
    with Image.open(io.BytesIO(pictures([figure], "png")[0])) as image:
        image.save(content, "PNG", pnginfo=chunks, dpi=(96 * _PNG_SCALE, 96 * _PNG_SCALE))
    return content.getvalue()


def _html(figure: go.Figure, provenance: Provenance, summary: str) -> bytes:
    chart = plotly.io.to_html(
        figure, full_html=False, include_plotlyjs=True, include_mathjax=False, div_id="chart", validate=False,
        config={"displaylogo": False, "toImageButtonOptions": {"format": "svg"}},
    )  # fmt: skip
    told = provenance.items()
    link = told.pop("link", "")
    if link.startswith(("http://", "https://")):  # nothing else is followed
        shown = f'<p><a href="{escape(link)}" rel="noopener noreferrer">The same view in Papertide</a></p>'
    else:
        shown = f"<p>{escape(link)}</p>" if link else ""
    page = _PAGE.substitute(
        title=escape(provenance.title),
        description=escape(joined(summary, _told_in_one_line(provenance))),
        version=escape(provenance.version),
        summary=escape(summary),
        chart=chart,
        background=escape(str(figure.layout.paper_bgcolor or "#ffffff")),
        colour=escape(str(figure.layout.font.color or "#1d2733")),
        rows="".join(f"<dt>{_NAMES.get(name, name)}</dt><dd>{escape(value)}</dd>" for name, value in told.items()),
        link=shown,
        citation=escape(citation(provenance)),
    )
    return page.encode(errors="replace")


_NAMES = {
    "title": "Shown", "filters": "Filters", "period": "Period", "n": "n", "source": "Source", "data_day": "Data to",
    "made_with": "Made with", "made_at": "Made at",
}  # fmt: skip


def _json(figure: go.Figure, provenance: Provenance, summary: str) -> bytes:
    told: dict[str, Any] = json.loads(plotly.io.to_json(figure, validate=False))
    layout = told.setdefault("layout", {})
    meta = layout.get("meta")
    about = provenance.items() | ({"summary": summary} if summary else {})
    layout["meta"] = {**(meta if isinstance(meta, dict) else {}), "papertide": about}
    return json.dumps(told, ensure_ascii=False).encode(errors="replace")


_WRITERS: dict[str, Callable[[go.Figure, Provenance, str], bytes]] = {
    "svg": _svg, "png": _png, "html": _html, "json": _json,
}  # fmt: skip
FIGURE_FORMATS = tuple(_WRITERS)


def _told_in_one_line(provenance: Provenance) -> str:
    """Filters, period, n, source and link: what a description holds."""
    told = provenance.items()
    named = (f"{name}: {told[name]}" for name in ("filters", "period", "n") if name in told)
    return joined(*named, provenance.source_line, told.get("link", ""))
