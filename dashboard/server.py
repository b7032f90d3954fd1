"""The dashboard's server: Streamlit, whose pages come with their style and are warm when readers come."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from pipelines.errors import PapertideError
from pipelines.mart.snapshot import current_snapshot
from pipelines.places import warehouse_to_read

_LOG = logging.getLogger(__name__)
_HERE = Path(__file__).parent
_SCRIPTS = Path(st.__file__).parent / "static" / "static" / "js"
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_LOOK_EVERY = 20  # seconds between two looks for a newer snapshot
_TRIES_AT_ONCE = 100  # looks for a server that is not up yet, or for data
_PATIENCE = 300  # seconds that a visit of all pages may take
_PAUSE = 2  # seconds between two pages, so that readers are served meanwhile


class StyleAtOnce:
    """Adds to the HTML of every page its style, so that nothing moves when it arrives, and the script of charts.

    That script is the largest by far (5 MB), and Streamlit asks for it only when the first chart arrives: the browser
    would do nothing while the page is computed, and then read the script while the reader waits. It is asked for
    without waiting for Streamlit's own scripts (`async`): a new browser's first chart comes 0.2 to 0.3 s earlier.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        style = (_HERE / "page.css").read_text(encoding="utf-8")
        names = [path.name for path in _SCRIPTS.glob("PlotlyChart.*.js")]  # none in a Streamlit that names it otherwise
        script = [f'<script type="module" async>import("./static/js/{name}")</script>' for name in names[:1]]
        # At the end of the body: of rules as weighty as Streamlit's own, the later ones win.
        self._end = "".join([f"<style>{style}</style>", *script, "</body>"]).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message | None = None

        async def with_style(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif start is not None and message["type"] == "http.response.body":
                body = message.get("body", b"").replace(b"</body>", self._end, 1)
                kept = [pair for pair in start["headers"] if pair[0] not in (b"content-length", b"etag")]
                if not message.get("more_body"):
                    kept.append((b"content-length", str(len(body)).encode()))
                await send({**start, "headers": kept})
                start = None
                await send({**message, "body": body})
            else:
                await send(message)

        await self._app(scope, receive, with_style if scope.get("method") == "GET" else send)


class Guarded:
    """Adds to every answer what keeps browsers from what Papertide never does.

    Nothing is loaded from or sent elsewhere, no other site shows a page within its own, and files are what they say.
    Streamlit needs scripts and styles written into its page, and `unsafe-eval` for its charts' compiled drawing.
    """

    _HEADERS = (
        (b"content-security-policy", _POLICY.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"SAMEORIGIN"),
        (b"referrer-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    )

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = {name.lower() for name, _ in message["headers"]}
                added = [pair for pair in self._HEADERS if pair[0] not in said]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)


def _is_page(start: Message) -> bool:
    headers = dict(start["headers"])
    return (
        start["status"] == 200
        and b"text/html" in headers.get(b"content-type", b"")
        and b"content-encoding" not in headers
    )


async def _keep_warm() -> None:
    """Visit every page as a reader would, each time that a snapshot is published, so that no reader waits for it."""
    seen, tries = "", 0
    while True:
        with suppress(PapertideError):
            version = current_snapshot(warehouse_to_read()).version
            if version != seen:
                try:
                    async with asyncio.timeout(_PATIENCE):
                        await _visit(_stream())
                    seen = version
                except (OSError, TimeoutError, WebSocketException) as error:  # not up yet, or going down
                    _LOG.debug("no visit: %s", error)
        tries += 1
        await asyncio.sleep(_LOOK_EVERY if seen or tries > _TRIES_AT_ONCE else 0.2)


def _stream() -> str:
    """Where this server talks with browsers, as seen from this machine."""
    host = st.get_option("server.address") or "127.0.0.1"
    if host in ("0.0.0.0", "::"):  # noqa: S104  every address; this one is enough
        host = "127.0.0.1"
    return f"ws://{f'[{host}]' if ':' in host else host}:{st.get_option('server.port')}/_stcore/stream"


async def _visit(address: str) -> None:
    """Open the first page, then each of those that its navigation names."""
    async with connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None) as socket:
        for page in await _open(socket, ""):
            await asyncio.sleep(_PAUSE)
            await _open(socket, page)


async def _open(socket: ClientConnection, page: str) -> list[str]:
    """Wait until a page is whole; the other pages that the navigation names.

    Parameters
    ----------
    page : what Streamlit calls it, empty for the first
    """
    asked = BackMsg()
    asked.rerun_script.page_script_hash = page
    await socket.send(asked.SerializeToString())
    others: list[str] = []
    while True:
        message = ForwardMsg.FromString(bytes(await socket.recv(decode=False)))
        kind = message.WhichOneof("type")
        if kind == "navigation":
            others = [other.page_script_hash for other in message.navigation.app_pages if not other.is_default]
        elif kind == "script_finished":
            return others


@asynccontextmanager
async def _warm(app: st.App) -> AsyncIterator[None]:
    task = asyncio.create_task(_keep_warm())
    yield
    task.cancel()


app = st.App(_HERE / "app.py", middleware=[Middleware(Guarded), Middleware(StyleAtOnce)], lifespan=_warm)
