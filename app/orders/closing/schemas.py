"""Close reports as callers send and see them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from app.core.values.wire import DecimalString, In, Instant, Out, StrictBool, Verbatim
from app.signatures.models import SignerRole
from app.signatures.schemas import DeviceTime, Signature, SignatureGiven

#: A short text that is signed.
SignedLine = Annotated[Verbatim, Field(max_length=200)]


_CTO = "Label of the fibre terminal (CTO) that the line is connected to."
_PORT = "Port of the fibre terminal."
_SEAL = "Number of the tag (seal) on the line."
_SIGNAL = "Optical signal, in dBm, as a decimal string; usually negative."
_DETAILS = "What was found and done, in words."
_ADDRESS_CHANGED = "Whether the address or the installation has changed."
_ATTENDED_BY = "Name of the person who received the technician."
_NETWORK = "What was read or changed at the network's end of the line."
_NOT_READ = " Null: not read."
_DOCUMENT = (
    "The document that is signed: `kind` (`close_report`), `format` (2), `order`, `close_report`,"
    " `lines`, `totals`, `materials`, `photos`, `visit` and `loans`; in the older format 1 only"
    " `order`, `close_report` and `materials`."
)


class NetworkReading(In):
    """Readings and changes at the network's end of the line, as they are sent."""

    cto: SignedLine | None = Field(None, description=_CTO + _NOT_READ)
    port: SignedLine | None = Field(None, description=_PORT + _NOT_READ)
    seal: SignedLine | None = Field(None, description=_SEAL + _NOT_READ)
    signal_dbm: DecimalString | None = Field(
        None, description=_SIGNAL + _NOT_READ, examples=["-19.8"]
    )


class CloseFacts(In):
    """Findings and work of an order, to be signed.

    Text is stored and hashed exactly as it is sent, spaces included.
    """

    cause_code_id: UUID = Field(
        description="Why the problem arose: an active code of the kind `cause`."
    )
    solution_code_id: UUID = Field(
        description="What was done about it: an active code of the kind `solution`."
    )
    details: Verbatim = Field(description=f"{_DETAILS} Not blank.")
    address_changed: StrictBool = Field(False, description=_ADDRESS_CHANGED)
    attended_by: SignedLine | None = Field(None, description=f"{_ATTENDED_BY} Null: not stated.")
    network: NetworkReading | None = Field(
        None,
        description=f"{_NETWORK} At least one value is required when the order's closing policy has"
        " `needs_network`. Null: nothing.",
    )
    occurred_at: DeviceTime | None = Field(
        None,
        description="Time at which the work was finished, by the clock of the technician's device."
        " Refused when it is more than five minutes ahead of the server. Sent to the preview as"
        " well, it is part of what is signed. Null or absent: when the order is closed.",
    )


class CustomerSignature(SignatureGiven):
    """A signature on the customer's side, as it was drawn on a device."""

    role: Literal[SignerRole.CUSTOMER, SignerRole.REPRESENTATIVE] = Field(
        SignerRole.CUSTOMER,
        description="`customer`: the customer in person. `representative`: somebody who may sign"
        " for the customer.",
    )


class TechnicianSignature(SignatureGiven):
    """The technician's signature, as it was drawn on a device."""

    role: Literal[SignerRole.TECHNICIAN] = Field(
        SignerRole.TECHNICIAN, description="Always `technician`."
    )


class OrderClose(CloseFacts):
    """The closing report of an order, with the signatures under it."""

    customer_signature: CustomerSignature = Field(
        description="Signature of the customer, or of somebody who may sign for the customer."
    )
    technician_signature: TechnicianSignature | None = Field(
        None,
        description="Signature of the technician under the same document. Required when the order's"
        " closing policy has `needs_technician_signature`.",
    )


class ClosePreview(Out):
    """The document that the customer is shown and signs, with its hash. Nothing is saved."""

    content_hash: str = Field(
        description="SHA-256, in lower-case hexadecimal, of the canonical JSON (RFC 8785) of"
        " `content`; each signature repeats it in `content_hash`."
    )
    content: dict[str, Any] = Field(description=_DOCUMENT)
    needs_technician_signature: bool = Field(
        description="Whether the technician has to sign the document as well."
    )


class CloseCode(Out):
    """The cause or the solution of a closed order, in brief."""

    id: UUID
    code: str = Field(description="The code itself.")
    label: str = Field(description="What the code means, as people read it.")


class NetworkRead(Out):
    """Readings and changes at the network's end of the line."""

    cto: str | None = Field(description=_CTO + _NOT_READ)
    port: str | None = Field(description=_PORT + _NOT_READ)
    seal: str | None = Field(description=_SEAL + _NOT_READ)
    signal_dbm: str | None = Field(description=_SIGNAL + _NOT_READ)


class CloseReport(Out):
    """The closing report of an order as it was signed. It is never changed afterwards."""

    id: UUID
    order_id: UUID
    cause: CloseCode = Field(description="Why the problem arose.")
    solution: CloseCode = Field(description="What was done about it.")
    details: str = Field(description=_DETAILS)
    address_changed: bool = Field(description=_ADDRESS_CHANGED)
    attended_by: str | None = Field(description=f"{_ATTENDED_BY} Null: not stated.")
    network: NetworkRead | None = Field(description=f"{_NETWORK} Null: nothing.")
    content_hash: str = Field(
        description="SHA-256, in lower-case hexadecimal, of the canonical JSON (RFC 8785) of"
        " `content`; each signature has the same."
    )
    content: dict[str, Any] = Field(description=_DOCUMENT)
    closed_by_id: UUID | None = Field(
        description="The person who closed the order. Null when a program did."
    )
    closed_at: Instant = Field(description="Time at which the server closed the order.")
    verification_code: str | None = Field(
        description="Code by which anybody may verify the report: `getVerification`. Null for"
        " orders that were closed before there were such codes."
    )
    signatures: list[Signature] = Field(
        description="The signatures under the report, in the order in which they were received."
    )
