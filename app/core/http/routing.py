"""Routes: credential, permission, existence, body, rules, in this order.

FastAPI reads the body first; here the credential comes first, and the answer to a keyed POST is
stored before its transaction commits.
"""

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from app.core.http import idempotency
from app.core.http.access import Access, Counting, ReadAccess, WriteAccess, authenticate
from app.core.http.fast_path import Handler, fast_path


class Route(APIRoute):
    """A route of ours: `APIRouter(route_class=Route)`."""

    def get_route_handler(self) -> Handler:
        answer = super().get_route_handler()
        access = _access_of(self.dependant)
        if access is None:
            return answer
        changes = isinstance(access, WriteAccess)
        if self.takes_fast_path:
            answer = fast_path(self.dependant, answer)

        async def handle(request: Request) -> Response:
            await authenticate(request, access)
            key = idempotency.key_of(request) if changes else None
            if key:
                await request.body()  # kept by the request: forms would consume it
            try:
                response = await answer(request)
            except idempotency.Replay as replay:
                return replay.response()
            if key and response.status_code < 300:
                await idempotency.remember(request.scope["session"], request, key, response)
            return _unless_known(request, response)

        return handle

    @property
    def takes_fast_path(self) -> bool:
        """A GET that names a `:read` permission does, or it does not import."""
        return self.methods == {"GET"} and isinstance(_access_of(self.dependant), ReadAccess)


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
