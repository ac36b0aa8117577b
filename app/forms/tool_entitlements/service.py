"""Tool entitlements: the contracted tools that open parts of the form tree."""

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.customers.service import require_customer
from app.forms import events
from app.forms.models import ToolEntitlement
from app.forms.tool_entitlements.schemas import ToolEntitlementCreate, ToolEntitlementUpdate


async def create_entitlement(session: TenantSession, new: ToolEntitlementCreate) -> ToolEntitlement:
    """Note that a tool was contracted."""
    if new.customer_id is not None:
        await require_customer(session, new.customer_id)
    found = ToolEntitlement(
        **new.model_dump(exclude={"id", "starts_at"}),
        id=new.id or new_id(),
        starts_at=new.starts_at or now(),
    )
    _check_period(found)
    session.add(found)
    announce(
        session,
        events.ToolContracted(
            tool_entitlement_id=found.id, key=found.key, customer_id=found.customer_id
        ),
    )
    return found


def update_entitlement(
    session: TenantSession, found: ToolEntitlement, change: ToolEntitlementUpdate
) -> None:
    """Say when the contract ends, or that it goes on."""
    fields = change.apply_to(found)
    _check_period(found)
    announce(
        session,
        events.ToolEntitlementUpdated(tool_entitlement_id=found.id, fields=fields),
    )


def _check_period(found: ToolEntitlement) -> None:
    if found.ends_at is not None and found.ends_at <= found.starts_at:
        detail = N_("The end must be after the start.")
        raise ValidationFailed.at("ends_at", "not_after_start", detail)
