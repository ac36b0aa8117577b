"""`/v1/contracts`, `/v1/equipment`, and what a customer has: contracts, equipment, documents."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.core.access import existing
from app.core.errors import Duplicate, InvalidTransition, NotFound, UnknownReference, refuses
from app.core.listing import Page
from app.core.reading import one
from app.core.routing import Route
from app.core.sealing import TheSeal
from app.customers import contracts, equipment, merging, schemas
from app.customers.access import CanRead, CanWrite, TheCustomer, demand_customer
from app.customers.models import Contract, Equipment
from app.customers.reads import (
    CONTRACT,
    CONTRACTS,
    CUSTOMER,
    CUSTOMER_FILE,
    EQUIPMENT,
    EQUIPMENT_LIST,
    EQUIPMENT_OF_CUSTOMER,
    FILES,
    FILES_OF_CUSTOMER,
)
from app.customers.service import CustomerWasMerged
from app.files.uploads import UploadAlreadyUsed

router = APIRouter(tags=["customers"], route_class=Route)

TheContract = Annotated[Contract, existing(Contract, "customers:write")]
TheEquipment = Annotated[Equipment, existing(Equipment, "customers:write", name="equipment_id")]


@router.get(
    "/customers/{customer_id}/duplicates",
    operation_id="listCustomerDuplicates",
    response_model=schemas.Duplicates,
)
async def list_customer_duplicates(reading: CanRead, customer_id: UUID) -> schemas.Duplicates:
    """Who may be the same customer: same document, e-mail, telephone or name; 50 at most."""
    return await merging.duplicates_of(reading, customer_id)


@router.post(
    "/customers/{customer_id}/merge",
    operation_id="mergeCustomer",
    response_model=schemas.Customer,
    responses=refuses(CustomerWasMerged, UnknownReference),
)
async def merge_customer(
    session: CanWrite, customer: TheCustomer, wanted: schemas.CustomerMerge
) -> Any:
    """Make two entries of one customer one: everything goes to the other, which is answered.

    What the other has no document, e-mail, telephone or notes for is taken over. The merged entry
    stays readable under its own id; it is not listed and cannot be changed.
    """
    into = await merging.merge_customers(session, customer, wanted.into_customer_id)
    return await one(session, CUSTOMER, id=into.id)


@router.get("/contracts", operation_id="listContracts", response_model=Page[schemas.Contract])
async def list_contracts(reading: CanRead, query: Annotated[schemas.ContractQuery, Query()]) -> Any:
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
    session: CanWrite, customer: TheCustomer, new: schemas.ContractCreate, seal: TheSeal
) -> Any:
    """Write down what a customer pays for; the PPPoE password is sealed and not shown again."""
    contract = await contracts.add_contract(session, customer, new, seal)
    location = f"/v1/contracts/{contract.id}"
    return await one(session, CONTRACT, id=contract.id, status=201, location=location)


@router.get("/contracts/{contract_id}", operation_id="getContract", response_model=schemas.Contract)
async def get_contract(reading: CanRead, contract_id: UUID) -> Any:
    """One contract."""
    return await one(reading, CONTRACT, id=contract_id)


@router.patch(
    "/contracts/{contract_id}",
    operation_id="updateContract",
    response_model=schemas.Contract,
    responses=refuses(Duplicate, UnknownReference),
)
async def update_contract(
    session: CanWrite, contract: TheContract, change: schemas.ContractUpdate, seal: TheSeal
) -> Any:
    """Change the plan, the site or the account of a contract."""
    await contracts.change_contract(session, contract, change, seal)
    return await one(session, CONTRACT, id=contract.id)


@router.post(
    "/contracts/{contract_id}/suspend",
    operation_id="suspendContract",
    response_model=schemas.Contract,
    responses=refuses(InvalidTransition),
)
async def suspend_contract(session: CanWrite, contract: TheContract) -> Any:
    """Withhold the service, until it is resumed."""
    contracts.suspend_contract(session, contract)
    return await one(session, CONTRACT, id=contract.id)


@router.post(
    "/contracts/{contract_id}/resume",
    operation_id="resumeContract",
    response_model=schemas.Contract,
    responses=refuses(InvalidTransition),
)
async def resume_contract(session: CanWrite, contract: TheContract) -> Any:
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
) -> Any:
    """End a contract for good."""
    contracts.cancel_contract(session, contract, given.reason)
    return await one(session, CONTRACT, id=contract.id)


@router.get(
    "/customers/{customer_id}/equipment",
    operation_id="listEquipment",
    response_model=Page[schemas.Equipment],
)
async def list_equipment(
    reading: CanRead, customer_id: UUID, query: Annotated[schemas.EquipmentQuery, Query()]
) -> Any:
    """What stands, or stood, at a customer's."""
    await demand_customer(reading, customer_id)
    return await EQUIPMENT_LIST.page(reading, query, EQUIPMENT_OF_CUSTOMER, customer_id=customer_id)


