"""Shared parts of the OpenAPI document: headers, parameters, problem responses."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.contract.openapi.json_schema import Schema
from app.core.values.errors import FieldProblem, Problem, Refusal, catalogue

Part = dict[str, Any]

EXAMPLE_ID = "0198c5b0-3b21-7d64-a9c0-5e1f72d84b96"

_TEXT: Schema = {"type": "string"}
#: `required`: sent with every answer that names the header.
HEADERS: Mapping[str, Part] = {
    "X-Request-Id": {
        "description": "Quote this to support.",
        "required": True,
        "schema": _TEXT,
    },
    "ETag": {
        "description": "The version; send it back as `If-Match`.",
        "required": True,
        "schema": _TEXT,
    },
    "Location": {
        "description": "The path of what was made.",
        "required": True,
        "schema": _TEXT,
    },
    "Idempotent-Replayed": {
        "description": "`true`: this was done before; here is the answer it had then.",
        "schema": {"type": "string", "const": "true"},
    },
    "RateLimit": {"description": '`"policy";r=<left>;t=<seconds to reset>`', "schema": _TEXT},
    "RateLimit-Policy": {
        "description": '`"policy";q=<quota>;w=<window in seconds>`',
        "schema": _TEXT,
    },
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
    "WWW-Authenticate": {"description": "The challenge of RFC 6750.", "schema": _TEXT},
}
# No examples: the reference would fill them in and send them.
PARAMETERS: Mapping[str, Part] = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "Makes it safe to send a request twice: it is done once, and the second"
        " answer repeats the first. A new key, such as a UUID, for each new request. Kept for 24"
        " hours; for callers with the permission `orders:execute`, such as technicians, for 72.",
        "schema": {"type": "string", "pattern": "^[!-~]{16,255}$"},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": 'Change it only if its version is still this one, such as `"3"`; else 412.',
        "schema": _TEXT,
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "description": 'Answer 304 if the version is still this one, such as `"3"`.',
        "schema": _TEXT,
    },
}
#: Status -> name of the response that operations share.
RESPONSES: Mapping[int, str] = {
    400: "BadRequest",
    401: "Unauthenticated",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    412: "PreconditionFailed",
    413: "ContentTooLarge",
    415: "UnsupportedMediaType",
    422: "UnprocessableContent",
    429: "TooManyRequests",
    500: "InternalServerError",
    503: "ServiceUnavailable",
}
_HEADERS_OF_STATUS: Mapping[int, tuple[str, ...]] = {
    401: ("WWW-Authenticate",),
    412: ("ETag",),
    429: ("Retry-After", "RateLimit", "RateLimit-Policy"),
    503: ("Retry-After",),
}
_FIELD_PROBLEM = FieldProblem(
    pointer="#/body/name", code="required", detail="This field is required.", params={}
)


def reference(kind: str, name: str) -> Part:
    return {"$ref": f"#/components/{kind}/{name}"}


def headers(*names: str) -> Part:
    return {name: reference("headers", name) for name in names}


def shared_responses(refusals: Iterable[type[Refusal]]) -> dict[str, Part]:
    """One response per status, for the refusals that come with the shape of an operation."""
    by_status: dict[int, list[str]] = {}
    for refusal in refusals:
        by_status.setdefault(refusal.status, []).append(refusal.code())
    return {
        RESPONSES[status]: problem_response(status, sorted(codes))
        for status, codes in sorted(by_status.items())
    }


def problem_response(status: int, codes: list[str]) -> Part:
    """An answer with one of these codes, and when it has which."""
    meanings = {refusal.code(): refusal.meaning() for refusal in catalogue()}
    lines = [f"- `{code}`: {meanings[code]}" for code in codes]
    return {
        "description": "\n".join(lines),
        "headers": headers("X-Request-Id", *_HEADERS_OF_STATUS.get(status, ())),
        "content": {
            "application/problem+json": {
                "schema": reference("schemas", "Problem"),
                "examples": {code: reference("examples", code) for code in codes},
            }
        },
        "x-codes": codes,
    }


def problem_examples() -> dict[str, Part]:
    """Every code of the catalogue as a caller would see it."""
    return {refusal.code(): _example(refusal) for refusal in catalogue()}


def _example(refusal: type[Refusal]) -> Part:
    problem = Problem(
        type=f"/problems/{refusal.slug()}",
        title=refusal.title,
        status=refusal.status,
        code=refusal.code(),
        detail=refusal.title,
        instance=f"urn:request:{EXAMPLE_ID}",
        request_id=EXAMPLE_ID,
        errors=[_FIELD_PROBLEM] if refusal.code() == "validation_failed" else [],
    )
    return {
        "summary": refusal.title,
        "description": f"{refusal.meaning()} {refusal.advice}",
        "value": problem.model_dump(mode="json"),
    }
