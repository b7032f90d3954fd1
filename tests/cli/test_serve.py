"""`papertide serve` listens on this machine alone, unless it is told otherwise; then it says what that means."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.browser.serving import free_port
from tests.cli.command import REPO, papertide


@pytest.mark.parametrize("host", ["192.0.2.7", "nowhere.invalid"])
def test_an_address_of_another_machine_is_refused(demo_warehouse: Path, host: str) -> None:
    done = papertide("serve", "--host", host, "--no-browser", "--db", demo_warehouse)
    assert done.returncode == 2
    assert done.stderr == (f"papertide: --host {host!r} is no address of this machine; leave it out, or give 0.0.0.0\n")


@pytest.mark.skipif(sys.platform != "linux", reason="the system's list of listening ports is Linux's")
@pytest.mark.parametrize(("host", "listens_on"), [(None, "0100007F"), ("0.0.0.0", "00000000")])
def test_others_are_let_in_only_when_asked_for_and_told(
    demo_warehouse: Path, host: str | None, listens_on: str
) -> None:
    port = free_port()
    command = [sys.executable, "-c", "from pipelines.cli.app import main; main()", "serve", "--no-browser"]
    command += ["--port", str(port), "--db", str(demo_warehouse), *(["--host", host] if host else [])]
    with subprocess.Popen(
        command, cwd=REPO, env=os.environ | {"PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    ) as server:  # fmt: skip
        assert server.stdout is not None
        assert server.stdout.readline() == f"Papertide is open on http://localhost:{port} (Ctrl+C stops it)\n"
        listening = Path("/proc/net/tcp").read_text().splitlines()
        answer = urllib.request.urlopen(f"http://localhost:{port}/", timeout=10)
        server.send_signal(signal.SIGTERM)
        said = server.communicate(timeout=30)[1]
    assert any(f"{listens_on}:{port:04X}" in line for line in listening)
    assert ("lets in everybody who reaches port" in said) == (host is not None)
    told = {name.lower(): value for name, value in answer.headers.items()}
    assert "default-src 'self'" in told["content-security-policy"]
    assert told["x-content-type-options"] == "nosniff"
    assert told["referrer-policy"] == "same-origin"
