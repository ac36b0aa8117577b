"""`/.well-known/jwks.json`: public keys that verify access tokens (RFC 7517)."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

root_router = APIRouter(include_in_schema=False)


@root_router.get("/.well-known/jwks.json")
async def jwks(request: Request) -> Response:
    keys: dict[str, Any] = request.app.state.signer.jwks()
    # A day is long before the next key signs: it is published an epoch ahead.
    return JSONResponse(keys, headers={"Cache-Control": "public, max-age=86400"})
