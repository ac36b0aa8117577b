"""E-mail goes to a real SMTP server, and what comes back tells whether to try again."""

import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from app.gateways.mail import (
    FakeMailer,
    FolderMailer,
    MailRefused,
    SmtpMailer,
    compose,
    mailer_from,
)

ID = UUID("0198c2f4-7000-7000-8000-000000000001")
AT = dt.datetime(2026, 11, 22, 15, 10, tzinfo=dt.UTC)
HERE = "127.0.0.1"
# The same machine under a name that the mailer does not take for it.
ELSEWHERE = "127.1"


def message(**changes: Any) -> EmailMessage:
    given_: dict[str, Any] = {
        "sender": "Chamado <chamado@example.com>",
        "to": "maria@example.com",
        "subject": "Olá",
        "text": "Bom dia, Conceição.\n",
        "at": AT,
    }
    return compose(ID, **{**given_, **changes})


class Postmaster:
    """Takes every message, save for the recipients whose local part is a refusal."""

    def __init__(self) -> None:
        self.taken: list[tuple[Envelope, EmailMessage, bool]] = []
        self.passwords: list[tuple[bytes, bytes]] = []
        self.answer_to_data = "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        local = address.partition("@")[0]
        if local.isdigit():
            return f"{local} said the server"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        if self.answer_to_data.startswith("250"):
            self.taken.append((envelope, parsed, session.ssl is not None))
        return self.answer_to_data

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, auth: Any
    ) -> AuthResult:
        assert isinstance(auth, LoginPassword)
        self.passwords.append((auth.login, auth.password))
        return AuthResult(success=auth.password == b"p@ss/word", handled=False)


@contextmanager
def serving(postmaster: Postmaster, **options: Any) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        port: int = probe.getsockname()[1]
    controller = Controller(postmaster, hostname=HERE, port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@pytest.fixture
def postmaster() -> Postmaster:
    return Postmaster()


@pytest.fixture
def port(postmaster: Postmaster) -> Iterator[int]:
    with serving(postmaster) as port:
        yield port


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate that nobody trusts yet, and a server's context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail")])
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.IPAddress(ipaddress.ip_address(HERE)), x509.DNSName(ELSEWHERE)]
            ),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    public, private = tmp_path / "cert.pem", tmp_path / "key.pem"
    public.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(public, private)
    return public, context


async def test_a_message_arrives_as_it_was_written(postmaster: Postmaster, port: int) -> None:
    await SmtpMailer(f"smtp://{HERE}:{port}").send(
        message(
            to_name="Maria, da Conceição",
            reply_to="Suporte <s@example.com>",
            html="<p>Bom dia, <b>Conceição</b>.</p>",
            text="Bom dia, Conceição.\n.\n" + "comprida " * 300 + "\n",
        )
    )
    [(envelope, arrived, _)] = postmaster.taken
    assert (envelope.mail_from, envelope.rcpt_tos) == ("chamado@example.com", ["maria@example.com"])
    assert arrived["From"] == "Chamado <chamado@example.com>"
    assert arrived["To"].addresses[0].display_name == "Maria, da Conceição"
    assert arrived["Reply-To"].addresses[0].addr_spec == "s@example.com"
    assert arrived["Subject"] == "Olá"
    assert arrived["Date"].datetime == AT
    assert arrived["Message-ID"] == f"<{ID}@example.com>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["X-Auto-Response-Suppress"] == "All"
    plain, html = arrived.get_body(("plain",)), arrived.get_body(("html",))
    assert plain is not None
    assert html is not None
    expected = "Bom dia, Conceição.\n.\n" + "comprida " * 300
    assert plain.get_content().replace("\r\n", "\n").rstrip() == expected.rstrip()
    assert "<b>Conceição</b>" in html.get_content()


