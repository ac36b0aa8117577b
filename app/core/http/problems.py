"""Problem documents: every failure of a request as `application/problem+json` (RFC 9457)."""

import json
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import structlog
from asyncpg import InterfaceError, InternalClientError, PostgresError
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Match

from app.core.data.database_errors import refusal_from_database
from app.core.values import errors
from app.core.values.errors import FieldProblem, Refusal
from app.core.values.notation import DEFAULT_ZONE, Codes, Notation
from app.core.values.text import N_, choose_locale

log = structlog.get_logger()

#: pydantic's error types that have words of ours; the rest say that the value is not valid.
_WORDS = {
    "missing": ("required", N_("This field is required.")),
    "extra_forbidden": ("unknown_field", N_("There is no such field.")),
    "string_too_short": ("too_short", N_("At least {min_length} characters.")),
    "string_too_long": ("too_long", N_("At most {max_length} characters.")),
    "too_short": ("too_few", N_("At least {min_length} entries.")),
    "too_long": ("too_many", N_("At most {max_length} entries.")),
    "greater_than": ("greater_than", N_("Must be greater than {gt}.")),
    "greater_than_equal": ("greater_than_equal", N_("Must be {ge} or more.")),
    "less_than": ("less_than", N_("Must be less than {lt}.")),
    "less_than_equal": ("less_than_equal", N_("Must be {le} or less.")),
    "decimal_max_places": ("too_many_decimals", N_("At most {decimal_places} decimal places.")),
    "enum": ("unknown_value", N_("Must be one of: {expected}.")),
    "literal_error": ("unknown_value", N_("Must be one of: {expected}.")),
    "uuid_parsing": ("not_a_uuid", N_("Must be a UUID.")),
    "uuid_type": ("not_a_uuid", N_("Must be a UUID.")),
    "uuid_version": ("uuid_version", N_("Must be a UUID of version {expected_version}.")),
    "string_type": ("not_text", N_("Must be text.")),
    "in_the_future": ("in_the_future", N_("Must not be in the future.")),
    "blank": ("blank", N_("Must not be blank.")),
}
_OTHER = N_("This value is not valid.")
_FAULTS_OF_THE_DATABASE = (
    *(DBAPIError, PostgresError, InterfaceError, InternalClientError),
    *(ConnectionError, TimeoutError),
)
_BUILT_IN = frozenset(get_args(ErrorType))


def install(app: FastAPI, *outages: type[Exception]) -> None:
    """Every way a request can fail ends in `answer`.

    `outages`: what is raised when a part beside the database does not answer.
    """

    @app.exception_handler(Refusal)
    async def refused(request: Request, refusal: Refusal) -> Response:
        return answer(request, refusal)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        if any(e["type"] == "json_invalid" for e in error.errors()):
            return answer(request, errors.MalformedRequest())
        if isinstance(error.body, bytes) and error.body:
            return answer(request, errors.MediaTypeNotSupported())
        return answer(request, errors.ValidationFailed(errors=field_problems(error.errors())))

    @app.exception_handler(HTTPException)
    async def not_routed(request: Request, error: HTTPException) -> Response:
        by_status: dict[int, type[Refusal]] = {
            404: errors.RouteNotFound,
            405: errors.MethodNotAllowed,
            413: errors.BodyTooLarge,
        }
        refusal = by_status.get(error.status_code, errors.MalformedRequest)()
        if error.status_code == 405:
            refusal.headers = {"Allow": ", ".join(allowed_methods(request))}
        return answer(request, refusal)

    @app.exception_handler(ClientDisconnect)
    async def left(request: Request, _error: ClientDisconnect) -> Response:
        return answer(request, errors.MalformedRequest())

    for fault in _FAULTS_OF_THE_DATABASE:
        app.add_exception_handler(fault, _database_refused)
    for outage in outages:
        app.add_exception_handler(outage, _does_not_answer)


async def _database_refused(request: Request, error: Exception) -> Response:
    refusal = refusal_from_database(error)
    if refusal is None:
        log.error("database_error", exc_info=error)
        refusal = errors.InternalError()
    return answer(request, refusal)


async def _does_not_answer(request: Request, error: Exception) -> Response:
    log.warning("unavailable", error=repr(error)[:500])
    return answer(request, errors.Unavailable())


def answer(request: Request, refusal: Refusal) -> Response:
    body = refusal.body(request_notation(request), request.scope.get("request_id", ""))
    return Response(
        json.dumps(body, ensure_ascii=False, default=str),
        refusal.status,
        refusal.headers,
        media_type="application/problem+json",
    )


def request_locale(request: Request) -> str:
    """The language of the answer: the person's own, else what the request asks for."""
    actor = request.scope.get("actor")
    if actor is not None and actor.locale:
        return str(actor.locale)
    return choose_locale(request.headers.get("accept-language"))


def request_notation(request: Request) -> Notation:
    """Notation of the answer: the language of `request_locale`, the organization's time zone."""
    actor = request.scope.get("actor")
    zone = DEFAULT_ZONE if actor is None else actor.zone
    return Notation(request_locale(request), zone)


def field_problems(found: Iterable[ErrorDetails | dict[str, Any]]) -> list[FieldProblem]:
    """pydantic's errors as ours. The value that was refused is never repeated."""
    problems = []
    for error in found:
        kind = error["type"]
        # A kind that pydantic does not know is a rule of ours, and comes with words of ours.
        code, detail = _WORDS.get(kind, (kind, _OTHER if kind in _BUILT_IN else error["msg"]))
        context = error.get("ctx") or {}
        params = {name: _param(value) for name, value in context.items() if name != "error"}
        if code == "unknown_value":
            # Written by pydantic as 'one', 'two' or 'three'.
            values = tuple(re.findall(r"'([^']*)'", context["expected"]))
            params["expected"] = Codes(values, context["expected"])
        if detail == _OTHER and error["type"] == "value_error":
            detail = str(context.get("error", _OTHER))
        pointer = "#/" + "/".join(
            str(part).replace("~", "~0").replace("/", "~1") for part in error["loc"]
        )
        problems.append(FieldProblem(pointer=pointer, code=code, detail=detail, params=params))
    return problems


def _param(value: Any) -> Any:
    return value if isinstance(value, int | float | str | Decimal | date) else str(value)


def allowed_methods(request: Request) -> list[str]:
    """All methods of a path: the framework itself names those of the first route only."""
    methods: set[str] = set()
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        scope = dict(request.scope, method=method)
        if any(_takes(route, scope) for route in request.app.router.routes):
            methods.add(method)
    return sorted(methods)


def _takes(route: BaseRoute, scope: dict[str, Any]) -> bool:
    return route.matches(scope)[0] is Match.FULL
