"""Through which server a digest is mailed, from whom and to whom: from a file, the environment, or both."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.policy import SMTP
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast

from pipelines.errors import PapertideError, UsageError

PREFIX = "PAPERTIDE_SMTP_"
FIELDS = ("host", "port", "user", "password", "password_file", "from", "to", "tls", "insecure")
_PORTS = {"starttls": 587, "implicit": 465, "none": 25}


@dataclass(frozen=True)
class MailSettings:
    """A server and how to speak with it; its password never shows."""

    host: str
    port: int
    tls: str  # starttls, implicit or none
    sender: Address
    recipients: tuple[Address, ...]
    user: str = ""
    password: str = field(default="", repr=False)


def mail_settings(environment: Mapping[str, str], file: Path | None = None) -> MailSettings:
    """Settings of a TOML file, then of the environment, which has the last word.

    Parameters
    ----------
    environment : `PAPERTIDE_SMTP_HOST`, `_PORT` (587 for starttls, 465 for implicit, 25 for none), `_USER`, `_PASSWORD`
        or `_PASSWORD_FILE`, `_FROM`, `_TO` (addresses, separated by commas), `_TLS` (starttls, implicit, none), and
        `_INSECURE` ("yes": mail without TLS to another machine than this one)
    file : the same names in lower case, such as host = "mail.example.org"

    Raises
    ------
    UsageError : a setting is missing, unknown or makes no sense.
    PapertideError : a file cannot be read, or holds a password and is readable by others.
    """
    given = {} if file is None else _of_file(file)
    given |= {name: environment[key] for name in FIELDS if environment.get(key := PREFIX + name.upper())}
    for name in ("host", "from", "to"):
        if not given.get(name):
            raise UsageError(f"mail needs {PREFIX}{name.upper()}, or {name} in the file that --mail names")
    tls, host = given.get("tls", "starttls"), given["host"].strip()
    if tls not in _PORTS:
        raise UsageError(f"{PREFIX}TLS {tls!r} is unknown; it is one of {', '.join(_PORTS)}")
    if not re.fullmatch(r"[\w.:%-]+", host):
        raise UsageError(f"{PREFIX}HOST {host[:60]!r} is not the name of a machine")
    if tls == "none" and not _loopback(host) and given.get("insecure", "").lower() not in ("yes", "true", "1"):
        raise UsageError(
            f"mail to {host} without TLS can be read on the way; use starttls or implicit, or say {PREFIX}INSECURE=yes"
        )
    sender, *others = addresses(given["from"], "from")
    if others:
        raise UsageError(f"{PREFIX}FROM must be one address")
    password = given.get("password") or _password_of(given.get("password_file"))
    if password and not given.get("user"):
        raise UsageError(f"a password needs {PREFIX}USER")
    return MailSettings(
        host, _port(given.get("port"), tls), tls, sender, addresses(given["to"], "to"), given.get("user", ""), password
    )


def addresses(text: str, name: str) -> tuple[Address, ...]:
    """The addresses in a text, separated by commas, each perhaps with a name: Ada <ada@example.org>.

    Raises
    ------
    UsageError : it holds none, or something else.
    """
    wrong = UsageError(f"{PREFIX}{name.upper()} {text[:80]!r} is not an address, such as ada@example.org")
    if not text.isprintable():
        raise wrong
    try:
        header = cast(Any, SMTP.header_factory(name, text))
    except (ValueError, IndexError):  # IndexError: the parser's own, of an empty address
        raise wrong from None
    found: tuple[Address, ...] = header.addresses
    named = all(re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;]+", one.addr_spec) for one in found)
    if header.defects or not found or not named:
        raise wrong
    return found


def _of_file(path: Path) -> dict[str, str]:
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PapertideError(f"{path} cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):  # what is wrong with it may quote the password
        raise PapertideError(f'{path} is not TOML; write lines such as host = "mail.example.org"') from None
    if unknown := [name for name in held if name not in FIELDS]:
        raise UsageError(f"{path}: {unknown[0]!r} is not understood; there are {', '.join(FIELDS)}")
    if held.get("password"):
        _private(path)
    for name, value in held.items():
        if isinstance(value, list) and name == "to":
            held[name] = ", ".join(map(str, value))
        elif not isinstance(value, str | int):
            raise UsageError(f"{path}: {name} must be text")
    return {name: str(value) for name, value in held.items()}


def _password_of(named: str | None) -> str:
    if not named:
        return ""
    path = Path(named)
    try:
        _private(path)
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise PapertideError(f"{path} cannot be read ({getattr(error, 'strerror', None) or 'not UTF-8'})") from None


def _private(path: Path) -> None:
    if os.name == "posix" and path.stat().st_mode & stat.S_IROTH:
        raise PapertideError(f"{path} holds a password and everybody on this machine can read it; chmod 600 {path}")


def _port(text: str | None, tls: str) -> int:
    if text is None:
        return _PORTS[tls]
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise UsageError(f"{PREFIX}PORT {text[:20]!r} is not a port, such as {_PORTS[tls]}")
    return int(text)


def _loopback(host: str) -> bool:
    try:
        return host.lower() == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
