"""`/v1/organization/logo`, `/v1/logos`"""

import re
from typing import Annotated

from fastapi import APIRouter, Response

from app.core.data.database import TenantSession
from app.core.data.reading import Json, one
from app.core.http.access import PublicRead, acting
from app.core.http.responses import sends
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


@router.put(
    "/organization/logo",
    operation_id="uploadLogo",
    response_model=schemas.OrganizationProfile,
    responses=refuses(PictureTooLarge, MediaTypeNotSupported),
)
async def upload_logo(logo: StoredLogo, session: CanWrite, organization: TheOrganization) -> Json:
    """Upload the logo of the organization.

    Takes a PNG, JPEG, WebP or SVG of at most 1 MiB and makes two PNG pictures of it, a square and a
    wide one; the original is not kept. It replaces the present logo, and the new pictures have new
    paths. The sign-in page shows it to everyone who knows a domain of the organization. A file that
    is too large, or has more than 40 megapixels, is refused with `picture_too_large`, one that is
    no such picture with `media_type_not_supported`.
    """
    logos.change_logo(session, organization, logo)
    return await one(session, PROFILE)


@router.delete("/organization/logo", operation_id="deleteLogo", status_code=204)
async def delete_logo(session: CanWrite, organization: TheOrganization) -> Response:
    """Delete the logo of the organization.

    The profile and the sign-in page no longer name a logo. The pictures stay at the paths that they
    had, for whoever has kept one. It is recorded as `organization.logo_changed`.
    """
    logos.change_logo(session, organization, None)
    return Response(status_code=204)


@router.get(
    "/logos/{content_hash}",
    operation_id="downloadLogo",
    response_class=Response,
    responses=refuses(NotFound) | sends("image/png"),
)
async def download_logo(access: PublicRead, content_hash: str) -> Response:
    """Download a picture of a logo.

    Sends the PNG that `logo` in `getOrganization` and `logo_url` in `getTenant` name. The path
    contains the hash of the picture, so what it sends never changes and may be cached without a
    limit; another logo has another path. An unknown path is refused with `not_found`.
    """
    if not re.fullmatch(r"[0-9a-f]{64}", content_hash):
        raise NotFound
    storage = access.runtime.gateway(Storage)
    try:
        picture = await storage.get(logos.storage_key(content_hash))
    except UnknownFile:
        raise NotFound from None
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(picture, media_type="image/png", headers=kept)
