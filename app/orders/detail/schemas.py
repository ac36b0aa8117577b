"""An order with everything its screen shows."""

from uuid import UUID

from pydantic import Field

from app.core.values.wire import DecimalString, Out
from app.customers.models import ContractStatus, EquipmentOwner
from app.orders.line_items.schemas import OrderServiceLine
from app.orders.schemas import Order


class OrderPolicy(Out):
    """What closing takes beside cause, solution, details and the customer's signature."""

    min_photos: int
    needs_network: bool
    needs_technician_signature: bool


class OrderContract(Out):
    """The technical side of the contract; `revealPppoe` gives the password on site."""

    id: UUID
    number: str
    plan: str
    sub_plan: str | None
    status: ContractStatus
    pppoe_username: str | None
    has_pppoe_password: bool


class OrderEquipment(Out):
    """What stands at the site."""

    id: UUID
    label: str
    manufacturer: str | None
    model: str | None
    serial_number: str | None
    owner: EquipmentOwner


class OrderHelper(Out):
    id: UUID
    name: str


class TechnicalBlock(Out):
    """What the technician works on; nothing of it is changed here."""

    contract: OrderContract | None
    equipment: list[OrderEquipment]


class OrderDetail(Order):
    """An order with everything that the operation screen shows."""

    helpers: list[OrderHelper] = Field(description="Technicians who come along.")
    services: list[OrderServiceLine]
    services_total: DecimalString = Field(description="What the services cost together.")
    expenses_total: DecimalString
    duration_minutes: int | None = Field(description="What the services take together.")
    closing_policy: OrderPolicy
    photos_count: int
    technical: TechnicalBlock
