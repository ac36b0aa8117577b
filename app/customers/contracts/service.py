"""Contracts: the plan of a site, and the PPPoE account of its line."""

from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.security.encryption import Encryptor
from app.core.values.clock import now
from app.core.values.errors import (
    InvalidTransition,
    Refusal,
    UnknownReference,
    ValidationFailed,
    field_problem,
)
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.core.values.wire import apply
from app.customers.contracts.schemas import ContractCreate, ContractUpdate
from app.customers.events import ContractCreated, ContractStatusChanged, ContractUpdated
from app.customers.models import Contract, ContractStatus, Customer
from app.customers.service import check_in_use
from app.customers.sites.service import require_site


class ContractAlreadyCancelled(Refusal):
    """New work does not belong to a contract that was cancelled, unless that is confirmed."""

    title = N_("The contract is cancelled")
    advice = N_("Choose a contract in force, or send `confirm: true` if the work is because of it.")


#: What may be done with a contract, by its status.
_COMMANDS = {
    ContractStatus.ACTIVE: ("suspend", "cancel"),
    ContractStatus.SUSPENDED: ("resume", "cancel"),
    ContractStatus.CANCELLED: (),
}


async def create_contract(
    session: TenantSession, customer: Customer, new: ContractCreate, encryptor: Encryptor
) -> Contract:
    """Write down a contract; a number that there is already is refused as a duplicate."""
    check_in_use(customer)
    if new.site_id is not None:
        await require_site(session, customer.id, new.site_id)
    contract = Contract(
        **new.model_dump(exclude={"id", "pppoe_password"}),
        id=new.id or new_id(),
        customer_id=customer.id,
        status=ContractStatus.ACTIVE,
    )
    _keep_password(session, contract, new.pppoe_password, encryptor)
    session.add(contract)
    announce(
        session,
        ContractCreated(
            contract_id=contract.id,
            customer_id=customer.id,
            contract_number=contract.contract_number,
        ),
    )
    return contract


async def update_contract(
    session: TenantSession, contract: Contract, change: ContractUpdate, encryptor: Encryptor
) -> None:
    wanted = change.changes()
    if wanted.get("site_id") is not None:
        await require_site(session, contract.customer_id, wanted["site_id"])
    fields = sorted(wanted)
    if "pppoe_password" in wanted:
        _keep_password(session, contract, wanted.pop("pppoe_password"), encryptor)
    apply(contract, wanted)
    announce(
        session,
        ContractUpdated(contract_id=contract.id, customer_id=contract.customer_id, fields=fields),
    )


def suspend_contract(session: TenantSession, contract: Contract) -> None:
    _turn(session, contract, "suspend", ContractStatus.SUSPENDED)


def resume_contract(session: TenantSession, contract: Contract) -> None:
    _turn(session, contract, "resume", ContractStatus.ACTIVE)


def cancel_contract(session: TenantSession, contract: Contract, reason: str) -> None:
    """End the contract for good; a customer who comes back gets a new one."""
    _turn(session, contract, "cancel", ContractStatus.CANCELLED)
    contract.cancelled_at, contract.cancel_reason = now(), reason


async def require_contract(
    session: TenantSession,
    customer_id: UUID,
    contract_id: UUID,
    site_id: UUID | None,
    *,
    field: str = "contract_id",
) -> Contract:
    """Return the contract that a field names; 422 unless it is this customer's, and for this site.

    A contract without a site is for all of them. A cancelled one is taken too: what was left there
    is fetched because of it.
    """
    contract = await session.refer(Contract, contract_id, field)
    if contract.customer_id != customer_id:
        detail = N_("This contract belongs to another customer.")
        raise UnknownReference(errors=[field_problem(field, "unknown_reference", detail)])
    if site_id is not None and contract.site_id not in (None, site_id):
        raise ValidationFailed.at(field, "other_site", N_("This contract is for another site."))
    return contract


async def contract_at(session: TenantSession, site_id: UUID) -> UUID | None:
    """The contract that is meant at this site: the only one in force; None for none or several."""
    in_force = select(Contract.id).where(
        Contract.site_id == site_id, Contract.status != ContractStatus.CANCELLED
    )
    found = list(await session.scalars(in_force.limit(2)))
    return found[0] if len(found) == 1 else None


def decrypt_pppoe(
    encrypted: bytes, encryptor: Encryptor, *, organization_id: UUID, contract_id: UUID
) -> str:
    """The password of a contract's account, in the open. Raises DecryptionFailed."""
    return encryptor.decrypt(encrypted, _context(organization_id, contract_id)).decode()


def _turn(session: TenantSession, contract: Contract, command: str, status: ContractStatus) -> None:
    allowed = _COMMANDS[contract.status]
    if command not in allowed:
        raise InvalidTransition(contract.status, allowed)
    contract.status = status
    announce(
        session,
        ContractStatusChanged(
            contract_id=contract.id, customer_id=contract.customer_id, status=status
        ),
    )


def _keep_password(
    session: TenantSession, contract: Contract, password: str | None, encryptor: Encryptor
) -> None:
    contract.pppoe_password_encrypted = (
        None
        if password is None
        else encryptor.encrypt(
            password.encode(), _context(session.actor.organization_id, contract.id)
        )
    )


def _context(organization_id: UUID, contract_id: UUID) -> str:
    return f"pppoe {organization_id} {contract_id}"
