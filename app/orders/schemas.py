"""Service orders as callers see them."""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.listing import ListQuery
from app.core.text import N_
from app.core.wire import (
    UNCHANGED,
    Exact,
    In,
    Instant,
    Latitude,
    Line,
    Longitude,
    Money,
    Out,
    Prose,
    Update,
    Verbatim,
    Whole,
    YesNo,
)
from app.orders.models import OrderPriority, OrderStatus, PhotoKind, VisitStatus
from app.signatures.models import SignerRole
from app.signatures.schemas import DeviceTime, Metres, Signature, SignatureGiven
from app.stock.models import Unit
from app.stock.schemas import Quantity

#: A short text that is signed.
SignedLine = Annotated[Verbatim, Field(max_length=200)]


class OrderSite(Out):
    """Where the work is done."""

    label: str
    street: str
    number: str | None
    district: str | None
    city: str
    state: str | None
    postal_code: str | None
    country: str


class OrderCategory(Out):
    name: str
    parent_name: str | None = Field(description="Null: it is no subcategory.")


class OrderProblem(Out):
    code: str
    label: str


class Order(Out):
    """A piece of work at a customer's. Technician and times are those of the current visit."""

    id: UUID
    number: int
    protocol: str = Field(description="The number that people read aloud.")
    status: OrderStatus
    priority: OrderPriority
    title: str
    description: str | None
    customer_id: UUID
    customer_name: str
    customer_phone: str | None
    site_id: UUID
    site: OrderSite
    latitude: float | None = Field(description="Of the site.")
    longitude: float | None = Field(description="Of the site.")
    access_notes: str | None = Field(description="Of the site.")
    problem_code_id: UUID
    problem: OrderProblem
    category_id: UUID | None
    category: OrderCategory | None
    contract_id: UUID | None
    contract_number: str | None
    technician_id: UUID | None
    technician_name: str | None
    starts_at: Instant | None
    ends_at: Instant | None
    started_at: Instant | None = Field(description="By the technician's device.")
    start_latitude: float | None = Field(description="Null: the device did not know where it was.")
    start_longitude: float | None
    start_accuracy_m: float | None
    finished_at: Instant | None
    visit_status: VisitStatus | None = Field(description="Null: no visit counts now.")
    travel_seconds: int | None = Field(description="Of this visit: of journeys that are over.")
    work_seconds: int | None = Field(description="Of this visit, without pauses.")
    pause_seconds: int | None
    failed_visits: int = Field(
        description="Visits that came to nothing: nobody was met, or it could not be done."
    )
    materials_count: int = Field(description="Materials in use, without reversed ones.")
    opened_at: Instant
    closed_at: Instant | None
    cancelled_at: Instant | None
    cancel_reason: str | None
    follow_up_of_id: UUID | None = Field(
        description="The closed order whose matter this one takes up again."
    )
    cloned_from_id: UUID | None = Field(description="The order that this one was copied from.")
    quote_id: UUID | None = Field(description="The quote that it was made of.")
    report_file_id: UUID | None = Field(description="The PDF; null until the worker wrote it.")
    version: int
    created_at: Instant
    updated_at: Instant


class OrderServiceGiven(In):
    service_id: UUID
    quantity: Quantity = Decimal(1)
    unit_price: Money | None = Field(None, description="Null: as the catalogue has it.")


#: As many as a quote has lines.
MOST_SERVICES = 200


class OrderServices(In):
    services: list[OrderServiceGiven] = Field(max_length=MOST_SERVICES)


class OrderCreate(In):
    id: UUID | None = None
    customer_id: UUID
    site_id: UUID = Field(description="A site of this customer.")
    problem_code_id: UUID = Field(description="An active code of the kind `problem`.")
    contract_id: UUID | None = Field(None, description="A contract of this customer.")
    category_id: UUID | None = None
    title: Line
    description: Prose | None = None
    priority: OrderPriority = OrderPriority.NORMAL
    services: list[OrderServiceGiven] = Field(default_factory=list, max_length=MOST_SERVICES)


class OrderUpdate(Update):
    site_id: UUID = UNCHANGED
    problem_code_id: UUID = UNCHANGED
    contract_id: UUID | None = UNCHANGED
    category_id: UUID | None = UNCHANGED
    title: Line = UNCHANGED
    description: Prose | None = UNCHANGED
    priority: OrderPriority = UNCHANGED
    clear: list[Literal["description", "contract_id", "category_id"]] = Field(default_factory=list)


class OrderClone(In):
    """How the copy is to differ; what is null is as in the original."""

    id: UUID | None = Field(None, description="Of the copy (UUID version 7).")
    title: Line | None = None
    description: Prose | None = None
    priority: OrderPriority | None = None


