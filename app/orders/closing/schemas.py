"""Close reports as callers send and see them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from app.core.values.wire import DecimalString, In, Instant, Out, StrictBool, Verbatim
from app.signatures.models import SignerRole
from app.signatures.schemas import DeviceTime, Signature, SignatureGiven

#: A short text that is signed.
SignedLine = Annotated[Verbatim, Field(max_length=200)]


class NetworkReading(In):
    """What was found or changed at the network's end of the line."""

    cto: SignedLine | None = None
    port: SignedLine | None = None
    seal: SignedLine | None = None
    signal_dbm: DecimalString | None = Field(None, examples=["-19.8"])


class CloseFacts(In):
    """What was found and done. Text is kept, and hashed, exactly as it is sent."""

    cause_code_id: UUID = Field(description="An active code of the kind `cause`.")
    solution_code_id: UUID = Field(description="An active code of the kind `solution`.")
    details: Verbatim
    address_changed: StrictBool = False
    attended_by: SignedLine | None = None
    network: NetworkReading | None = None


class CustomerSignature(SignatureGiven):
    """Drawn by the customer or by somebody who may sign for the customer."""

    role: Literal[SignerRole.CUSTOMER, SignerRole.REPRESENTATIVE] = SignerRole.CUSTOMER


class TechnicianSignature(SignatureGiven):
    role: Literal[SignerRole.TECHNICIAN] = SignerRole.TECHNICIAN


class OrderClose(CloseFacts):
    """The closing report with the signature under it."""

    occurred_at: DeviceTime | None = Field(
        None, description="When the work was done, by the technician's device; null: now."
    )

    customer_signature: CustomerSignature
    technician_signature: TechnicianSignature | None = None


class ClosePreview(Out):
    """What the customer is shown before signing, and its hash."""

    content_hash: str = Field(description="What a signature names as `content_hash`.")
    document: dict[str, Any] = Field(description="What is hashed; also `GET …/close-report`.")


class CloseCode(Out):
    id: UUID
    code: str
    label: str


class NetworkRead(Out):
    cto: str | None
    port: str | None
    seal: str | None
    signal_dbm: str | None


class CloseReport(Out):
    """The report as it was signed: `content_hash` is the SHA-256 of the canonical `document`."""

    id: UUID
    order_id: UUID
    cause: CloseCode
    solution: CloseCode
    details: str
    address_changed: bool
    attended_by: str | None
    network: NetworkRead | None
    content_hash: str
    document: dict[str, Any]
    closed_by_id: UUID | None
    closed_at: Instant
    signatures: list[Signature]
