"""Digests as mails, and what becomes of them at real servers on loopback."""

from __future__ import annotations

import base64
import os
import socket
from dataclasses import replace
from email import message_from_bytes, policy
from email.headerregistry import Address
from pathlib import Path
from typing import Any

import pytest

from pipelines.digest.mail import send, to_mail
from pipelines.digest.mail_settings import MailSettings, mail_settings
from pipelines.digest.parts import Digest
from pipelines.errors import PapertideError, UsageError
from tests.digest.servers import PASSWORD, SECRET_RECIPIENT, USER, Authority, Mailbox, smtp_server

LINK = "http://localhost:8501"
BASE = {"PAPERTIDE_SMTP_FROM": "Tide <tide@example.org>", "PAPERTIDE_SMTP_TO": "ada@example.org, Bo <bo@example.org>"}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.in_folder(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    return authority


def settings(port: int, **given: str) -> MailSettings:
    named = {f"PAPERTIDE_SMTP_{name.upper()}": value for name, value in given.items()}
    return mail_settings(BASE | {"PAPERTIDE_SMTP_HOST": "localhost", "PAPERTIDE_SMTP_PORT": str(port)} | named)


def failure(digest: Digest, chosen: MailSettings) -> str:
    """What is said when the mail cannot be sent: one line, without the password in any form."""
    with pytest.raises(PapertideError) as raised:
        send(to_mail(digest, LINK, chosen.sender, chosen.recipients), chosen)
    said = str(raised.value)
    assert raised.value.exit_status == 1
    assert "\n" not in said
    assert PASSWORD not in said + repr(chosen)
    assert base64.b64encode(PASSWORD.encode()).decode() not in said
    return said


def test_a_mail_has_its_headers_once_and_two_parts_whatever_titles_say(hostile: Digest) -> None:
    content = to_mail(
        hostile, LINK, Address("Tide", "tide", "example.org"), [Address("", "ada", "example.org")]
    ).as_bytes()
    mail = message_from_bytes(content, policy=policy.default)
    assert sorted(mail.keys()) == sorted(
        ["Subject", "From", "To", "Date", "Message-ID", "MIME-Version", "Content-Type"]
    )
    assert "eve" in str(mail["Subject"])  # as a word of the title, not as a header
    assert str(mail["To"]) == "ada@example.org"
    assert mail["Date"].datetime.tzinfo is not None
    assert mail["Message-ID"].endswith("@example.org>")
    assert mail.get_content_type() == "multipart/alternative"
    plain, html = mail.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert "29.4% of papers." in plain.get_content()
    assert "<h1" in html.get_content()
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))  # RFC 5322, 2.1.1
    assert b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("tls", "login"), [("starttls", True), ("starttls", False), ("implicit", True), ("none", True)]
)
def test_a_mail_arrives(hostile: Digest, trusted: Authority, tls: str, login: bool) -> None:
    mailbox, given = Mailbox(), {"user": USER, "password": PASSWORD} if login else {}
    with smtp_server(mailbox, tls, trusted.context("localhost"), login=login) as port:
        chosen = settings(port, tls=tls, **given)
        send(to_mail(hostile, LINK, chosen.sender, chosen.recipients), chosen)
    (mail,), (envelope,) = mailbox.mails, mailbox.envelopes
    assert envelope.mail_from == "tide@example.org"
    assert envelope.rcpt_tos == ["ada@example.org", "bo@example.org"]
    assert "Papertide digest" in str(mail["Subject"])
    assert mailbox.logins == ([(USER.encode(), PASSWORD.encode())] if login else [])


