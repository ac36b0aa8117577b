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
    """Get a signature.

    Who signed what and when, with the drawing as SVG and the hash of the signed document; of the
    signer's document number only the last three characters are shown. Find its identifier in the
    closing report of an order (`getOrderCloseReport`). A technician sees the signatures that they
    collected; whoever has the permission `orders:all` sees all, those that customers gave by the
    link of a quote included. A signature is never changed.
    """
    return await one(reading, SIGNATURE, id=signature_id)
