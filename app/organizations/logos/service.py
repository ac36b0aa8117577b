"""The organization's logo, in the sizes that are shown."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, File, Request, UploadFile

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.runtime import runtime_of
from app.core.values.errors import MediaTypeNotSupported, Refusal
from app.core.values.text import N_
from app.gateways.pictures import PictureRefused, logo_variants
from app.gateways.storage import Storage
from app.organizations.events import LogoChanged
from app.organizations.models import Organization

#: 1 MiB: more is no logo.
LIMIT_BYTES = 1_048_576
ACCEPTED = ["image/png", "image/jpeg", "image/webp", "image/svg+xml"]


class PictureTooLarge(Refusal):
    """The picture has more bytes, or more pixels, than are taken."""

    status = 413
    title = N_("The picture is too large")
    advice = N_("Send a smaller picture.")


async def variants_of(
    file: UploadFile,
    make: Callable[[bytes], Awaitable[dict[str, bytes]]],
    *,
    limit_bytes: int,
    accepted: list[str],
) -> dict[str, bytes]:
    """The pictures that are made of an upload; 413 for too large a one, 415 for no picture."""
    data = await file.read(limit_bytes + 1)
    if len(data) > limit_bytes:
        raise PictureTooLarge(
            N_("Up to {limit_bytes} bytes are taken."),
            limit_bytes=limit_bytes,
            size_bytes=file.size,
        )
    try:
        return await make(data)
    except PictureRefused as refused:
        if refused.reason == "too_many_pixels":
            raise PictureTooLarge from None
        if refused.reason == "too_complex":
            raise PictureTooLarge(N_("Drawing this picture takes too long.")) from None
        detail = N_("This is no picture that is taken here.")
        raise MediaTypeNotSupported(detail, accepted=accepted) from None


async def _store(
    request: Request,
    file: Annotated[
        UploadFile, File(description="The logo as PNG, JPEG, WebP or SVG, of up to 1 MiB.")
    ],
) -> dict[str, str]:
    variants = await variants_of(file, logo_variants, limit_bytes=LIMIT_BYTES, accepted=ACCEPTED)
    storage = runtime_of(request).gateway(Storage)
    kept = {}
    for name, picture in variants.items():
        kept[name] = hashlib.sha256(picture).hexdigest()
        await storage.put(storage_key(kept[name]), picture, "image/png")
    return kept


#: Variant -> SHA-256. Declared before the session in a route: no transaction waits for bytes.
StoredLogo = Annotated[dict[str, str], Depends(_store)]


def storage_key(sha256: str) -> str:
    """Storage key of a logo: by content alone, since anybody with its address may see it."""
    return f"logos/{sha256}"


def change_logo(
    session: TenantSession, organization: Organization, logo: dict[str, str] | None
) -> None:
    organization.logo = logo
    announce(session, LogoChanged(organization_id=organization.id))
