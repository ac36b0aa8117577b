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
    """What customers pay for."""
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
    """Write down what a customer pays for; the PPPoE password is encrypted and not shown again."""
    contract = await contracts.create_contract(session, customer, new, encryptor)
    location = f"/v1/contracts/{contract.id}"
    return await one(session, CONTRACT, id=contract.id, status=201, location=location)


@router.get("/contracts/{contract_id}", operation_id="getContract", response_model=schemas.Contract)
async def get_contract(reading: CanRead, contract_id: UUID) -> Json:
    """One contract."""
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
    """Change the plan, the site or the account of a contract."""
    await contracts.update_contract(session, contract, change, encryptor)
    return await one(session, CONTRACT, id=contract.id)


@router.post(
    "/contracts/{contract_id}/suspend",
    operation_id="suspendContract",
    response_model=schemas.Contract,
    responses=refuses(InvalidTransition),
)
async def suspend_contract(session: CanWrite, contract: TheContract) -> Json:
    """Withhold the service, until it is resumed."""
    contracts.suspend_contract(session, contract)
    return await one(session, CONTRACT, id=contract.id)


@router.post(
    "/contracts/{contract_id}/resume",
    operation_id="resumeContract",
    response_model=schemas.Contract,
    responses=refuses(InvalidTransition),
)
async def resume_contract(session: CanWrite, contract: TheContract) -> Json:
    """Give the service again."""
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
    """End a contract for good."""
    contracts.cancel_contract(session, contract, given.reason)
    return await one(session, CONTRACT, id=contract.id)