@router.post(
    "/customers/{customer_id}/equipment",
    operation_id="createEquipment",
    status_code=201,
    response_model=schemas.Equipment,
    responses=refuses(Duplicate, UnknownReference, CustomerWasMerged),
)
async def create_equipment(
    session: CanWrite, customer: TheCustomer, new: schemas.EquipmentCreate
) -> Any:
    """Write down an apparatus at a customer's."""
    added = await equipment.add_equipment(session, customer, new)
    location = f"/v1/equipment/{added.id}"
    return await one(session, EQUIPMENT, id=added.id, status=201, location=location)


@router.get(
    "/equipment/{equipment_id}", operation_id="getEquipment", response_model=schemas.Equipment
)
async def get_equipment(reading: CanRead, equipment_id: UUID) -> Any:
    """One apparatus."""
    return await one(reading, EQUIPMENT, id=equipment_id)


@router.patch(
    "/equipment/{equipment_id}",
    operation_id="updateEquipment",
    response_model=schemas.Equipment,
    responses=refuses(UnknownReference),
)
async def update_equipment(
    session: CanWrite, held: TheEquipment, change: schemas.EquipmentUpdate
) -> Any:
    """Correct what is known of an apparatus; `removed_on` says that it is there no longer."""
    await equipment.change_equipment(session, held, change)
    return await one(session, EQUIPMENT, id=held.id)


@router.get(
    "/customers/{customer_id}/files",
    operation_id="listCustomerFiles",
    response_model=Page[schemas.CustomerFile],
)
async def list_customer_files(
    reading: CanRead, customer_id: UUID, query: Annotated[schemas.CustomerFileQuery, Query()]
) -> Any:
    """The documents of a customer; `downloadFile` gives them."""
    await demand_customer(reading, customer_id)
    return await FILES.page(reading, query, FILES_OF_CUSTOMER, customer_id=customer_id)


@router.post(
    "/customers/{customer_id}/files",
    operation_id="addCustomerFile",
    status_code=201,
    response_model=schemas.CustomerFile,
    responses=refuses(UnknownReference, UploadAlreadyUsed, CustomerWasMerged),
)
async def add_customer_file(
    session: CanWrite, customer: TheCustomer, new: schemas.CustomerFileAdd
) -> Any:
    """Keep an upload as a document of a customer."""
    document_id = await equipment.add_file(session, customer, new)
    location = f"/v1/customers/{customer.id}/files"
    return await one(session, CUSTOMER_FILE, id=document_id, status=201, location=location)


@router.delete(
    "/customers/{customer_id}/files/{document_id}",
    operation_id="deleteCustomerFile",
    status_code=204,
    responses=refuses(NotFound),
)
async def delete_customer_file(
    session: CanWrite, customer: TheCustomer, document_id: UUID
) -> Response:
    """Take a document from a customer."""
    await equipment.remove_file(session, customer, document_id)
    return Response(status_code=204)
