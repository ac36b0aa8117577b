"""The network address of a request, recorded in its events."""

from dataclasses import replace

from fastapi import Request

from app.core.security.actors import Actor


def address_of(request: Request) -> str:
    """The address, as the server in front of us reports it."""
    return request.client.host if request.client else "unknown"


def located(actor: Actor, request: Request) -> Actor:
    """The actor of this very request."""
    return replace(actor, request_id=request.scope.get("request_id"), address=address_of(request))
