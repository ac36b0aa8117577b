"""E-mails as their readers see them."""

from email.message import EmailMessage

from app.gateways.mail import FakeMailer
from tests.callers import Caller


def mails_to(mailer: FakeMailer, reader: Caller) -> list[EmailMessage]:
    """E-mails that somebody has got, in the order in which they were sent."""
    address = f"{reader.username}@example.com"
    return [mail for mail in mailer.sent if mail["To"].addresses[0].addr_spec == address]


def text_of(mail: EmailMessage) -> str:
    """The text of an e-mail, beside which there is the same as HTML."""
    return _part(mail, "plain")


def html_of(mail: EmailMessage) -> str:
    """The HTML of an e-mail."""
    return _part(mail, "html")


def _part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None, f"the mail has no part text/{kind}"
    content: str = found.get_content()
    return content
