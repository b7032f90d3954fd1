"""`papertide digest`: what changed, as Markdown, HTML, a feed or an e-mail, and sent where that is asked."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from pipelines.cli.options import AsJson, ReadDb, err, to_day
from pipelines.cli.watch import Organizations, Phrases, Themes, asked_for
from pipelines.errors import PapertideError, UsageError
from pipelines.writing import whole_file

if TYPE_CHECKING:
    from pipelines.digest.parts import Digest
    from pipelines.digest.watch_list import WatchList
    from pipelines.mart.snapshot import Snapshot
    from pipelines.views.view import Reader

FORMATS = ("md", "html", "rss", "atom", "eml")


def register(app: typer.Typer) -> None:
    app.command("digest")(digest_command)


def digest_command(
    db: ReadDb,
    since: Annotated[
        str, typer.Option("--since", help="First day, YYYY-MM-DD, or 7d: the last seven days.", metavar="DAY")
    ] = "7d",
    until: Annotated[
        str | None, typer.Option("--until", help="Last day; else the last of the data.", metavar="DAY")
    ] = None,
    file_format: Annotated[str, typer.Option("--format", help="md, html, rss, atom or eml.", metavar="FORMAT")] = "md",
    file: Annotated[
        Path | None, typer.Option("--out", help="The file to write; else it is printed.", metavar="FILE")
    ] = None,
    themes: Themes = None,
    organizations: Organizations = None,
    phrases: Phrases = None,
    watch: Annotated[
        bool | None, typer.Option("--watch/--no-watch", help="With the watch list; unless told, where there is one.")
    ] = None,
    only: Annotated[bool, typer.Option("--only", help="Only what is followed, and not what else changed.")] = False,
    period: Annotated[str, typer.Option("--period", help="Compared by week, month or quarter.")] = "week",
    link: Annotated[str, typer.Option("--link", help="Where the dashboard is.")] = "http://localhost:8501",
    feed_url: Annotated[
        str | None, typer.Option("--feed-url", help="Where the feed will be found, for its readers.")
    ] = None,
    send: Annotated[bool, typer.Option("--send", help="Mail it; PAPERTIDE_SMTP_HOST, _FROM, _TO ... say how.")] = False,
    mail: Annotated[
        Path | None, typer.Option("--mail", help="A TOML file that says how: host, from, to ...", metavar="FILE")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What changed since a day, and how what you follow stands; written to a file, printed, or mailed."""
    from pipelines.digest.mail import send as send_mail
    from pipelines.digest.mail import to_mail
    from pipelines.digest.mail_settings import mail_settings
    from pipelines.digest.parts import web_address
    from pipelines.mart.snapshot import current_snapshot
    from pipelines.trends.periods import PERIODS

    if file_format not in FORMATS:
        raise UsageError(f"--format {file_format!r} is unknown; it is one of {', '.join(FORMATS)}")
    if period not in PERIODS:
        raise UsageError(f"--period {period!r} is unknown; it is one of {', '.join(PERIODS)}")
    for option, url in (("--link", link), ("--feed-url", feed_url)):
        if url is not None and web_address(url) is None:
            raise UsageError(f"{option} {url!r} is not an http(s) address")
    settings = mail_settings(os.environ, mail) if send or mail else None
    snapshot = current_snapshot(db)
    asked = asked_for(themes, organizations, phrases)
    with err.status("looking at what changed"):
        digest = _composed(snapshot, _span(snapshot, since, until), period, _followed(db, asked, watch), only=only)
    message = to_mail(digest, link, settings.sender, settings.recipients) if settings else to_mail(digest, link)
    if file is not None:
        is_mail = file_format == "eml"
        content = message.as_bytes() if is_mail else _text(digest, file_format, link, feed_url).encode()
        with whole_file(file) as draft:
            draft.write_bytes(content)
    if send and settings:
        send_mail(message, settings)
    if as_json:
        sent = [one.addr_spec for one in settings.recipients] if send and settings else []
        typer.echo(json.dumps({**asdict(digest), "file": file, "sent_to": sent}, default=str, ensure_ascii=False))
    elif file is not None or send:
        to = f"; mailed to {', '.join(str(one) for one in settings.recipients)}" if send and settings else ""
        typer.echo(f"{file or 'digest'}: {digest.lead}{to}")
    else:
        text = message.as_string() if file_format == "eml" else _text(digest, file_format, link, feed_url)
        typer.echo(text, nl=False)


def _composed(
    snapshot: Snapshot, span: tuple[date, date | None], period: str, followed: WatchList, *, only: bool
) -> Digest:
    from pipelines.digest.compose import compose
    from pipelines.digest.sections import PARTS
    from pipelines.digest.watch_list import checked
    from pipelines.mart.selection import Selection
    from pipelines.trends.periods import PeriodName
    from pipelines.views.filters import filters_for
    from pipelines.views.reading import reader

    read: Reader = reader(snapshot)
    if only and not followed:
        raise UsageError("--only needs something to follow: --theme, --organization, --phrase, or a watch list")
    filters = filters_for(read, Selection(until=span[1]), cast(PeriodName, period))
    return compose(read, span[0], filters, checked(followed, read), parts=() if only else PARTS)


def _followed(db: Path, asked: WatchList, watch: bool | None) -> WatchList:
    """What options name; else the watch list, unless it is not wanted."""
    from pipelines.digest.watch_list import WatchList, read_watch_list, watch_list_path

    if (asked and not watch) or watch is False:
        return asked
    listed = read_watch_list(db)
    if listed is None:
        if watch:
            raise PapertideError(f"there is no {watch_list_path(db)}; make one with papertide watch add --theme THEME")
        return asked
    pairs = zip(asdict(asked).values(), asdict(listed).values(), strict=True)
    return WatchList(*(tuple(dict.fromkeys([*one, *other])) for one, other in pairs))


def _span(snapshot: Snapshot, since: str, until: str | None) -> tuple[date, date | None]:
    """First and last day asked for; days count back from the last one, or from the end of the data."""
    from pipelines.mart.tables.what_changed import data_end

    last = to_day(until, "--until")
    if back := re.fullmatch(r"([1-9]\d{0,3})d", since):
        end = last or data_end(snapshot) or date.today()
        return end - timedelta(days=int(back[1]) - 1), last
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", since):
        raise UsageError(
            f"--since {since!r} is neither a day, such as 2025-09-30, nor a number of days back, such as 7d"
        )
    first = to_day(since, "--since")
    if first is None or (last and first > last):
        raise UsageError(f"--since {since} is after --until {until}; swap them")
    return first, last


def _text(digest: Digest, file_format: str, link: str, feed_url: str | None) -> str:
    from pipelines.digest.feeds import to_atom, to_rss
    from pipelines.digest.render import to_html, to_markdown

    if file_format in ("rss", "atom"):
        return (to_rss if file_format == "rss" else to_atom)(digest, link, feed_url)
    return (to_html if file_format == "html" else to_markdown)(digest, link)
