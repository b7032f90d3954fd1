"""`papertide digest`, as a person and a scheduler run it: files, mails, failures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from email import message_from_bytes, policy
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.command import REPO
from tests.cli.command_here import papertide_here as papertide
from tests.cli.test_watch import warehouse
from tests.digest.servers import PASSWORD, SECRET_RECIPIENT, USER, Authority, Mailbox, smtp_server

__all__ = ["warehouse"]


def test_every_format_is_written(warehouse: Path, tmp_path: Path) -> None:
    for ending in ("md", "html", "rss", "atom", "eml"):
        file = tmp_path / f"digest.{ending}"
        done = papertide("digest", "--db", warehouse, "--format", ending, "--out", file, "--only", "--theme", "agents")
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(f"{file}: ")
        assert " papers from 12 Mar 2026 to 18 Mar 2026" in done.stdout  # seven days, both counted
    assert (tmp_path / "digest.md").read_text(encoding="utf-8").startswith("# Papertide digest: 12 Mar 2026")
    assert "## [Agents](http://localhost:8501/theme?theme=agents)" in (tmp_path / "digest.md").read_text(
        encoding="utf-8"
    )
    assert (tmp_path / "digest.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert ET.parse(tmp_path / "digest.rss").getroot().tag == "rss"
    assert ET.parse(tmp_path / "digest.atom").getroot().tag.endswith("}feed")
    mail = message_from_bytes((tmp_path / "digest.eml").read_bytes(), policy=policy.default)
    assert str(mail["From"]) == "Papertide <papertide@localhost>"
    assert sorted(path.name for path in tmp_path.glob(".*")) == []


def test_the_watch_list_is_followed_unless_told_otherwise(warehouse: Path) -> None:
    """And what is asked for is told as JSON."""
    days = ("--since", "2026-03-01", "--until", "2026-03-10", "--json", "--db", warehouse)
    assert "there is no" in papertide("digest", *days, "--watch").stderr
    warehouse.with_suffix(".watch.toml").write_text('themes = ["agents"]\n')

    def headings(*options: str) -> list[str]:
        done = papertide("digest", *days, *options)
        assert done.returncode == 0, done.stderr
        answer = json.loads(done.stdout)
        assert (answer["since"], answer["until"]) == ("2026-03-01", "2026-03-10")
        return [section["heading"] for section in answer["sections"]]

    everything = headings("--no-watch")
    assert "Best received" in everything
    assert headings() == ["Agents", *everything]
    assert headings("--only", "--theme", "Code") == ["Code and software engineering"]
    assert headings("--only", "--watch", "--phrase", "model") == ["Agents", "“model”"]
    warehouse.with_suffix(".watch.toml").write_text('themes = ["agnets"]\n')
    done = papertide("digest", *days)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "did you mean 'agents'?" in done.stderr


def test_nothing_new_is_a_digest_too(warehouse: Path) -> None:
    done = papertide("digest", "--since", "2031-01-01", "--db", warehouse)
    assert done.returncode == 0
    assert "Nothing new: the data ends on 18 Mar 2026, before 1 Jan 2031." in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--format", "pdf"], 2, "--format 'pdf' is unknown; it is one of md, html, rss, atom, eml"),
        (["--since", "0d"], 2, "--since '0d' is neither a day, such as 2025-09-30, nor a number of days back"),
        (["--since", "2026-03-02", "--until", "2026-03-01"], 2, "is after --until 2026-03-01; swap them"),
        (["--period", "day"], 2, "--period 'day' is unknown"),
        (["--link", "javascript:alert(1)"], 2, "is not an http(s) address"),
        (["--only"], 2, "--only needs something to follow"),
        (["--theme", "agnets"], 2, "did you mean 'agents'?"),
        (["--send"], 2, "mail needs PAPERTIDE_SMTP_HOST"),
        (["--mail", "nowhere.toml"], 1, "nowhere.toml cannot be read"),
        (["--out", "no/such/folder.md"], 1, "No such file or directory"),
    ],
)
def test_what_cannot_be_done_is_one_line(warehouse: Path, arguments: list[str], status: int, said: str) -> None:
    done = papertide("digest", *arguments, "--db", warehouse)
    assert done.returncode == status
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def sent(warehouse: Path, port: int, **given: str) -> subprocess.CompletedProcess[str]:
    """Mail a short digest through a server on loopback, as a scheduler does."""
    named = {
        "HOST": "localhost", "PORT": str(port), "FROM": "tide@example.org", "TO": "ada@example.org", "USER": USER,
        "PASSWORD": PASSWORD, **given,
    }  # fmt: skip
    command = [sys.executable, "-c", "from pipelines.cli.app import main; main()", "digest", "--send", "--json"]
    return subprocess.run(
        [*command, "--db", str(warehouse), "--only", "--theme", "agents"], capture_output=True, text=True, cwd=REPO,
        env=os.environ | {f"PAPERTIDE_SMTP_{name}": value for name, value in named.items()}, timeout=120, check=False,
    )  # fmt: skip


def test_a_digest_is_mailed_and_the_password_is_nowhere(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, mailbox = Authority.in_folder(tmp_path), Mailbox()
    with smtp_server(mailbox, "starttls", authority.context("localhost"), login=True) as port:
        untrusted = sent(warehouse, port)
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
        good = sent(warehouse, port)
        wrong = sent(warehouse, port, USER="somebody")
        refused = sent(warehouse, port, TO=SECRET_RECIPIENT)
    gone = sent(warehouse, port)
    assert good.returncode == 0, good.stderr
    assert json.loads(good.stdout)["sent_to"] == ["ada@example.org"]
    (mail,) = mailbox.mails
    assert str(mail["Subject"]) == "Papertide digest: 12 Mar 2026 to 18 Mar 2026"
    expected = {
        "is not trusted": untrusted, "refused the login of somebody": wrong, f"refused {SECRET_RECIPIENT}": refused,
        "Connection refused": gone,
    }  # fmt: skip
    for said, done in expected.items():
        assert done.returncode == 1
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
    assert all(PASSWORD not in done.stdout + done.stderr for done in (good, *expected.values()))
