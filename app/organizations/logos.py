"""The logo: what people see before they sign in, and on what they sign."""

import hashlib
from typing import Annotated

from fastapi import Depends, Request, UploadFile

from app.core.database import TenantSession
from app.core.errors import MediaTypeNotSupported, Refusal
from app.core.events import announce
from app.core.text import N_
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


async def _store(request: Request, file: UploadFile) -> dict[str, str]:
    data = await file.read(LIMIT_BYTES + 1)
    if len(data) > LIMIT_BYTES:
        raise PictureTooLarge(
            N_("Up to {limit_bytes} bytes are taken."),
            limit_bytes=LIMIT_BYTES,
            size_bytes=file.size,
        )
    try:
        variants = await logo_variants(data)
    except PictureRefused as refused:
        raise refusal_of(refused, ACCEPTED) from None
    storage: Storage = request.app.state.storage
    kept = {}
    for name, picture in variants.items():
        kept[name] = hashlib.sha256(picture).hexdigest()
        await storage.put(storage_key(kept[name]), picture, "image/png")
    return kept


#: Variant -> SHA-256. Declared before the session in a route: no transaction waits for bytes.
StoredLogo = Annotated[dict[str, str], Depends(_store)]


def refusal_of(refused: PictureRefused, accepted: list[str]) -> Refusal:
    """What a picture that was refused means to whoever sent it."""
    if refused.reason == "too_many_pixels":
        return PictureTooLarge()
    return MediaTypeNotSupported(N_("This is no picture that is taken here."), accepted=accepted)


def storage_key(sha256: str) -> str:
    """Where a logo lies: by content alone, since whoever has its address may see it."""
    return f"logos/{sha256}"


def change_logo(
    session: TenantSession, organization: Organization, logo: dict[str, str] | None
) -> None:
    organization.logo = logo
    announce(session, LogoChanged(organization_id=organization.id))
