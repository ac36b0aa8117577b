"""`/v1/forms`, `/v1/form-versions`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import (
    Duplicate,
    InvalidTransition,
    NotFound,
    PermissionMissing,
    refuses,
)
from app.forms import schemas, service
from app.forms.models import Form, FormVersion
from app.forms.presentation import service as presentation
from app.forms.reads import FORM, FORMS, OF_FORM, VERSION, VERSIONS

router = APIRouter(tags=["forms"], route_class=Route)

CanRead = Annotated[Reading, acting("forms:read")]
CanStudy = Annotated[Reading, acting("designs:read")]
CanWrite = Annotated[TenantSession, acting("forms:write")]
TheForm = Annotated[Form, existing(Form, "forms:write")]
TheVersion = Annotated[FormVersion, existing(FormVersion, "forms:write")]


@router.get(
    "/forms",
    operation_id="listForms",
    response_model=Page[schemas.Form],
)
async def list_forms(reading: CanStudy, query: Annotated[schemas.FormQuery, Query()]) -> Json:
    """All forms, for the administration."""
    return await FORMS.page(reading, query)


@router.post(
    "/forms",
    operation_id="createForm",
    status_code=201,
    response_model=schemas.Form,
    responses=refuses(Duplicate),
)
async def create_form(session: CanWrite, new: schemas.FormCreate) -> Json:
    """Name a form. What it asks comes with its first version."""
    form = service.create_form(session, new)
    return await one(session, FORM, id=form.id, status=201, location=f"/v1/forms/{form.id}")


@router.get(
    "/forms/{form_id}",
    operation_id="getForm",
    response_model=schemas.Form,
)
async def get_form(reading: CanStudy, form_id: UUID) -> Json:
    """One form, archived or not."""
    return await one(reading, FORM, id=form_id)


@router.patch("/forms/{form_id}", operation_id="updateForm", response_model=schemas.Form)
async def update_form(session: CanWrite, form: TheForm, change: schemas.FormUpdate) -> Json:
    """Rename a form, archive it (`active: false`) or offer it again."""
    service.update_form(session, form, change)
    return await one(session, FORM, id=form.id)


@router.get(
    "/forms/{form_id}/schema",
    operation_id="getFormSchema",
    response_model=schemas.FormSchema,
    responses=refuses(PermissionMissing),
)
async def get_form_schema(
    reading: CanRead, form_id: UUID, query: Annotated[schemas.SchemaQuery, Query()]
) -> schemas.FormSchema:
    """What is filled in now, as the caller may fill it in."""
    return await presentation.published_schema(reading, form_id, query)


@router.get(
    "/forms/{form_id}/versions",
    operation_id="listFormVersions",
    response_model=Page[schemas.FormVersion],
)
async def list_versions(
    reading: CanStudy, form_id: UUID, query: Annotated[schemas.FormVersionQuery, Query()]
) -> Json:
    """The versions of a form, newest first."""
    if await reading.row(FORM, id=form_id) is None:
        raise NotFound
    return await VERSIONS.page(reading, query, OF_FORM, form_id=form_id)


@router.post(
    "/forms/{form_id}/versions",
    operation_id="createFormVersion",
    status_code=201,
    response_model=schemas.FormVersion,
)
async def create_version(session: CanWrite, form: TheForm, new: schemas.FormVersionCreate) -> Json:
    """Begin a draft; what is left out is as in the newest version."""
    version = await service.new_version(session, form, new)
    location = f"/v1/form-versions/{version.id}"
    return await one(session, VERSION, id=version.id, status=201, location=location)


@router.get(
    "/form-versions/{form_version_id}",
    operation_id="getFormVersion",
    response_model=schemas.FormVersion,
)
async def get_version(reading: CanStudy, form_version_id: UUID) -> Json:
    """One version as it was written."""
    return await one(reading, VERSION, id=form_version_id)


@router.patch(
    "/form-versions/{form_version_id}",
    operation_id="updateFormVersion",
    response_model=schemas.FormVersion,
    responses=refuses(service.FormAlreadyPublished),
)
async def update_version(
    session: CanWrite, form_version: TheVersion, change: schemas.FormVersionUpdate
) -> Json:
    """Work on a draft. A version that was published does not change any more."""
    service.update_version(session, form_version, change)
    return await one(session, VERSION, id=form_version.id)


@router.post(
    "/form-versions/{form_version_id}/publish",
    operation_id="publishFormVersion",
    response_model=schemas.FormVersion,
    responses=refuses(InvalidTransition),
)
async def publish_version(session: CanWrite, form_version: TheVersion) -> Json:
    """Let this draft be what is filled in from now on; the version before it is retired."""
    await service.publish_version(session, form_version)
    return await one(session, VERSION, id=form_version.id)


@router.get(
    "/form-versions/{form_version_id}/schema",
    operation_id="getFormVersionSchema",
    response_model=schemas.FormSchema,
    responses=refuses(PermissionMissing),
)
async def get_version_schema(
    reading: CanRead, form_version_id: UUID, query: Annotated[schemas.SchemaQuery, Query()]
) -> schemas.FormSchema:
    """The version that a ticket keeps, as the caller may fill it in; drafts are not shown."""
    return await presentation.version_schema(reading, form_version_id, query)
