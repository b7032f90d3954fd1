"""A digest as Markdown, as plain text, and as an HTML page that mail programs read, too."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import quote

from pipelines.digest.parts import Digest, Entry, Section
from pipelines.views.words import commonmark, count

# Mail programs that drop this show black on white; nothing is loaded from anywhere.
_STYLE = """
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { background: #ffffff; color: #1f2430; }
a { color: #0b5cad; }
.quiet { color: #5b6472; }
.line { border-top: 1px solid #d9dee6; }
@media (prefers-color-scheme: dark) {
  body { background: #14171c !important; color: #e6e9ee !important; }
  a { color: #7db7f0 !important; }
  .quiet { color: #a3acb9 !important; }
  .line { border-top-color: #363c46 !important; }
}
"""
_FONT = "font-family: system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; font-size: 15px; line-height: 1.5"


def address(url: str | None, link: str) -> str | None:
    """An address of the web; pages of the dashboard are found below `link`."""
    if url is None or url.startswith(("https://", "http://")):
        return url
    return f"{link.rstrip('/')}/{url}"


def to_markdown(digest: Digest, link: str) -> str:
    """The digest as Markdown (CommonMark); what could be markup in texts of sources is escaped."""
    lines = [f"# {commonmark(digest.title)}", "", commonmark(digest.lead)]
    for section in digest.sections:
        lines += ["", f"## {_linked(section.heading, address(section.url, link), commonmark)}", ""]
        lines.append(section_markdown(section, link))
        if foot := section_foot(section):
            lines += ["", commonmark(foot)]
    lines += ["", "---", "", *(f"{commonmark(note)}  " for note in digest.notes)]
    return "\n".join(lines) + "\n"


def section_markdown(section: Section, link: str, plain: Callable[[str], str] = commonmark) -> str:
    """A section between its heading and its foot.

    Parameters
    ----------
    plain : how text is escaped, where a reader of Markdown knows more markup than CommonMark
    """
    lines = [
        f"- {_linked(entry.title, address(entry.url, link), plain)}: {plain(entry.told)}" for entry in section.entries
    ]
    return "\n\n".join(part for part in (plain(section.told), "\n".join(lines)) if part)


def to_text(digest: Digest, link: str) -> str:
    """The digest as plain text, for mail."""
    lines = [digest.title, "", digest.lead]
    for section in digest.sections:
        lines += ["", section.heading.upper(), *([section.told] if section.told else [])]
        for entry in section.entries:
            url = address(entry.url, link)
            lines += [f"* {entry.title}", f"  {entry.told}", *([f"  {url}"] if url else [])]
        lines += [foot] if (foot := section_foot(section)) else []
    return "\n".join([*lines, "", "-- ", *digest.notes]) + "\n"


def to_html(digest: Digest, link: str) -> str:
    """The digest as one HTML page in one column, light and dark, without scripts and pictures."""
    sections = "\n".join(_section_html(section, link) for section in digest.sections)
    notes = "<br>\n".join(escape(note) for note in digest.notes)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(digest.title)}</title>
<style>{_STYLE}</style>
</head>
<body style="margin: 0; padding: 0; {_FONT}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width: 680px; {_FONT}">
<tr><td style="padding: 24px 20px 8px 20px">
<h1 style="font-size: 22px; line-height: 1.3; margin: 0 0 8px 0">{escape(digest.title)}</h1>
<p style="margin: 0">{escape(digest.lead)}</p>
</td></tr>
{sections}
<tr><td class="line quiet" style="padding: 14px 20px 28px 20px; font-size: 13px">
{notes}
</td></tr>
</table>
</td></tr></table>
</body>
</html>
"""


def _section_html(section: Section, link: str) -> str:
    told = f'<p style="margin: 0 0 8px 0">{escape(section.told)}</p>\n' if section.told else ""
    rows = "\n".join(_entry_html(entry, link) for entry in section.entries)
    listed = f'<ul style="margin: 0; padding: 0 0 0 20px">\n{rows}\n</ul>\n' if rows else ""
    foot = section_foot(section)
    below = f'<p class="quiet" style="margin: 8px 0 0 0; font-size: 13px">{escape(foot)}</p>\n' if foot else ""
    heading = _anchor(section.heading, address(section.url, link))
    return (
        '<tr><td style="padding: 14px 20px 8px 20px">\n'
        f'<h2 style="font-size: 17px; line-height: 1.3; margin: 0 0 6px 0">{heading}</h2>\n'
        f"{told}{listed}{below}</td></tr>"
    )


def _entry_html(entry: Entry, link: str) -> str:
    title = _anchor(entry.title, address(entry.url, link))
    return (
        f'<li style="margin: 0 0 6px 0">{title}<br>'
        f'<span class="quiet" style="font-size: 13px">{escape(entry.told)}</span></li>'
    )


def _anchor(text: str, url: str | None) -> str:
    return f'<a href="{escape(_encoded(url))}">{escape(text)}</a>' if url else escape(text)


def _linked(text: str, url: str | None, escaped: Callable[[str], str]) -> str:
    return f"[{escaped(text)}]({_encoded(url)})" if url else escaped(text)


def _encoded(url: str) -> str:
    """The address with what could end it encoded."""
    return quote(url, safe=":/?&=#%~+,;@")


def section_foot(section: Section) -> str:
    """How much more there is, and how to read it."""
    more = f"{count(section.n_more)} more." if section.n_more else ""
    return " ".join(part for part in (more, section.note) if part)