async def test_a_conversation_is_named_as_mail_programs_read_it(
    postmaster: Postmaster, port: int
) -> None:
    """A name longer than a line stays one word, and is no encoded word."""
    first, second = (f"<t.{n * 32}.{n * 32}.{n * 16}@mail.conecta.example>" for n in "ab")
    for own_id in (first, second):
        mail = message(own_id=own_id, thread=first)
        await SmtpMailer(f"smtp://{HERE}:{port}").send(mail)
    raw = [bytes_of(envelope) for envelope, _, _ in postmaster.taken]
    for content, own_id in zip(raw, (first, second), strict=True):
        assert f"\r\nMessage-ID: {own_id}\r\n".encode() in content
    assert b"In-Reply-To" not in raw[0]
    for header in ("In-Reply-To", "References"):
        assert f"\r\n{header}: {first}\r\n".encode() in raw[1]


def bytes_of(envelope: Envelope) -> bytes:
    assert isinstance(envelope.content, bytes)
    return envelope.content


@pytest.mark.parametrize(
    ("recipient", "permanent"), [("550", True), ("553", True), ("451", False), ("421", False)]
)
async def test_a_refused_recipient_is_permanent_only_when_the_server_says_so(
    postmaster: Postmaster, port: int, recipient: str, *, permanent: bool
) -> None:
    with pytest.raises(MailRefused, match=recipient) as refused:
        await SmtpMailer(f"smtp://{HERE}:{port}").send(message(to=f"{recipient}@example.com"))
    assert refused.value.permanent is permanent
    assert not postmaster.taken


@pytest.mark.parametrize(("code", "permanent"), [("554", True), ("452", False), ("530", False)])
async def test_a_refused_content_is_told_from_a_server_that_wants_a_password(
    postmaster: Postmaster, port: int, code: str, *, permanent: bool
) -> None:
    postmaster.answer_to_data = f"{code} no"
    with pytest.raises(MailRefused) as refused:
        await SmtpMailer(f"smtp://{HERE}:{port}").send(message())
    assert refused.value.permanent is permanent


async def test_a_server_that_is_away_may_be_asked_again(port: int) -> None:
    with socket.socket() as nobody:
        nobody.bind((HERE, 0))
        away = nobody.getsockname()[1]
    assert away != port
    with pytest.raises(MailRefused) as refused:
        await SmtpMailer(f"smtp://{HERE}:{away}").send(message())
    assert not refused.value.permanent


async def test_a_wrong_password_is_our_fault_and_not_the_messages(postmaster: Postmaster) -> None:
    options = {"authenticator": postmaster.authenticate, "auth_require_tls": False}
    with serving(postmaster, **options) as port:
        with pytest.raises(MailRefused) as refused:
            await SmtpMailer(f"smtp://ana:wrong@{HERE}:{port}").send(message())
        assert not refused.value.permanent
        assert not postmaster.taken
        await SmtpMailer(f"smtp://ana:p%40ss%2Fword@{HERE}:{port}").send(message())
    assert postmaster.passwords[-1] == (b"ana", b"p@ss/word")
    assert len(postmaster.taken) == 1


