"""A digest as an e-mail (RFC 5322), and how it is sent."""

from __future__ import annotations

import base64
import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from pipelines.digest.mail_settings import MailSettings
from pipelines.digest.parts import Digest, clean
from pipelines.digest.render import to_html, to_text
from pipelines.errors import PapertideError

SECONDS = 30  # until a server that says nothing is given up
NOBODY = Address("Papertide", "papertide", "localhost")  # the sender where none is named


def to_mail(digest: Digest, link: str, sender: Address = NOBODY, recipients: Sequence[Address] = ()) -> EmailMessage:
    """The digest as a mail with a plain and an HTML part."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = clean(digest.title)
    mail["From"] = sender
    if recipients:
        mail["To"] = tuple(recipients)
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = make_msgid(domain=sender.domain)
    mail.set_content(to_text(digest, link))
    mail.add_alternative(to_html(digest, link), subtype="html")
    return mail


def send(mail: EmailMessage, settings: MailSettings) -> None:
    """Hand a mail to the server.

    Raises
    ------
    PapertideError : the server cannot be reached or trusted, or refused; what it said is told without the password.
    """
    server = f"{settings.host}:{settings.port}"
    try:
        refused = _handed(mail, settings)
    except ssl.SSLCertVerificationError as error:
        raise PapertideError(
            f"the certificate of {server} is not trusted ({error.verify_message}); check the name of the server, or "
            "name your own authority with SSL_CERT_FILE"
        ) from None
    except ssl.SSLError as error:
        raise PapertideError(
            f"{server} does not do TLS this way ({error.reason or error}); starttls is for port 587, implicit for 465"
        ) from None
    except smtplib.SMTPNotSupportedError as error:
        raise PapertideError(
            f"{server} cannot do what was asked ({_said(error, settings)}); without STARTTLS use implicit TLS on port "
            "465, without AUTH leave user and password out"
        ) from None
    except smtplib.SMTPAuthenticationError as error:
        raise PapertideError(f"{server} refused the login of {settings.user} ({_said(error, settings)})") from None
    except smtplib.SMTPRecipientsRefused as error:
        refused = error.recipients
    except smtplib.SMTPServerDisconnected as error:
        raise PapertideError(f"{server} did not take the mail ({_said(error, settings)}); try again later") from None
    except smtplib.SMTPException as error:
        raise PapertideError(f"{server} refused the mail ({_said(error, settings)})") from None
    except UnicodeError:  # says which letter of the password it is
        raise PapertideError(f"{server}: names of hosts, users and passwords must be ASCII") from None
    except OSError as error:
        raise PapertideError(f"{server} cannot be reached ({error.strerror or error}); check host and port") from None
    if refused:
        who = ", ".join(f"{one} ({_plain(told[1], settings)})" for one, told in refused.items())
        others = "the others have it" if len(refused) < len(settings.recipients) else "nothing was sent"
        raise PapertideError(f"{server} refused {who}; {others}")


def _handed(mail: EmailMessage, settings: MailSettings) -> dict[str, tuple[int, bytes]]:
    """Send; gives back the recipients that were refused, when not all were."""
    trusted = ssl.create_default_context()
    if settings.tls == "implicit":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, settings.port, timeout=SECONDS, context=trusted)
    else:
        connection = smtplib.SMTP(settings.host, settings.port, timeout=SECONDS)
    try:
        if settings.tls == "starttls":
            connection.starttls(context=trusted)
        if settings.user:
            connection.login(settings.user, settings.password)
        to = [one.addr_spec for one in settings.recipients]
        refused = connection.send_message(mail, settings.sender.addr_spec, to)
        with suppress(smtplib.SMTPException):  # it has the mail, however it says good-bye
            connection.quit()
        return refused
    finally:
        connection.close()


def _said(error: Exception, settings: MailSettings) -> str:
    return _plain(error.smtp_error if isinstance(error, smtplib.SMTPResponseException) else str(error), settings)


def _plain(told: bytes | str, settings: MailSettings) -> str:
    """What a server said, on one line, without the password, should it have repeated it."""
    text = told.decode("utf-8", "replace") if isinstance(told, bytes) else told
    if settings.password:
        secret = settings.password.encode()
        both = b"\0" + settings.user.encode() + b"\0" + secret
        for form in (secret, base64.b64encode(secret), base64.b64encode(both)):
            text = text.replace(form.decode(), "***")
    return clean(text)[:200]
