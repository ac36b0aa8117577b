"""An order with everything its screen shows."""

from uuid import UUID

from pydantic import Field

from app.core.values.wire import DecimalString, Out
from app.customers.models import ContractStatus, EquipmentOwner
from app.orders.line_items.schemas import OrderServiceLine
from app.orders.schemas import Order


class OrderPolicy(Out):
    """Requirements for closing an order that come from its services.

    It comes beside cause, solution, details and the customer's signature, which every order
    requires.
    """

    min_photos: int = Field(
        description="Number of photos that the order must have at least, those of a no-show not"
        " counted: the highest that one of its services requires. 0: none."
    )
    needs_network: bool = Field(
        description="Whether the closing report must have at least one of fibre terminal (CTO),"
        " port, seal and signal."
    )
    needs_technician_signature: bool = Field(
        description="Whether the technician must sign beside the customer."
    )


class OrderContract(Out):
    """The contract of an order, as far as the technician needs it.

    `getOrderPppoe` gives the password of the line.
    """

    id: UUID
    contract_number: str = Field(description="Number of the contract.")
    plan: str = Field(description="What the customer has subscribed to, such as `Fibra 700 M`.")
    sub_plan: str | None = Field(description="Addition to or variant of the plan. Null: none.")
    status: ContractStatus = Field(description="Where the contract is in its life.")
    pppoe_username: str | None = Field(
        description="User name of the line's PPPoE account. Null when there is none."
    )
    has_pppoe_password: bool = Field(
        description="Whether a password of the line's PPPoE account is stored."
    )


class OrderEquipment(Out):
    """An item of equipment at the site of an order."""

    id: UUID
    label: str = Field(description="What the item is called.")
    manufacturer: str | None = Field(description="Manufacturer of the item. Null when unknown.")
    model: str | None = Field(description="Model of the item. Null when unknown.")
    serial_number: str | None = Field(description="Serial number of the item. Null when unknown.")
    owner: EquipmentOwner = Field(description="Whose property the item is.")


class OrderHelper(Out):
    """A technician who takes part in a visit without being responsible."""

    id: UUID
    name: str = Field(description="Name of the technician.")


class TechnicalBlock(Out):
    """Contract and equipment that the technician works on. Neither is changed through the order."""

    contract: OrderContract | None = Field(
        description="The contract that the work belongs to. Null when the order names none."
    )
    equipment: list[OrderEquipment] = Field(
        description="The customer's equipment at the site that has not been removed, sorted by"
        " label."
    )


class OrderDetail(Order):
    """A service order with everything that a screen for working on it shows."""

    helpers: list[OrderHelper] = Field(
        description="Technicians who take part in the visit without being responsible, sorted by"
        " name."
    )
    services: list[OrderServiceLine] = Field(
        description="The services that are to be done, in the order in which they were given."
    )
    services_total: DecimalString = Field(
        description="Price of all services together, in the organization's currency, rounded to"
        " two decimals."
    )
    expenses_total: DecimalString = Field(
        description="All expenses together, in the organization's currency."
    )
    duration_minutes: int | None = Field(
        description="Usual duration of all services together, in minutes, rounded up. Null without"
        " services."
    )
    closing_policy: OrderPolicy = Field(
        description="What closing the order requires because of its services."
    )
    photos_count: int = Field(description="Number of photos, those of a no-show included.")
    technical: TechnicalBlock = Field(
        description="Contract and equipment that the technician works on."
    )