class OrderQuery(ListQuery):
    sort: Literal["-opened_at", "opened_at"] = "-opened_at"
    q: str | None = Field(
        None, max_length=200, description="Beginnings of words of customer, title and protocol."
    )
    status: list[OrderStatus] | None = None
    priority: list[OrderPriority] | None = None
    technician_id: list[Literal["me", "none"] | UUID] | None = None
    customer_id: list[UUID] | None = None
    contract_id: list[UUID] | None = None
    opened_after: Instant | None = None
    opened_before: Instant | None = None
    updated_since: Instant | None = None


class OrderSchedule(In):
    """A slot of one technician; it must not touch another of the same person."""

    technician_id: UUID = Field(description="Who is responsible: starts, reports and closes.")
    starts_at: Instant
    ends_at: Instant
    helper_ids: list[UUID] = Field(
        default_factory=list, max_length=10, description="Technicians who come along."
    )

    @model_validator(mode="after")
    def _nobody_twice(self) -> Self:
        named = [self.technician_id, *self.helper_ids]
        if len(set(named)) < len(named):
            raise PydanticCustomError("duplicate", N_("Somebody is named twice."))
        return self


class VisitMoment(In):
    """When and where something happened, by the technician's device."""

    occurred_at: DeviceTime
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    accuracy_m: Metres | None = None


class OrderStart(VisitMoment):
    """When and where the technician began, by the technician's device."""


class OrderAbsence(VisitMoment):
    """When the technician gave up waiting, by the technician's device."""

    note: Prose | None = Field(None, description="How it was found out: rang, called, waited.")
    contact_attempts: Annotated[Whole, Field(ge=0, le=100)] | None = Field(
        None, description="How often the customer was called in vain."
    )


class OrderFailure(VisitMoment):
    """Why what was to be done could not be done."""

    reason: Prose


class OrderLocation(In):
    """Where the site really is: where the technician stands."""

    latitude: Latitude
    longitude: Longitude
    accuracy_m: Metres | None = None
    confirm: YesNo = Field(False, description="That it is right although it is far away.")


class OrderReopen(In):
    """What is left to do, and how the new order is to differ from the closed one."""

    id: UUID | None = Field(None, description="Of the new order (UUID version 7).")
    reason: Prose = Field(description="Why the matter is not over: the new order's description.")
    title: Line | None = Field(None, description="Null: that of the closed order.")
    problem_code_id: UUID | None = Field(None, description="Null: that of the closed order.")
    priority: OrderPriority | None = Field(None, description="Null: that of the closed order.")


class OrderCancel(In):
    reason: Prose


class Material(Out):
    """Goods that were used in an order; `movement_id` is their entry in the ledger."""

    id: UUID
    order_id: UUID
    product_id: UUID
    sku: str
    product_name: str
    unit: Unit
    quantity: Exact
    movement_id: UUID
    used_by_id: UUID | None
    used_by_name: str | None
    used_at: Instant
    reversal_id: UUID | None = Field(description="The movement that took the goods back.")
    reversed_at: Instant | None


class MaterialUse(In):
    id: UUID | None = None
    product_id: UUID
    quantity: Quantity = Field(examples=["35.500"])


class MaterialQuery(ListQuery):
    sort: Literal["used_at", "-used_at"] = "used_at"


class PhotoCamera(Out):
    """What a camera writes beside a picture; the small picture that is shown has none of it."""

    taken_at: str | None = Field(description="By the camera's clock, without a zone.")
    latitude: float | None
    longitude: float | None
    make: str | None
    model: str | None
    width: int
    height: int


class OrderPhoto(Out):
    id: UUID
    file_id: UUID
    name: str
    media_type: str
    size_bytes: int
    kind: PhotoKind
    note: str | None
    taken_at: Instant | None = Field(description="By the technician's device.")
    taken_by_id: UUID | None
    camera: PhotoCamera | None = Field(
        description="What the camera wrote into the file; null: nothing, or not read yet."
    )
    has_thumbnail: bool = Field(description="False: it is being made, or the file is not read.")
    created_at: Instant


class PhotoQuery(ListQuery):
    sort: Literal["created_at"] = "created_at"


class PhotoAdd(In):
    id: UUID | None = Field(None, description="A client may bring its own (UUID version 7).")
    file_id: UUID = Field(description="An upload of the caller; a picture, used for nothing else.")
    kind: PhotoKind = PhotoKind.OTHER
    note: Line | None = None
    taken_at: DeviceTime | None = None


class NetworkReading(In):
    """What was found or changed at the network's end of the line."""

    cto: SignedLine | None = None
    port: SignedLine | None = None
    seal: SignedLine | None = None
    signal_dbm: Exact | None = Field(None, examples=["-19.8"])


class CloseFacts(In):
    """What was found and done. Text is kept, and hashed, exactly as it is sent."""

    cause_code_id: UUID = Field(description="An active code of the kind `cause`.")
    solution_code_id: UUID = Field(description="An active code of the kind `solution`.")
    details: Verbatim
    address_changed: YesNo = False
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
