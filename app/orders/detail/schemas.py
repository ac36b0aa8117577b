"""An order with everything its screen shows."""

from uuid import UUID

from pydantic import Field

from app.core.values.wire import DecimalString, Instant, Out
from app.customers.models import ContractStatus, EquipmentOwner
from app.orders.line_items.schemas import OrderLine, OrderServiceLine
from app.orders.schemas import Order
from app.schedules.models import PromiseKind
from app.schedules.schemas import BookingWarning


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


class ScheduledOrder(Order):
    """A service order with the promise to its customer, and what speaks against its visit."""

    booking_id: UUID | None = Field(
        description="The booking of the visit in the agenda. Null when no visit counts now."
    )
    promise_kind: PromiseKind | None = Field(
        description="What the customer was promised. Null when no visit counts now."
    )
    promised_from: Instant | None = Field(
        description="First time at which the visit may start as promised. Null without a promise."
    )
    promised_until: Instant | None = Field(
        description="Last time at which the visit may start as promised. Null without a promise."
    )
    confirmed_at: Instant | None = Field(
        description="Time at which the customer confirmed the visit. Null until then."
    )
    warnings: list[BookingWarning] = Field(
        description="What spoke against the visit when it was scheduled, and was not refused."
        " Empty: nothing. Those of helpers are on their bookings."
    )


class OrderDetail(ScheduledOrder):
    """A service order with everything that a screen for working on it shows."""

    helpers: list[OrderHelper] = Field(
        description="Technicians who take part in the visit without being responsible, sorted by"
        " name."
    )
    lines: list[OrderLine] = Field(
        description="What the order is for and bills: services, products and anything else, in the"
        " order in which it was agreed."
    )
    subtotal: DecimalString = Field(
        description="Sum of the totals of all lines, in the organization's currency."
    )
    discount_percent: DecimalString | None = Field(
        description="Percentage that `discount` was agreed as. Null: without one, or an amount."
    )
    discount: DecimalString = Field(
        description="Amount that is taken off all lines together, in the organization's currency;"
        " of an order made of a quote, off those that were approved. 0 without one."
    )
    total: DecimalString = Field(
        description="Amount that the order bills, in the organization's currency: `subtotal` less"
        " `discount`."
    )
    approved_total: DecimalString | None = Field(
        description="Amount that the customer approved with the quote, in the organization's"
        " currency: the approved lines less the discount. Null without an approved line."
    )
    added_total: DecimalString | None = Field(
        description="Amount of the lines that were added since, in the organization's currency."
        " Null without an approved line."
    )
    services: list[OrderServiceLine] = Field(
        description="The services among `lines`, in the same order."
    )
    services_total: DecimalString = Field(
        description="Sum of the totals of the services, in the organization's currency, before the"
        " discount on all lines together."
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
