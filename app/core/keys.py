"""`/.well-known/jwks.json`: the public keys that verify our access tokens (RFC 7517)."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

router = APIRouter()


@router.get("/.well-known/jwks.json", include_in_schema=False)
async def jwks(request: Request) -> Response:
    keys: dict[str, Any] = request.app.state.signer.jwks()
    # A day is long before the next key signs: it is published an epoch ahead.
    return JSONResponse(keys, headers={"Cache-Control": "public, max-age=86400"})
