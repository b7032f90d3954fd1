"""`papertide serve`: the dashboard, on this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from pipelines.cli.options import ReadDb, err, out
from pipelines.errors import PapertideError
from pipelines.places import warehouse_to_read

ADDRESS = "127.0.0.1"
Port = Annotated[int, typer.Option("--port", help="Port on this machine.", min=1, max=65535)]
Browser = Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in the web browser.")]


def register(app: typer.Typer) -> None:
    app.command("serve")(serve_command)


def serve_command(db: ReadDb, port: Port = 8501, browser: Browser = True) -> None:
    """Open the dashboard on the published mart."""
    serve(db, port=port, browser=browser)


def serve(warehouse: Path, *, port: int, browser: bool) -> NoReturn:
    """Run the dashboard in a process of its own until it is stopped; never returns.

    Raises
    ------
    PapertideError : the port is taken, or the dashboard ended by itself.
    """
    _check_free(port)
    address = f"http://localhost:{port}"
    command = [sys.executable, "-m", "streamlit", "run", str(_dashboard() / "server.py")]
    command += [f"--server.port={port}", f"--server.address={ADDRESS}"]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    environment = dict(os.environ)
    if "PAPERTIDE_DB" in environment or warehouse.resolve() != warehouse_to_read().resolve():
        environment["PAPERTIDE_DB"] = str(warehouse.resolve())  # else the page finds it, or a demo that it builds
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:  # noqa: S603  our own words
        threading.Thread(target=_announce, args=(address, port, browser, server), daemon=True).start()
        try:
            status = server.wait()
        except (KeyboardInterrupt, SystemExit):
            server.terminate()
            server.wait()
            err.print("stopped")
            sys.exit(0)
    raise PapertideError(f"the dashboard ended by itself with status {status}; what it said stands above")


def _dashboard() -> Path:
    """The dashboard's folder, found by name: the pipelines import nothing of it."""
    spec = find_spec("dashboard")
    if spec is None or spec.origin is None:
        raise PapertideError("the dashboard is not installed; install Papertide again")
    return Path(spec.origin).parent


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            raise PapertideError(f"port {port} is taken; stop what uses it or give another --port") from None


def _announce(address: str, port: int, browser: bool, server: subprocess.Popen[bytes]) -> None:
    """Say where the dashboard is once it answers, and open it."""
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((ADDRESS, port)) == 0:
                break
        time.sleep(0.1)
    else:
        return
    out.print(f"Papertide is open on {address} (Ctrl+C stops it)")
    if browser:
        webbrowser.open(address)
