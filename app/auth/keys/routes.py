"""`/.well-known/jwks.json`: public keys that verify access tokens (RFC 7517)."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.core.runtime import runtime_of

root_router = APIRouter(include_in_schema=False)


@root_router.get("/.well-known/jwks.json")
async def jwks(request: Request) -> Response:
    keys = runtime_of(request).signer.jwks()
    # A day is long before the next key signs: it is published an epoch ahead.
    return JSONResponse(keys, headers={"Cache-Control": "public, max-age=86400"})
