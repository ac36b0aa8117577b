"""Verifications as strangers see them."""

from pydantic import Field

from app.core.values.wire import Instant, Out
from app.signatures.models import SignerRole

_SHA256 = "SHA-256, in lower-case hexadecimal,"


class SignerShown(Out):
    """Somebody who signed, by initials only."""

    role: SignerRole = Field(description="In what capacity they signed.")
    initials: str = Field(description="First letters of the first and the last name.")
    signed_at: Instant = Field(description="Time at which the server received the signature.")


class ChainLink(Out):
    """Link of the organization's evidence chain."""

    seq: int = Field(description="Number of the link; the first link of an organization is 1.")
    hash: str = Field(description=f"{_SHA256} of the link and of the hash before it.")
    recorded_at: Instant = Field(description="Time at which the link was added.")


class Verification(Out):
    """Evidence behind a document, without personal data beyond initials."""

    code: str | None = Field(description="Code by which it is found. Null without one.")
    organization_name: str = Field(description="Name of the organization that keeps the evidence.")
    reference: str = Field(description="What it is called, such as the protocol of the order.")
    happened_at: Instant = Field(description="Time of the closing.")
    signers: list[SignerShown] = Field(description="Those who signed it.")
    content_hash: str = Field(
        description=f"{_SHA256} of the canonical JSON (RFC 8785) that was signed."
    )
    document_sha256: str | None = Field(
        description=f"{_SHA256} of the PDF that was issued. Null while there is none."
    )
    is_intact: bool = Field(
        description="Whether everything that is kept is still what was signed, and the links fit"
        " the ones before them. False: do not rely on it."
    )
    chain_link: ChainLink = Field(description="Place in the chain of evidence.")


class FileVerification(Out):
    """Verdict on a file: is it a document that was issued here."""

    matches: bool = Field(
        description="Whether the file is, byte for byte, a document that was issued. False also for"
        " a document that was changed, printed and scanned, or saved anew."
    )
    sha256: str = Field(description=f"{_SHA256} of the file as it was received.")
    verification: Verification | None = Field(
        description="What stands behind the file. Null if it matches none."
    )