def test_a_wrong_password_is_told_and_never_shown(hostile: Digest, trusted: Authority) -> None:
    with smtp_server(Mailbox(), "implicit", trusted.context("localhost"), login=True) as port:
        said = failure(hostile, settings(port, tls="implicit", user="somebody", password=PASSWORD))
    assert f"localhost:{port} refused the login of somebody" in said
    assert "wrong password ***" in said


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_certificate_that_nobody_vouches_for_is_not_trusted(hostile: Digest, authority: Authority, tls: str) -> None:
    mailbox = Mailbox()
    with smtp_server(mailbox, tls, authority.context("localhost"), login=True) as port:
        said = failure(hostile, settings(port, tls=tls, user=USER, password=PASSWORD))
    assert "is not trusted" in said
    assert "SSL_CERT_FILE" in said
    assert mailbox.logins == mailbox.mails == []  # the password never went out


def test_a_certificate_of_another_name_is_not_trusted(hostile: Digest, trusted: Authority) -> None:
    with smtp_server(Mailbox(), "starttls", trusted.context("mail.example.org")) as port:
        assert "is not trusted" in failure(hostile, settings(port))


def test_a_server_without_starttls_gets_nothing(hostile: Digest, trusted: Authority) -> None:
    mailbox = Mailbox()
    with smtp_server(mailbox, "none", login=True) as port:
        assert "without STARTTLS use implicit TLS" in failure(hostile, settings(port, user=USER, password=PASSWORD))
    assert mailbox.logins == mailbox.mails == []


def test_plain_talk_with_a_server_of_implicit_tls_is_told(hostile: Digest, trusted: Authority) -> None:
    with smtp_server(Mailbox(), "none") as port:
        assert "does not do TLS this way" in failure(hostile, settings(port, tls="implicit"))


@pytest.mark.parametrize("to", [SECRET_RECIPIENT, f"ada@example.org, {SECRET_RECIPIENT}"])
def test_a_refused_recipient_is_named(hostile: Digest, to: str) -> None:
    mailbox = Mailbox()
    with smtp_server(mailbox, "none") as port:
        said = failure(hostile, settings(port, tls="none", to=to))
    assert f"refused {SECRET_RECIPIENT} (5.1.1 no such user)" in said
    others = "the others have it" if "ada" in to else "nothing was sent"
    assert said.endswith(others)
    assert len(mailbox.mails) == ("ada" in to)


def test_a_server_that_drops_is_told(hostile: Digest) -> None:
    with smtp_server(Mailbox(drops=True), "none") as port:
        assert "did not take the mail (Connection unexpectedly closed" in failure(hostile, settings(port, tls="none"))


def test_nobody_there_and_nobody_who_answers_are_told(hostile: Digest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.digest.mail.SECONDS", 0.3)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        assert "Connection refused" in failure(hostile, settings(port))
        silent.listen()
        assert "timed out" in failure(hostile, settings(port, host="127.0.0.1"))


def test_a_password_that_smtp_cannot_carry_is_told_without_it(hostile: Digest) -> None:
    with smtp_server(Mailbox(), "none", login=True) as port:
        chosen = replace(settings(port, tls="none", user=USER, password=PASSWORD), password="pässword")
        with pytest.raises(PapertideError, match="must be ASCII") as raised:
            send(to_mail(hostile, LINK, chosen.sender, chosen.recipients), chosen)
    assert "ss" not in str(raised.value).replace("passwords", "")


@pytest.mark.parametrize(("tls", "port"), [("starttls", 587), ("implicit", 465)])
def test_ports_go_with_tls_and_tls_is_the_default(tls: str, port: int) -> None:
    host = {"PAPERTIDE_SMTP_HOST": "mail.example.org"}
    assert mail_settings(BASE | host | {"PAPERTIDE_SMTP_TLS": tls}).port == port
    assert mail_settings(BASE | host).tls == "starttls"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"HOST": ""}, "mail needs PAPERTIDE_SMTP_HOST, or host in the file"),
        ({"TO": ""}, "mail needs PAPERTIDE_SMTP_TO"),
        ({"TLS": "ssl"}, "TLS 'ssl' is unknown; it is one of starttls, implicit, none"),
        (
            {"TLS": "none"},
            "without TLS can be read on the way; use starttls or implicit, or say PAPERTIDE_SMTP_INSECURE",
        ),
        ({"PORT": "70000"}, "PORT '70000' is not a port, such as 587"),
        ({"HOST": "a b"}, "HOST 'a b' is not the name of a machine"),
        ({"FROM": "tide"}, "FROM 'tide' is not an address"),
        ({"FROM": "a@example.org, b@example.org"}, "FROM must be one address"),
        ({"TO": "a@example.org\nBcc: eve@example.org"}, "is not an address"),
        ({"TO": "a@example.org, "}, "is not an address"),
        ({"TO": "<>"}, "is not an address"),
        ({"PASSWORD": PASSWORD}, "a password needs PAPERTIDE_SMTP_USER"),
    ],
)
def test_settings_that_make_no_sense_are_told(given: dict[str, str], said: str) -> None:
    named = {f"PAPERTIDE_SMTP_{name}": value for name, value in given.items()}
    with pytest.raises(UsageError, match=said) as raised:
        mail_settings(BASE | {"PAPERTIDE_SMTP_HOST": "mail.example.org"} | named)
    assert PASSWORD not in str(raised.value)


