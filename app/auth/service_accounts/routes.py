"""`/v1/service-accounts`: programs that act under a name of their own."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.auth.service_accounts import schemas
from app.auth.service_accounts import service as service_accounts
from app.auth.service_accounts.reads import SERVICE_ACCOUNT, SERVICE_ACCOUNTS
from app.auth.service_accounts.visibility import TheAccount
from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import refuses
from app.people.administration.service import LastManager

router = APIRouter(tags=["auth"], route_class=Route)

CanRead = Annotated[Reading, acting("tokens:read")]


CanAdminister = Annotated[TenantSession, acting("tokens:admin")]


@router.get(
    "/service-accounts",
    operation_id="listServiceAccounts",
    response_model=Page[schemas.ServiceAccount],
)
async def list_service_accounts(
    reading: CanRead, query: Annotated[schemas.ServiceAccountQuery, Query()]
) -> Json:
    """List the service accounts of the organization.

    Service accounts stand for programs that act under a name of their own. The list is sorted by
    name and includes inactive ones. There is no text search and no filter. Their tokens are listed
    with `listApiTokens` and its `person_id`.
    """
    return await SERVICE_ACCOUNTS.page(reading, query)


@router.post(
    "/service-accounts",
    operation_id="createServiceAccount",
    status_code=201,
    response_model=schemas.ServiceAccount,
)
async def create_service_account(session: CanAdminister, new: schemas.ServiceAccountCreate) -> Json:
    """Create a service account for a program.

    It cannot sign in and can do nothing yet: create API tokens for it with `createApiToken`. It
    belongs to the company of the caller and is active at once. What it does is recorded under its
    own name. The caller needs the permission that `createPerson` names for its role, and a
    permission profile may give nothing that the caller lacks; otherwise it is refused with
    `permission_missing`. The role `owner` is refused with `validation_failed`.
    """
    account = await service_accounts.create_service_account(session, new)
    location = f"/v1/service-accounts/{account.id}"
    return await one(session, SERVICE_ACCOUNT, id=account.id, status=201, location=location)


@router.get(
    "/service-accounts/{service_account_id}",
    operation_id="getServiceAccount",
    response_model=schemas.ServiceAccount,
)
async def get_service_account(reading: CanRead, service_account_id: UUID) -> Json:
    """Get a service account.

    Answers with the name, role, permission profile and state of one service account. The id of a
    member or visitor is refused with `not_found`.
    """
    return await one(reading, SERVICE_ACCOUNT, id=service_account_id)


@router.patch(
    "/service-accounts/{service_account_id}",
    operation_id="updateServiceAccount",
    response_model=schemas.ServiceAccount,
    responses=refuses(LastManager),
)
async def update_service_account(
    session: CanAdminister, account: TheAccount, change: schemas.ServiceAccountUpdate
) -> Json:
    """Update, activate or deactivate a service account.

    A change of role, permission profile or state takes effect at once for all of its API tokens.
    After deactivation they are refused; after another activation they work again until they expire.
    The change is recorded as `person.updated`. The caller needs the permission that `createPerson`
    names for the present and for the new role (`permission_missing` otherwise). A change to an
    account that was a manager is refused with `last_manager` while no active member manages the
    organization.
    """
    await service_accounts.update_service_account(session, account, change)
    return await one(session, SERVICE_ACCOUNT, id=account.id)
