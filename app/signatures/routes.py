"""`/v1/signatures`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
from app.core.http.routing import Route
from app.signatures import schemas
from app.signatures.reads import SIGNATURE

router = APIRouter(prefix="/signatures", tags=["signatures"], route_class=Route)

CanRead = Annotated[Reading, acting("orders:read")]


@router.get("/{signature_id}", operation_id="getSignature", response_model=schemas.Signature)
async def get_signature(reading: CanRead, signature_id: UUID) -> Json:
    """One signature with its drawing; technicians see those that they collected."""
    return await one(reading, SIGNATURE, id=signature_id)
