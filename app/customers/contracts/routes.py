"""`/v1/contracts`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.reading import Json, one
from app.core.http.access import existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.runtime import TheEncryptor
from app.core.values.errors import Duplicate, InvalidTransition, UnknownReference, refuses
from app.customers.contracts import schemas
from app.customers.contracts import service as contracts
from app.customers.contracts.reads import CONTRACT, CONTRACTS
from app.customers.models import Contract
from app.customers.service import CustomerWasMerged
from app.customers.visibility import CanRead, CanWrite, TheCustomer

router = APIRouter(tags=["customers"], route_class=Route)

TheContract = Annotated[Contract, existing(Contract, "customers:write")]


@router.get("/contracts", operation_id="listContracts", response_model=Page[schemas.Contract])
async def list_contracts(
    reading: CanRead, query: Annotated[schemas.ContractQuery, Query()]
) -> Json:
    """List contracts.

    The list has the contracts of all customers in every state, cancelled ones included, sorted by
    number. `customer_id`, `site_id`, `status` and `contract_number` narrow it; there is no text
    search. The PPPoE password is never part of it.
    """
    return await CONTRACTS.page(reading, query)


@router.post(
    "/customers/{customer_id}/contracts",
    operation_id="createContract",
    status_code=201,
    response_model=schemas.Contract,
    responses=refuses(Duplicate, UnknownReference, CustomerWasMerged),
)
async def create_contract(
    session: CanWrite, customer: TheCustomer, new: schemas.ContractCreate, encryptor: TheEncryptor
) -> Json:
    """Create a contract of a customer.

    It records the plan that the customer pays for, the site and the PPPoE account of the line, and
    is active at once. The PPPoE password is stored encrypted; no answer about contracts repeats it,
    and `getOrderPppoe` reveals it for an order. It is recorded as `contract.created`. A number that
    another contract has is refused with `duplicate`, a site that is unknown or of another customer
    with `unknown_reference`, and a customer that was merged with `customer_was_merged`.
    """
    contract = await contracts.create_contract(session, customer, new, encryptor)
    location = f"/v1/contracts/{contract.id}"
    return await one(session, CONTRACT, id=contract.id, status=201, location=location)


@router.get("/contracts/{contract_id}", operation_id="getContract", response_model=schemas.Contract)
async def get_contract(reading: CanRead, contract_id: UUID) -> Json:
    """Get a contract.

    Answers with plan, site, state and PPPoE user name of one contract, and says whether a PPPoE
    password is stored. Cancelled contracts are found as well.
    """
    return await one(reading, CONTRACT, id=contract_id)


@router.patch(
    "/contracts/{contract_id}",
    operation_id="updateContract",
    response_model=schemas.Contract,
    responses=refuses(Duplicate, UnknownReference),
)
async def update_contract(
    session: CanWrite,
    contract: TheContract,
    change: schemas.ContractUpdate,
    encryptor: TheEncryptor,
) -> Json:
    """Update the plan, the site or the account of a contract.

    Changes what is sent, in every state of the contract; the state itself changes with
    `suspendContract`, `resumeContract` and `cancelContract`. A new PPPoE password replaces the
    stored one. The change is recorded as `contract.updated`, without the password. A number that
    another contract has is refused with `duplicate`, a site that is unknown or of another customer
    with `unknown_reference`.
    """
    await contracts.update_contract(session, contract, change, encryptor)
    return await one(session, CONTRACT, id=contract.id)


@router.post(
    "/contracts/{contract_id}/suspend",
    operation_id="suspendContract",
    response_model=schemas.Contract,
    responses=refuses(InvalidTransition),
)
async def suspend_contract(session: CanWrite, contract: TheContract) -> Json:
    """Suspend a contract.

    Records that the service is withheld, until `resumeContract`; nothing is switched in a network,
    and orders and tickets stay as they are. It is recorded as `contract.status_changed`. A contract
    that is suspended or cancelled is refused with `invalid_transition`.
    """
    contracts.suspend_contract(session, contract)
    return await one(session, CONTRACT, id=contract.id)


@router.post(
    "/contracts/{contract_id}/resume",
    operation_id="resumeContract",
    response_model=schemas.Contract,
    responses=refuses(InvalidTransition),
)
async def resume_contract(session: CanWrite, contract: TheContract) -> Json:
    """Resume a suspended contract.

    The contract is active again. It is recorded as `contract.status_changed`. A contract that is
    active or cancelled is refused with `invalid_transition`: after a cancellation create a new one
    with `createContract`.
    """
    contracts.resume_contract(session, contract)
    return await one(session, CONTRACT, id=contract.id)


@router.post(
    "/contracts/{contract_id}/cancel",
    operation_id="cancelContract",
    response_model=schemas.Contract,
    responses=refuses(InvalidTransition),
)
async def cancel_contract(
    session: CanWrite, contract: TheContract, given: schemas.ContractCancel
) -> Json:
    """Cancel a contract for good.

    The contract stays readable with the reason and the time, and equipment that belongs to it stays
    listed. It cannot be undone: a customer who comes back gets a new contract. It is recorded as
    `contract.status_changed`. Active and suspended contracts can be cancelled; a cancelled one is
    refused with `invalid_transition`.
    """
    contracts.cancel_contract(session, contract, given.reason)
    return await one(session, CONTRACT, id=contract.id)