async def test_a_password_never_leaves_this_machine_unencrypted(
    postmaster: Postmaster,
    certificate: tuple[Path, ssl.SSLContext],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    public, context = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    options = {"authenticator": postmaster.authenticate, "auth_require_tls": False}
    with serving(postmaster, **options) as port:
        with pytest.raises(MailRefused) as refused:
            await SmtpMailer(f"smtp://ana:p%40ss%2Fword@{ELSEWHERE}:{port}").send(message())
        assert not refused.value.permanent
    assert not postmaster.passwords
    with serving(postmaster, tls_context=context, **options) as port:
        await SmtpMailer(f"smtp://ana:p%40ss%2Fword@{ELSEWHERE}:{port}").send(message())
    assert postmaster.passwords == [(b"ana", b"p@ss/word")]
    assert postmaster.taken[0][2]


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
async def test_encryption_is_used_where_it_is_offered_and_certificates_are_verified(
    postmaster: Postmaster,
    certificate: tuple[Path, ssl.SSLContext],
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
) -> None:
    public, context = certificate
    options = {"ssl_context" if scheme == "smtps" else "tls_context": context}
    with serving(postmaster, **options) as port:
        mailer = SmtpMailer(f"{scheme}://{HERE}:{port}")
        with pytest.raises(MailRefused) as refused:
            await mailer.send(message())
        assert not refused.value.permanent
        assert not postmaster.taken
        monkeypatch.setenv("SSL_CERT_FILE", str(public))
        await mailer.send(message())
    [(_, _, encrypted)] = postmaster.taken
    assert encrypted or scheme == "smtps"  # aiosmtpd notes only STARTTLS


EVIL = st.text() | st.sampled_from(
    ["x\r\nBcc: eve@example.com", "x\n\nbody", "a\u2028Bcc: e@e", '"; <eve@example.com>, ', "\x00"]
)


@given(subject=EVIL, name=EVIL, sender_name=EVIL)
def test_no_name_and_no_subject_can_add_a_header_or_a_recipient(
    subject: str, name: str, sender_name: str
) -> None:
    built = message(subject=subject, to_name=name, sender_name=sender_name)
    parsed = message_from_bytes(built.as_bytes(), policy=policy.default)
    assert sorted(parsed.keys()) == sorted(message().keys())
    assert [a.addr_spec for a in parsed["To"].addresses] == ["maria@example.com"]
    assert [a.addr_spec for a in parsed["From"].addresses] == ["chamado@example.com"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "maria",
        "@example.com",
        "maria@",
        "a@b\r\nBcc: eve@example.com",
        "a@b, eve@example.com",
        "<a@b>",
        "a b@example.com",
        "joão@example.com",
        "a@" + "x" * 64 + ".com",
        "a@b..com",
    ],
)
def test_an_address_that_cannot_exist_is_refused_for_good(address: str) -> None:
    with pytest.raises(MailRefused) as refused:
        message(to=address)
    assert refused.value.permanent


def test_a_sender_that_cannot_exist_is_refused() -> None:
    for sender in ("", "Chamado", "Chamado <chamado>"):
        with pytest.raises(MailRefused):
            message(sender=sender)


def test_a_domain_with_accents_is_written_in_its_ascii_form() -> None:
    assert message(to="maria@ligação.com.br")["To"] == "maria@xn--ligao-dra1a.com.br"


async def test_without_a_server_mails_are_files_and_a_retry_is_the_same_file(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "var" / "outbox"
    mailer = mailer_from("", folder)
    assert isinstance(mailer, FolderMailer)
    await mailer.send(message(subject="first"))
    await mailer.send(message(subject="second"))
    [file] = folder.iterdir()
    assert file.name == f"{ID}@example.com.eml"
    assert message_from_bytes(file.read_bytes(), policy=policy.default)["Subject"] == "second"


async def test_a_folder_that_cannot_be_written_may_be_tried_again(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file stands in the way")
    with pytest.raises(MailRefused) as refused:
        await FolderMailer(tmp_path / "outbox").send(message())
    assert not refused.value.permanent


@pytest.mark.parametrize(
    "url",
    [
        "http://h",
        "smtp://",
        "mail.example.com",
        "smtp://u:hunter2/x@h:25",
        "smtp://u:hunter2?@h",
        "smtp://u:hunter2@h:port",
        "smtp://u:hunter2@h:99999",
        "smtp://u:hunter2#x@h:25",
    ],
)
def test_a_wrong_address_of_a_server_is_refused_without_repeating_its_password(
    url: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="written smtp") as refused:
        mailer_from(url, tmp_path)
    assert "hunter2" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


async def test_the_fake_refuses_as_it_is_told_and_then_keeps_what_is_sent() -> None:
    fake = FakeMailer(refusals=[MailRefused("451 later", permanent=False)])
    with pytest.raises(MailRefused):
        await fake.send(message())
    await fake.send(message())
    assert [m["Message-ID"] for m in fake.sent] == [f"<{ID}@example.com>"]
