"""`/v1/me`, `/v1/photos`: what somebody reads and changes of oneself."""

import re
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from app.core.access import acting
from app.core.actors import Actor
from app.core.concurrency import check_if_match, etag
from app.core.database import TenantSession
from app.core.errors import MediaTypeNotSupported, NotFound, refuses
from app.core.reading import Json, Reading, Rows
from app.core.routing import Route
from app.gateways.storage import Storage
from app.organizations.logos import PictureTooLarge
from app.people import photos, schemas, service
from app.people.guarding import SignInDelayed
from app.people.models import Person
from app.people.passwords import hash_new
from app.people.photos import StoredPhoto
from app.people.proving import PasswordWrong, prove_password
from app.people.reads import ME

router = APIRouter(tags=["people"], route_class=Route)

CanRead = Annotated[Reading, acting("me:read")]
CanWrite = Annotated[TenantSession, acting("me:write")]
CanSee = Annotated[Reading, acting("organization:read")]


async def _me(request: Request, session: CanWrite) -> Person:
    person = await session.fetch(Person, session.actor.person_id or UUID(int=0), lock=True)
    check_if_match(request, person.version)
    return person


_me.checks_version = True  # type: ignore[attr-defined]  # for openapi
#: No path names oneself; else this would be `existing()`.
Oneself = Annotated[Person, Depends(_me, scope="function")]


async def _hash_of_change(request: Request, change: schemas.PasswordChange) -> str:
    known = await prove_password(request, change.current_password)
    return await hash_new(
        change.new_password, known["name"], known["email"], known["username"], field="new_password"
    )


#: Declared before the session in a route: no transaction waits for a hash.
ChangedHash = Annotated[str, Depends(_hash_of_change)]


@router.get("/me", operation_id="getMe", response_model=schemas.Me)
async def get_me(reading: CanRead) -> Any:
    """Who the caller is, and what the credential allows."""
    return await _card(reading)


@router.patch("/me", operation_id="updateMe", response_model=schemas.Me)
async def update_me(session: CanWrite, person: Oneself, change: schemas.MeUpdate) -> Any:
    """Change one's name, telephone, language, and whether mails come."""
    await service.change_oneself(session, person, change)
    return await _card(session)


@router.put(
    "/me/password",
    operation_id="changePassword",
    status_code=204,
    responses=refuses(PasswordWrong, SignInDelayed),
)
async def change_password(
    password_hash: ChangedHash, session: CanWrite, person: Oneself
) -> Response:
    """Choose another password. All other sessions end."""
    await service.set_password(session, person, password_hash)
    return Response(status_code=204)


@router.put(
    "/me/photo",
    operation_id="uploadMyPhoto",
    response_model=schemas.Me,
    responses=refuses(PictureTooLarge, MediaTypeNotSupported),
)
async def upload_my_photo(photo: StoredPhoto, session: CanWrite, person: Oneself) -> Any:
    """Show a photo: PNG, JPEG or WebP. A square out of its middle is kept, and nothing else."""
    photos.change_photo(session, person, photo)
    return await _card(session)


@router.delete("/me/photo", operation_id="deleteMyPhoto", status_code=204)
async def delete_my_photo(session: CanWrite, person: Oneself) -> Response:
    """Show no photo any more."""
    photos.change_photo(session, person, None)
    return Response(status_code=204)


@router.get(
    "/photos/{content_hash}",
    operation_id="downloadPhoto",
    response_class=Response,
    responses={
        200: {"content": {"image/webp": {"schema": {"type": "string", "format": "binary"}}}},
        **refuses(NotFound),
    },
)
async def download_photo(
    request: Request,
    reading: CanSee,
    content_hash: str,
    query: Annotated[schemas.PhotoQuery, Query()],
) -> Response:
    """A photo of somebody in the organization, by what it shows: it never changes."""
    if not re.fullmatch(r"[0-9a-f]{64}", content_hash):
        raise NotFound
    storage: Storage = request.app.state.storage
    picture = await photos.photo(storage, reading.actor.organization_id, content_hash, query.size)
    kept = {"Cache-Control": "private, max-age=31536000, immutable"}
    return Response(picture, media_type="image/webp", headers=kept)


async def _card(source: Rows) -> Json:
    actor: Actor = source.actor
    row = await source.row(ME, id=actor.person_id)
    if row is None:
        raise NotFound
    on_behalf = actor.act and schemas.OnBehalf(
        organization_id=actor.act.organization_id,
        person_id=actor.act.person_id,
        grant_id=actor.act.grant_id,
    )
    me = schemas.Me(
        **row,
        organization_id=actor.organization_id,
        permissions=sorted(actor.permissions),
        on_behalf=on_behalf,
    )
    return Json(me.model_dump_json(), headers={"ETag": etag(row["version"])})
