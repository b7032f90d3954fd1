"""Runs `papertide` in this process: what a test asks often need not load everything anew."""

from __future__ import annotations

import contextlib
import io
import sys
from subprocess import CompletedProcess
from unittest import mock

from pipelines.cli.app import main


def papertide_here(*arguments: object) -> CompletedProcess[str]:
    """What the command says and how it ends."""
    words, out, err, status = list(map(str, arguments)), io.StringIO(), io.StringIO(), 0
    named = mock.patch.object(sys, "argv", ["papertide", *words])
    with named, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
    return CompletedProcess(words, status, out.getvalue(), err.getvalue())
