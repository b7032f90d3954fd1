"""The README's recipes for schedulers: each is read from there and run, line by line, against servers on loopback."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from pipelines.cli.ingest import run_hf
from tests.digest.servers import PASSWORD, USER, Authority, Mailbox, smtp_server
from tests.sources.records import api_record

README = Path(__file__).parent.parent / "README.md"
PROGRAMS = Path(sys.executable).parent
CRON = r"(\*|\d+|MON|TUE|WED|THU|FRI|SAT|SUN)(-(\d+))?(/\d+)?"


def recipe(name: str) -> str:
    """The indented block of the README whose first line is a comment with that name."""
    text = README.read_text(encoding="utf-8")
    (found,) = re.findall(rf"^    # {re.escape(name)}\n(?:(?:    .*)?\n)+?(?=\S|    # [~./]|\Z)", text, re.MULTILINE)
    return textwrap.dedent(found)


class Place:
    """A home with settings for mail, and servers to fetch from and to mail through."""

    def __init__(self, home: Path, api: str, port: int, authority: Authority, mailbox: Mailbox) -> None:
        self.home, self.mailbox = home, mailbox
        (home / "papers").mkdir()
        (home / "venv").mkdir()
        (home / "venv" / "bin").symlink_to(PROGRAMS)
        secret = home / "papers" / "smtp-password"
        secret.write_text(PASSWORD)
        secret.chmod(0o600)
        (home / "papers" / "mail.toml").write_text(self.placed(recipe("/home/ada/papers/mail.toml")))
        self.environment = {
            "HOME": str(home),
            "PATH": os.environ["PATH"],
            "PAPERTIDE_BASE_URL": api,
            "PAPERTIDE_SMTP_HOST": "localhost",
            "PAPERTIDE_SMTP_PORT": str(port),
            "PAPERTIDE_SMTP_USER": USER,
            "SSL_CERT_FILE": str(authority.file),
        }
        if "PYTHONPATH" in os.environ:
            self.environment["PYTHONPATH"] = os.environ["PYTHONPATH"]

    def placed(self, text: str) -> str:
        return text.replace("/home/ada", str(self.home)).replace("%h", str(self.home))

    def run(self, command: str | list[str], **environment: str) -> None:
        done = subprocess.run(
            command, shell=isinstance(command, str), cwd=self.home, env=self.environment | environment,
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert PASSWORD not in done.stdout + done.stderr

    def begin(self) -> dict[str, str]:
        """A warehouse with a few days; the variable that names it."""
        warehouse = self.home / "papers" / "papertide.duckdb"
        run_hf(warehouse, since=date.today() - timedelta(days=3), base_url=self.environment["PAPERTIDE_BASE_URL"])
        return {"PAPERTIDE_DB": str(warehouse)}


def answer(request: Request) -> Response:
    """One paper a day, as the API answers."""
    day = date.fromisoformat(request.args["date"])
    items = [api_record(f"2601.{day.toordinal() % 100_000:05d}")] if request.args.get("p", "0") == "0" else []
    return Response(json.dumps(items), content_type="application/json")


@pytest.fixture
def place(tmp_path: Path, httpserver: HTTPServer) -> Iterator[Place]:
    if not (PROGRAMS / "papertide").exists():
        pytest.skip("the command is not installed")
    httpserver.expect_request("/api/daily_papers").respond_with_handler(answer)
    home, mailbox, authority = tmp_path / "home", Mailbox(), Authority.in_folder(tmp_path)
    home.mkdir()
    with smtp_server(mailbox, "starttls", authority.context("localhost"), login=True) as port:
        yield Place(home, httpserver.url_for("/"), port, authority, mailbox)


def test_cron(place: Place, tmp_path: Path) -> None:
    named = place.begin()
    text = place.placed(recipe("crontab -e"))
    if shutil.which("crontab"):
        (tmp_path / "crontab").write_text(text)
        looks = (
            subprocess.run(["crontab", flag, tmp_path / "crontab"], capture_output=True, text=True, check=False)
            for flag in ("-T", "-n")  # Debian's older one calls it -n
        )
        looked = next(look for look in looks if "invalid option" not in look.stderr)
        assert looked.returncode == 0, looked.stderr
    variables, commands = {}, []
    for line in text.splitlines()[1:]:
        if variable := re.fullmatch(r"(\w+)=(\S+)", line):
            variables[variable[1]] = variable[2]
        elif line.strip():
            times, command = re.fullmatch(rf"((?:{CRON} +){{5}})(.+)", line).group(1, 6)  # type: ignore[union-attr]
            assert len(times.split()) == 5
            assert "%" not in command  # cron would break the line there
            commands.append(command)
    assert variables["PAPERTIDE_DB"] == named["PAPERTIDE_DB"]
    for command in commands:
        place.run(["/bin/sh", "-c", command], **variables)
    assert ET.parse(place.home / "papers" / "digest.rss").getroot().tag == "rss"
    assert [str(mail["To"]) for mail in place.mailbox.mails] == ["ada@example.org"]


def test_systemd(place: Place, tmp_path: Path) -> None:
    place.begin()
    units = {}
    for kind in ("service", "timer"):
        text = recipe(f"~/.config/systemd/user/papertide.{kind}")
        (tmp_path / f"papertide.{kind}").write_text(text)
        units[kind] = configparser.RawConfigParser(strict=False)
        units[kind].optionxform = str  # type: ignore[assignment,method-assign]
        units[kind].read_string(text)
    if shutil.which("systemd-analyze"):
        files = [str(tmp_path / f"papertide.{kind}") for kind in units]
        told = subprocess.run(
            ["systemd-analyze", "--user", "verify", *files], env=place.environment | {"XDG_RUNTIME_DIR": str(tmp_path)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert not [line for line in told.stderr.splitlines() if "papertide" in line], told.stderr
        calendar = units["timer"]["Timer"]["OnCalendar"]
        subprocess.run(["systemd-analyze", "calendar", calendar], check=True, capture_output=True)
    name, value = place.placed(units["service"]["Service"]["Environment"]).split("=", 1)
    text = (tmp_path / "papertide.service").read_text()
    for command in re.findall(r"^ExecStart=(.+)$", place.placed(text), re.MULTILINE):
        place.run(shlex.split(command), **{name: value})
    assert len(place.mailbox.mails) == 1


def test_github_actions(place: Place) -> None:
    workflow: dict[Any, Any] = yaml.safe_load(recipe(".github/workflows/digest.yml"))
    assert set(workflow[True]) == {"schedule", "workflow_dispatch"}  # YAML reads the key `on` as true
    assert all(re.fullmatch(rf"(?:{CRON} *){{5}}", one["cron"]) for one in workflow[True]["schedule"])
    values = {
        "vars.SMTP_HOST": "localhost", "vars.SMTP_USER": USER, "secrets.SMTP_PASSWORD": PASSWORD,
        "vars.SMTP_FROM": "tide@example.org", "vars.SMTP_TO": "ada@example.org",
    }  # fmt: skip
    (job,) = workflow["jobs"].values()
    path = f"{PROGRAMS}:{place.environment['PATH']}"
    n_run = 0
    for step in job["steps"]:
        assert ("run" in step) != bool(re.fullmatch(r"actions/[\w-]+@v\d+", step.get("uses", "")))
        if "run" not in step or step["run"].startswith("pip install"):
            continue
        given = {
            key: re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda found: values[found[1]], str(value))
            for key, value in {**job["env"], **step.get("env", {})}.items()
        }
        place.run(["bash", "-e", "-c", step["run"]], PATH=path, **given)
        n_run += 1
    assert n_run == 2
    assert [str(mail["From"]) for mail in place.mailbox.mails] == ["tide@example.org"]
