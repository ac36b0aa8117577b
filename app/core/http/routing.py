"""Routes: credential, permission, existence, body, rules, in this order.

FastAPI reads the body first; here the credential comes first, and the answer to a keyed POST is
stored before its transaction commits.
"""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.types import Message

from app.core.data.database_errors import gave_way
from app.core.http import idempotency
from app.core.http.access import Access, Counting, ReadAccess, WriteAccess, authenticate
from app.core.http.fast_path import Handler, fast_path


class Route(APIRoute):
    """A route of ours, below `/v1`: `APIRouter(route_class=Route)`."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(f"/v1{path}", endpoint, **options)

    def get_route_handler(self) -> Handler:
        answer = super().get_route_handler()
        access = _access_of(self.dependant)
        if access is None:
            return _replaying(answer)
        if self.takes_fast_path:
            answer = fast_path(self.dependant, answer)
        elif isinstance(access, WriteAccess):
            answer = _replaying(_Change(answer))

        async def handle(request: Request) -> Response:
            await authenticate(request, access)
            return _unless_known(request, await answer(request))

        return handle

    @property
    def takes_fast_path(self) -> bool:
        """A GET that names a `:read` permission does, or it does not import."""
        return self.methods == {"GET"} and isinstance(_access_of(self.dependant), ReadAccess)


@dataclass(frozen=True, slots=True)
class _Change:
    """Answers a request for a change: done once for each key, begun anew if it had to give way."""

    answer: Handler

    async def __call__(self, request: Request) -> Response:
        key = idempotency.key_of(request)
        body = await request.body()  # kept by the request: forms would consume it
        try:
            return await self._carry_out(request, key)
        except Exception as error:
            if not gave_way(error):
                raise
        return await self._carry_out(_sent_again(request, body), key)

    async def _carry_out(self, request: Request, key: str | None) -> Response:
        """The answer, once its transaction is committed; all of it can be begun anew."""
        async with AsyncExitStack() as stack:
            # Where FastAPI leaves what follows a `yield`, until the end of the block.
            request.scope["fastapi_function_astack"] = stack
            response = await self.answer(request)
            if key and response.status_code < 300:
                await idempotency.remember(request.scope["session"], request, key, response)
        return response


def _replaying(answer: Handler) -> Handler:
    """Give the stored answer when the request was carried out before."""

    async def handle(request: Request) -> Response:
        try:
            return await answer(request)
        except idempotency.Replay as replay:
            return replay.response()

    return handle


def _sent_again(request: Request, body: bytes) -> Request:
    """The same request with its body unread: a form that was read has closed its files."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(request.scope, receive)


def permission_of(dependant: Dependant) -> str | None:
    """The permission that a route names in its signature; None for a public one."""
    access = _access_of(dependant)
    return access.permission if access else None


def limits_of(dependant: Dependant) -> tuple[str, ...]:
    """The rate limits that every request of a route counts in, in the order of counting."""
    access = _access_of(dependant)
    counting = [i.call.limit for i in dependant.dependencies if isinstance(i.call, Counting)]
    return (*(access.limits if access else ()), *counting)


def _access_of(dependant: Dependant) -> Access | None:
    for inner in dependant.dependencies:
        found = inner.call if isinstance(inner.call, Access) else _access_of(inner)
        if found:
            return found
    return None


def _unless_known(request: Request, response: Response) -> Response:
    known = request.headers.get("if-none-match") if request.method == "GET" else None
    tag = response.headers.get("etag") if known else None
    if known is None or tag is None:
        return response
    if known.strip() == "*" or tag in (t.strip().removeprefix("W/") for t in known.split(",")):
        return Response(status_code=304, headers={"ETag": tag})
    return response
