"""`/v1/organization/logo`, `/v1/logos`"""

import re
from typing import Annotated

from fastapi import APIRouter, Response

from app.core.data.database import TenantSession
from app.core.data.reading import Json, one
from app.core.http.access import PublicAccess, acting, public_access
from app.core.http.routing import Route
from app.core.values.errors import MediaTypeNotSupported, NotFound, refuses
from app.gateways.storage import Storage, UnknownFile
from app.organizations import schemas
from app.organizations.logos import service as logos
from app.organizations.logos.service import PictureTooLarge, StoredLogo
from app.organizations.reads import PROFILE
from app.organizations.visibility import TheOrganization

router = APIRouter(tags=["organizations"], route_class=Route)
CanWrite = Annotated[TenantSession, acting("organization:write")]
Public = Annotated[PublicAccess, public_access()]


@router.put(
    "/organization/logo",
    operation_id="uploadLogo",
    response_model=schemas.OrganizationProfile,
    responses=refuses(PictureTooLarge, MediaTypeNotSupported),
)
async def upload_logo(logo: StoredLogo, session: CanWrite, organization: TheOrganization) -> Json:
    """Give a logo: PNG, JPEG, WebP or SVG, up to 1 MiB. A square and a wide one are made of it."""
    logos.change_logo(session, organization, logo)
    return await one(session, PROFILE)


@router.delete("/organization/logo", operation_id="deleteLogo", status_code=204)
async def delete_logo(session: CanWrite, organization: TheOrganization) -> Response:
    """Show no logo any more."""
    logos.change_logo(session, organization, None)
    return Response(status_code=204)


@router.get(
    "/logos/{content_hash}",
    operation_id="downloadLogo",
    response_class=Response,
    responses={
        200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}},
        **refuses(NotFound),
    },
)
async def download_logo(access: Public, content_hash: str) -> Response:
    """A logo by what it shows: it never changes, so it may be kept for ever."""
    if not re.fullmatch(r"[0-9a-f]{64}", content_hash):
        raise NotFound
    storage = access.runtime.gateway(Storage)
    try:
        picture = await storage.get(logos.storage_key(content_hash))
    except UnknownFile:
        raise NotFound from None
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(picture, media_type="image/png", headers=kept)
