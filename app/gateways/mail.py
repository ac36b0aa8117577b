"""E-mail: sent to an SMTP server, or into a folder where there is none."""

import os
import re
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address, HeaderRegistry, MessageIDHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit
from uuid import UUID

import aiosmtplib

TIMEOUT_SECONDS = 20
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
# Answers of RFC 4954 about our own password or encryption: the message is not to blame, and goes
# once an operator has mended the settings.
OUR_OWN_FAULT = {530, 534, 535, 538}
# What could end a header or a line: C0, DEL, C1, and Unicode's line and paragraph separators.
BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# Else a Message-ID that is longer than a line would be written as encoded words (RFC 2047), which
# no mail program takes for one.
_HEADERS = HeaderRegistry()
for _name in ("in-reply-to", "references"):
    _HEADERS.map_to_type(_name, MessageIDHeader)  # type: ignore[arg-type]  # it is a mixin
_POLICY = SMTP.clone(header_factory=_HEADERS)


class MailRefused(Exception):
    """A message was not accepted.

    `permanent`: this message never will be (SMTP 5xx, an impossible address); otherwise it may be
    tried again later.
    """

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.permanent = permanent


class Mailer(Protocol):
    async def send(self, message: EmailMessage) -> None:
        """Returns once another machine answers for the message, or raises MailRefused."""
        ...


def compose(
    message_id: UUID,
    *,
    sender: str,
    to: str,
    subject: str,
    text: str,
    at: datetime,
    html: str = "",
    to_name: str = "",
    sender_name: str = "",
    reply_to: str = "",
    own_id: str = "",
    thread: str = "",
) -> EmailMessage:
    """A message that a machine writes to one person.

    `sender` and `reply_to` are mailboxes (`Chamado <chamado@example.com>`), `to` an address; the
    names may hold anything that people call themselves, and `sender_name` replaces the one in
    `sender`. `html` is sent as it is: whoever makes it has escaped it. The same `message_id` gives
    the same Message-ID, by which a retry is recognised, unless `own_id` is given. `thread` is the
    Message-ID with which a conversation begins, which mail programs show as one. The headers keep
    vacation answers from coming back (RFC 3834; Exchange has its own).

    Raises MailRefused, permanent, when an address cannot exist.
    """
    name, address = parseaddr(sender)
    origin = _mailbox(sender_name or name, address)
    message = EmailMessage(policy=_POLICY)
    message["From"] = origin
    message["To"] = _mailbox(to_name, to)
    if reply_to:
        message["Reply-To"] = _mailbox(*parseaddr(reply_to))
    message["Subject"] = _line(subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = own_id or f"<{message_id}@{origin.domain}>"
    if thread and thread != own_id:
        message["In-Reply-To"] = message["References"] = thread
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    # Not 8bit, which a server may not offer.
    message.set_content(text, cte="quoted-printable")
    if html:
        message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message


def domain_of(sender: str) -> str:
    """The mail domain of a mailbox such as `Chamado <chamado@example.com>`."""
    return _mailbox(*parseaddr(sender)).domain


def mailer_from(url: str, folder: Path) -> Mailer:
    """The mailer that the settings name: `folder` when `url` is empty. Raises ValueError."""
    return SmtpMailer(url) if url else FolderMailer(folder)


class SmtpMailer:
    """Sends through `smtp://user:password@host:587`, or `smtps://` encrypted from the first byte.

    Over smtp:// encryption is used when the server offers it, and demanded when there is a
    password, except to this very machine. Certificates are verified; SSL_CERT_FILE names an
    authority of one's own. User and password are percent-encoded. Raises ValueError, which does not
    repeat the address: it may hold a password.
    """

    def __init__(self, url: str) -> None:
        parts, port = _split(url)
        self._tls = parts.scheme == "smtps"
        self._host = parts.hostname or ""
        self._port = port or (465 if self._tls else 587)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password or "") if parts.username else None

    async def send(self, message: EmailMessage) -> None:
        secret_leaves = self._user is not None and self._host not in LOOPBACK
        try:
            await aiosmtplib.send(
                message,
                hostname=self._host,
                port=self._port,
                username=self._user,
                password=self._password,
                use_tls=self._tls,
                start_tls=False if self._tls else (True if secret_leaves else None),
                timeout=TIMEOUT_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as refusal:
            raise _refused(refusal.recipients[0]) from refusal
        except aiosmtplib.SMTPResponseException as refusal:
            raise _refused(refusal) from refusal
        except (aiosmtplib.SMTPException, OSError) as failure:
            reason = f"{type(failure).__name__}: {failure}"
            raise MailRefused(reason, permanent=False) from failure


class FolderMailer:
    """Writes `<message-id>.eml`, which any mail program opens; a retry replaces the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, message: EmailMessage) -> None:
        name = re.sub(r"[^A-Za-z0-9@._-]", "_", message["Message-ID"].strip("<>")).lstrip(".")
        path = self._folder / f"{name}.eml"
        unfinished = path.with_suffix(f".{os.getpid()}.part")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished.write_bytes(message.as_bytes())
            unfinished.replace(path)
        except OSError as failure:
            raise MailRefused(str(failure), permanent=False) from failure


@dataclass
class FakeMailer:
    """For tests: keeps what was sent, once it has raised each of the `refusals` put there."""

    sent: list[EmailMessage] = field(default_factory=list)
    refusals: list[MailRefused] = field(default_factory=list)

    async def send(self, message: EmailMessage) -> None:
        if self.refusals:
            raise self.refusals.pop(0)
        self.sent.append(message)


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port
        valid = parts.scheme in {"smtp", "smtps"} and bool(parts.hostname)
    except ValueError:
        valid = False
    # An unescaped / ? # in a password ends up in one of these.
    if not valid or parts.path.strip("/") or parts.query or parts.fragment:
        # Not `from` the error, whose text may repeat a part of the password.
        raise ValueError("a mail server is written smtp(s)://user:password@host:port") from None
    return parts, port


def _mailbox(name: str, address: str) -> Address:
    try:
        local, _, domain = address.strip().rpartition("@")
        # A domain with accents has an ASCII form; a local part has none, and few servers take it.
        ascii_address = f"{local}@{domain.encode('idna').decode()}"
        mailbox = Address(display_name=_line(name), addr_spec=ascii_address)
    except (ValueError, IndexError, MessageError) as fault:
        raise MailRefused(f"{address!r} is no e-mail address", permanent=True) from fault
    if not mailbox.username or not mailbox.domain:
        raise MailRefused(f"{address!r} is no e-mail address", permanent=True)
    return mailbox


def _line(text: str) -> str:
    return BREAKS.sub(" ", text).strip()


def _refused(answer: aiosmtplib.SMTPResponseException) -> MailRefused:
    about_message = not isinstance(
        answer,
        aiosmtplib.SMTPAuthenticationError
        | aiosmtplib.SMTPConnectResponseError
        | aiosmtplib.SMTPHeloError,
    )
    permanent = about_message and answer.code >= 500 and answer.code not in OUR_OWN_FAULT
    return MailRefused(f"{answer.code} {answer.message}", permanent=permanent)