def test_without_tls_another_machine_must_be_meant() -> None:
    plain = BASE | {"PAPERTIDE_SMTP_HOST": "mail.example.org", "PAPERTIDE_SMTP_TLS": "none"}
    assert mail_settings(plain | {"PAPERTIDE_SMTP_INSECURE": "yes"}).port == 25
    assert mail_settings(plain | {"PAPERTIDE_SMTP_HOST": "::1"}).tls == "none"


def test_a_file_holds_settings_and_the_environment_has_the_last_word(tmp_path: Path) -> None:
    file, secret = tmp_path / "mail.toml", tmp_path / "password"
    secret.write_text(f"{PASSWORD}\n")
    secret.chmod(0o600)
    file.write_text(
        'host = "mail.example.org"\nport = 2525\nuser = "a"\nfrom = "a@example.org"\n'
        f'to = ["b@example.org", "c@example.org"]\npassword_file = "{secret}"\n'
    )
    chosen = mail_settings({"PAPERTIDE_SMTP_PORT": "2526"}, file)
    assert (chosen.host, chosen.port, chosen.password) == ("mail.example.org", 2526, PASSWORD)
    assert [one.addr_spec for one in chosen.recipients] == ["b@example.org", "c@example.org"]
    assert PASSWORD not in repr(chosen)


@pytest.mark.skipif(os.name != "posix", reason="permissions of other systems")
@pytest.mark.parametrize("name", ["mail.toml", "password"])
def test_a_password_that_everybody_can_read_is_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    if name == "password":
        file.write_text(PASSWORD)
        given: dict[str, Any] = {
            "environment": BASE
            | {
                "PAPERTIDE_SMTP_HOST": "localhost",
                "PAPERTIDE_SMTP_USER": "a",
                "PAPERTIDE_SMTP_PASSWORD_FILE": str(file),
            }
        }
    else:
        file.write_text(f'host = "localhost"\nuser = "a"\npassword = "{PASSWORD}"\n')
        given = {"environment": BASE, "file": file}
    file.chmod(0o644)
    with pytest.raises(PapertideError, match="everybody on this machine can read it; chmod 600") as raised:
        mail_settings(**given)
    assert PASSWORD not in str(raised.value)
    file.chmod(0o600)
    assert mail_settings(**given).password == PASSWORD


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('password = "x', "is not TOML"),
        ('server = "x"', "'server' is not understood; there are host, port"),
        ("host = 1.5", "host must be text"),
    ],
)
def test_a_malformed_file_is_told_without_its_content(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "mail.toml"
    file.write_text(text)
    with pytest.raises(PapertideError, match=said):
        mail_settings(BASE, file)
