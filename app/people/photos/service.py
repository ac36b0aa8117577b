"""Photos of people: a square in two sizes, without metadata."""

import hashlib
from typing import Annotated
from uuid import UUID

from fastapi import Depends, File, Request, UploadFile

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.runtime import runtime_of
from app.core.security.actors import Actor
from app.core.values.errors import NotFound
from app.gateways.pictures import PHOTO_SIZES, photo_variants
from app.gateways.storage import Storage, UnknownFile
from app.organizations.logos.service import variants_of
from app.people.events import PhotoChanged
from app.people.models import Person

#: Telephones make larger ones; clients shrink them before.
LIMIT_BYTES = 4_000_000
ACCEPTED = ["image/png", "image/jpeg", "image/webp"]


async def _store(
    request: Request,
    file: Annotated[
        UploadFile,
        File(
            description="The photo as PNG, JPEG or WebP, of up to 4 MB and 40 megapixels. The"
            " square in its middle is kept."
        ),
    ],
) -> str:
    variants = await variants_of(file, photo_variants, limit_bytes=LIMIT_BYTES, accepted=ACCEPTED)
    actor: Actor = request.scope["actor"]
    storage = runtime_of(request).gateway(Storage)
    digest = hashlib.sha256(variants["large"]).hexdigest()
    for size, picture in variants.items():
        await storage.put(_key(actor.organization_id, digest, size), picture, "image/webp")
    return digest


#: SHA-256 of the large variant. Declared before the session in a route: no transaction waits.
StoredPhoto = Annotated[str, Depends(_store)]


def change_photo(session: TenantSession, person: Person, photo: str | None) -> None:
    person.photo = photo
    announce(session, PhotoChanged(person_id=person.id))


async def photo(storage: Storage, organization_id: UUID, sha256: str, size: str) -> bytes:
    """The picture, if it is of this organization."""
    try:
        return await storage.get(_key(organization_id, sha256, size))
    except UnknownFile:
        raise NotFound from None


def keys_of(organization_id: UUID, sha256: str) -> list[str]:
    """Storage keys of a photo, in all its sizes."""
    return [_key(organization_id, sha256, size) for size in PHOTO_SIZES]


def _key(organization_id: UUID, sha256: str, size: str) -> str:
    return f"{organization_id}/photos/{sha256}-{size}"
