"""`/v1/verify`: anybody checks a document, without signing in."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, File, Path, UploadFile

from app.core.http.access import PublicLookup
from app.core.http.routing import Route
from app.core.values.errors import NotFound, refuses
from app.documents.verification.schemas import FileVerification, Verification
from app.documents.verification.service import verify

router = APIRouter(tags=["signatures"], route_class=Route)

_CHUNK = 1 << 20
_Code = Annotated[
    str,
    Path(
        pattern="^[A-Z2-7]{26}$",
        description="Code of the document: 26 capital letters and digits.",
    ),
]


@router.get(
    "/verify/{verification_code}",
    operation_id="getVerification",
    response_model=Verification,
    responses=refuses(NotFound),
)
async def get_verification(access: PublicLookup, verification_code: _Code) -> Verification:
    """Get what stands behind the code of a document.

    For anybody who holds a service report, without signing in: who issued it, when, who signed it
    (by initials), and whether the evidence that is kept is still what was signed. Requests are
    limited per address: `rate_limited`. Refused with `not_found` for a code that was never given.
    """
    return (await verify(access.database, verification_code)).verification


@router.post("/verify", operation_id="verifyFile", response_model=FileVerification)
async def verify_file(
    access: PublicLookup,
    file: Annotated[UploadFile, File(description="The PDF as it was issued.")],
) -> FileVerification:
    """Verify a document by its file.

    For anybody who holds the PDF of a service report, without signing in. The file is hashed and
    not kept. Requests are limited per address: `rate_limited`.
    """
    digest = hashlib.sha256()
    while chunk := await file.read(_CHUNK):
        digest.update(chunk)
    sha256 = digest.hexdigest()
    try:
        found = (await verify(access.database, sha256)).verification
    except NotFound:
        found = None
    return FileVerification(matches=found is not None, sha256=sha256, verification=found)
