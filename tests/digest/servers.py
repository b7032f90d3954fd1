"""Real SMTP servers on loopback, with certificates of an authority that only the tests trust."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "reader", "s3cret-word"
SECRET_RECIPIENT = "nobody@example.org"


@dataclass
class Mailbox:
    """What a server got, and how it behaves."""

    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    drops: bool = False  # closes the connection instead of taking the mail

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        if address == SECRET_RECIPIENT:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.drops:
            cast(Any, server).transport.close()
            return "421 gone"
        content = envelope.content
        assert isinstance(content, bytes)
        self.envelopes.append(envelope)
        self.mails.append(cast(EmailMessage, message_from_bytes(content, policy=policy.default)))
        return "250 OK"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        # A careless server that says the password again.
        said = None if right else f"535 5.7.8 wrong password {data.password.decode()}"
        return AuthResult(success=right, handled=False, message=said)


@dataclass(frozen=True)
class Authority:
    """Who signs the servers' certificates, and the file that says so."""

    ca: trustme.CA
    file: Path

    @classmethod
    def in_folder(cls, folder: Path) -> Authority:
        ca, file = trustme.CA(), folder / "authority.pem"
        ca.cert_pem.write_to_path(str(file))
        return cls(ca, file)

    def context(self, name: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ca.issue_cert(name).configure_cert(context)
        return context


class _AnyPort(Controller):
    """A controller on a free port, at which it knocks itself to see whether the server is up."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def smtp_server(
    mailbox: Mailbox, tls: str, context: ssl.SSLContext | None = None, *, login: bool = False
) -> Iterator[int]:
    """The port of a server with starttls, implicit TLS or none, which lets nobody in without a login if so told."""
    further: dict[str, Any] = {"authenticator": mailbox.authenticate, "auth_required": True} if login else {}
    if login and tls != "starttls":
        further["auth_require_tls"] = False  # TLS around it, or loopback
    if tls == "starttls":
        further |= {"tls_context": context, "require_starttls": True}
    around = context if tls == "implicit" else None
    controller = _AnyPort(mailbox, hostname="127.0.0.1", port=0, ssl_context=around, **further)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
