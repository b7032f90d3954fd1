"""`papertide serve`: the dashboard, on this machine."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from pipelines.cli.options import ReadDb, err, out
from pipelines.errors import PapertideError, UsageError
from pipelines.places import warehouse_to_read

ADDRESS = "127.0.0.1"
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  what people write for every address of a machine
Place = tuple[socket.AddressFamily, tuple[str, int]]
Port = Annotated[int, typer.Option("--port", help="Port on this machine.", min=1, max=65535)]
Host = Annotated[
    str, typer.Option("--host", help="Address to listen on; others than this machine's own let others in.")
]
Browser = Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in the web browser.")]


def register(app: typer.Typer) -> None:
    app.command("serve")(serve_command)


def serve_command(db: ReadDb, port: Port = 8501, host: Host = ADDRESS, browser: Browser = True) -> None:
    """Open the dashboard on the published mart."""
    serve(db, port=port, host=host, browser=browser)


def serve(warehouse: Path, *, port: int, host: str = ADDRESS, browser: bool) -> NoReturn:
    """Run the dashboard in a process of its own until it is stopped; never returns.

    Raises
    ------
    PapertideError : the port is taken, the host is no address of this machine, or the dashboard ended by itself.
    """
    at = _free(host, port)
    alone = ip_address(at[1][0]).is_loopback
    if not alone:
        err.print(
            f"note: --host {host} lets in everybody who reaches port {port} of this machine: no password is asked for, "
            "and what is sent can be read on the way",
            markup=False,
        )
    address = f"http://localhost:{port}" if alone or host in _EVERYWHERE else f"http://{host}:{port}"
    command = [sys.executable, "-m", "streamlit", "run", str(_dashboard() / "server.py")]
    command += [f"--server.port={port}", f"--server.address={host}"]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    environment = dict(os.environ)
    if "PAPERTIDE_DB" in environment or warehouse.resolve() != warehouse_to_read().resolve():
        environment["PAPERTIDE_DB"] = str(warehouse.resolve())  # else the page finds it, or a demo that it builds
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:  # noqa: S603  our own words
        threading.Thread(target=_announce, args=(address, at, browser, server), daemon=True).start()
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


def _free(host: str, port: int) -> Place:
    """Where the host's port is: kind of address, and the address itself; nobody listens there yet."""
    try:
        family, _, _, _, at = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(at)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PapertideError(f"port {port} is taken; stop what uses it or give another --port") from None
        if error.errno == errno.EACCES:
            raise PapertideError(f"port {port} needs an administrator's rights; give one from 1024 on") from None
        raise UsageError(f"--host {host!r} is no address of this machine; leave it out, or give 0.0.0.0") from None
    return family, (str(at[0]), port)


def _announce(address: str, at: Place, browser: bool, server: subprocess.Popen[bytes]) -> None:
    """Say where the dashboard is once it answers, and open it."""
    family, place = at
    while server.poll() is None:
        with socket.socket(family) as probe:
            if probe.connect_ex(place) == 0:
                break
        time.sleep(0.1)
    else:
        return
    out.print(f"Papertide is open on {address} (Ctrl+C stops it)")
    if browser:
        webbrowser.open(address)
