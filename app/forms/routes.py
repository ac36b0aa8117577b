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
    """List forms.

    All forms as those who administer them see them, sorted by key; what they ask for is in their
    versions. Archived forms are included unless `active` says otherwise. Whoever fills in a form
    uses `getFormTree` and `getFormSchema` instead.
    """
    return await FORMS.page(reading, query)


@router.post(
    "/forms",
    operation_id="createForm",
    status_code=201,
    response_model=schemas.Form,
    responses=refuses(Duplicate),
)
async def create_form(session: CanWrite, new: schemas.FormCreate) -> Json:
    """Create a form.

    The form has no fields yet: they come with its first version (`createFormVersion`), and it can
    be filled in once a version is published. The key cannot be changed later. Refused with
    `duplicate` when another form has this key.
    """
    form = service.create_form(session, new)
    return await one(session, FORM, id=form.id, status=201, location=f"/v1/forms/{form.id}")


@router.get(
    "/forms/{form_id}",
    operation_id="getForm",
    response_model=schemas.Form,
)
async def get_form(reading: CanStudy, form_id: UUID) -> Json:
    """Get a form.

    Its key, its name and the version that is published now; an archived form is returned as well.
    `getFormVersion` gives the fields.
    """
    return await one(reading, FORM, id=form_id)


@router.patch("/forms/{form_id}", operation_id="updateForm", response_model=schemas.Form)
async def update_form(session: CanWrite, form: TheForm, change: schemas.FormUpdate) -> Json:
    """Update a form or archive it.

    Renames the form, archives it (`active: false`) or offers it again. While a form is archived, no
    ticket can be opened with it; tickets that have it keep it. The key cannot be changed.
    """
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
    """Get the published schema of a form, as the caller fills it in.

    Use it to show the form and to check values before they are sent; the server checks them with
    the same schema. What depends on audience and phase is already in it: fields for the desk only
    are missing for a requester, and `phase=solve` requires more. Not found while no version of the
    form is published.

    Refused with `permission_missing` when `audience=agent` is asked for without the permission
    `tickets:all`.
    """
    return await presentation.published_schema(reading, form_id, query)


@router.get(
    "/forms/{form_id}/versions",
    operation_id="listFormVersions",
    response_model=Page[schemas.FormVersion],
)
async def list_versions(
    reading: CanStudy, form_id: UUID, query: Annotated[schemas.FormVersionQuery, Query()]
) -> Json:
    """List the versions of a form.

    Drafts, the published version and the retired ones, newest first. Not found when the form does
    not exist.
    """
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
    """Create a draft of a form.

    What is left out is taken over from the newest version, so that a small change needs only what
    changes. Nobody fills in the draft until it is published (`publishFormVersion`); until then it
    can be changed, and it may be incomplete. Refused with `validation_failed` when the schema uses
    what no form may, or `attachment_max` is less than `attachment_min`.
    """
    version = await service.new_version(session, form, new)
    location = f"/v1/form-versions/{version.id}"
    return await one(session, VERSION, id=version.id, status=201, location=location)


@router.get(
    "/form-versions/{form_version_id}",
    operation_id="getFormVersion",
    response_model=schemas.FormVersion,
)
async def get_version(reading: CanStudy, form_version_id: UUID) -> Json:
    """Get a version of a form, as it was written.

    The schema is the one that was sent, for all audiences and phases together. Use
    `getFormVersionSchema` for what somebody fills in.
    """
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
    """Update a draft of a form.

    What is given replaces the former value as a whole, schemas included. Refused with
    `form_already_published` once the version was published: it does not change any more, because
    tickets keep it; create another version instead. Refused with `validation_failed` when the
    schema uses what no form may, or `attachment_max` is less than `attachment_min`.
    """
    service.update_version(session, form_version, change)
    return await one(session, VERSION, id=form_version.id)


@router.post(
    "/form-versions/{form_version_id}/publish",
    operation_id="publishFormVersion",
    response_model=schemas.FormVersion,
    responses=refuses(InvalidTransition),
)
async def publish_version(session: CanWrite, form_version: TheVersion) -> Json:
    """Publish a draft of a form.

    From now on this version is filled in; the one that was published before is retired. Tickets
    that were opened with an earlier version keep it. Recorded as the event `form.published`.

    Refused with `invalid_transition` when the version is no draft any more. Refused with
    `validation_failed` when the draft is not complete or not sound, such as when a list names a
    field that the schema does not have; `errors` names everything that is wrong.
    """
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
    """Get the schema of a version of a form, as the caller fills it in.

    Use it for a ticket that was opened with this version, even if it is retired since. Audience and
    phase have the same effect as in `getFormSchema`. A draft is not found.

    Refused with `permission_missing` when `audience=agent` is asked for without the permission
    `tickets:all`.
    """
    return await presentation.version_schema(reading, form_version_id, query)
