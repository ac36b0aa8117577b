"""Refusals: errors that a caller can understand, sent as problem details (RFC 9457).

A refusal is a class: its name is the `code`, its docstring the meaning, `advice` what to do next;
people read title, meaning and advice in their language.
The classes together are the catalogue behind `/problems/<code>` and the responses in OpenAPI.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any, ClassVar, Self

from pydantic import BaseModel, Field

from app.core.values.notation import Notation, wire
from app.core.values.text import N_, translate


class FieldProblem(BaseModel):
    """One error in one field of a request; sent in `errors` of a problem document."""

    pointer: str = Field(
        description="JSON pointer to the field, with the part of the request in front:"
        " `#/body/lines/0/quantity`, `#/query/limit`, `#/path/order_id`."
    )
    code: str = Field(
        description="Stable code of the rule that is violated, such as `required` or `too_long`."
        " New codes may be added."
    )
    detail: str = Field(
        description="The rule in words, in the language of the caller; to be shown to people."
    )
    params: dict[str, Any] = Field(
        description="Values of the rule, such as the limit in `max_length`. Empty: the rule has"
        " none."
    )


class Problem(BaseModel):
    """A refused or failed request, as a problem document (RFC 9457).

    Programs decide by `code`. Some codes add members of their own, such as the quantity that is
    available.
    """

    type: str = Field(
        description="Path of the page that explains the code, such as `/problems/not-found`."
    )
    title: str = Field(description="Short text for the code, in the language of the caller.")
    status: int = Field(description="HTTP status code, the same as that of the response.")
    code: str = Field(
        description="Stable code of the problem, such as `not_found`. New codes may be added:"
        " treat an unknown one by its `status`."
    )
    detail: str = Field(
        description="Description of this case in the language of the caller; to be shown to people."
    )
    instance: str = Field(description="URI of this occurrence: `urn:request:` and `request_id`.")
    request_id: str = Field(
        description="Id of the request, as in the header `X-Request-Id`; support finds the request"
        " by it."
    )
    errors: list[FieldProblem] = Field(
        description="Errors of single fields, for `validation_failed` and `unknown_reference`."
        " Empty for most other codes."
    )


class Refusal(Exception):
    """A request we understood and decline."""

    status: ClassVar[int] = 409
    title: ClassVar[str] = N_("Refused")
    advice: ClassVar[str] = N_("Read the detail and change the request.")
    #: What every answer with this code has in its headers.
    usual_headers: ClassVar[dict[str, str]] = {}

    def __init__(
        self, detail: str = "", *, errors: Sequence[FieldProblem] = (), **members: Any
    ) -> None:
        """`detail` is an English template over `members`.

        Members are typed values: people read them in their notation, programs get them as JSON.
        """
        super().__init__(detail or self.title)
        if members.keys() & Problem.model_fields.keys():
            raise TypeError(f"{members.keys()} would hide what every problem says.")
        self.detail = detail or self.title
        self.errors = list(errors)
        self.members = members
        self.headers = dict(self.usual_headers)

    @classmethod
    def code(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def slug(cls) -> str:
        return cls.code().replace("_", "-")

    @classmethod
    def meaning(cls) -> str:
        return " ".join((cls.__doc__ or "").split())

    def body(self, notation: Notation, request_id: str) -> dict[str, Any]:
        """The problem document for a reader."""
        problem = Problem(
            type=f"/problems/{self.slug()}",
            title=translate(self.title, notation.locale),
            status=self.status,
            code=self.code(),
            detail=notation.fill(self.detail, **self.members),
            instance=f"urn:request:{request_id}",
            request_id=request_id,
            errors=[
                FieldProblem(
                    pointer=e.pointer,
                    code=e.code,
                    detail=notation.fill(e.detail, **e.params),
                    params={name: wire(value) for name, value in e.params.items()},
                )
                for e in self.errors
            ],
        )
        members = {name: wire(value) for name, value in self.members.items()}
        return problem.model_dump(mode="json") | members


class MalformedRequest(Refusal):
    """The request could not be read at all: broken JSON, a header that is not text."""

    status = 400
    title = N_("The request cannot be read")
    advice = N_("Send well-formed JSON in UTF-8.")


class InvalidCursor(Refusal):
    """The cursor was altered, or belongs to another list, filter, order or organization."""

    status = 400
    title = N_("This cursor does not belong to this list")
    advice = N_("Begin the list again without a cursor.")


class Unauthenticated(Refusal):
    """No credential, or one that is wrong, expired or revoked."""

    status = 401
    title = N_("Sign in first")
    advice = N_("Sign in or refresh the session, then send the request again.")
    usual_headers: ClassVar = {"WWW-Authenticate": 'Bearer realm="chamado", error="invalid_token"'}


class GrantEnded(Unauthenticated):
    """The access that an organization had granted is over: expired, or taken back."""

    title = N_("The access that was granted has ended")
    advice = N_("Ask the organization to grant access again.")


class PermissionMissing(Refusal):
    """The caller is known, but its role or the scopes of its token do not allow this."""

    status = 403
    title = N_("You may not do this")
    advice = N_("Ask a manager for the permission, or use a token with the scope.")


class AddressNotAllowed(Refusal):
    """The API token may be used from other networks only."""

    status = 403
    title = N_("This token may not be used from here")
    advice = N_("Use it from one of its networks, or make a token for this one.")


class PasswordChangeRequired(Refusal):
    """The password was handed over by somebody else: its owner has to choose one first."""

    status = 403
    title = N_("Choose a password of your own first")
    advice = N_("Change the password with `PUT /v1/me/password`, then send the request again.")


class SecondFactorSetupRequired(Refusal):
    """The organization asks people of this role for a second factor, and there is none yet."""

    status = 403
    title = N_("Set up a second factor first")
    advice = N_("Set one up with `POST /v1/me/second-factor`, then send the request again.")


class NotFound(Refusal):
    """Nothing here has this id; whatever other organizations own looks the same."""

    status = 404
    title = N_("Not found")
    advice = N_("Check the id; it may belong to another organization.")


class RouteNotFound(Refusal):
    """There is no such path in this version of the API."""

    status = 404
    title = N_("There is no such path")
    advice = N_("Look the path up in the reference at /docs.")


class MethodNotAllowed(Refusal):
    """The path exists, but not with this method; `Allow` names those that do."""

    status = 405
    title = N_("This path does not take this method")
    advice = N_("Use one of the methods in the header Allow.")


class Duplicate(Refusal):
    """A value that must be unique is taken already."""

    title = N_("This exists already")
    advice = N_("Use another value, or the existing object.")


class RuleViolated(Refusal):
    """A rule that the database itself keeps would be broken."""

    title = N_("A rule would be broken")
    advice = N_("Read the object again and repeat the change on what it says now.")


class InvalidTransition(Refusal):
    """From the state that it is in, the object cannot go where this command would take it."""

    title = N_("That cannot be done in this state")
    advice = N_("Read the object again and use one of the commands in `allowed`.")

    def __init__(self, current: StrEnum, allowed: Iterable[str]) -> None:
        super().__init__(
            N_("The present status is {current}."), current=current, allowed=list(allowed)
        )


class TryAgain(Refusal):
    """Two changes met and this one had to step back; nothing of it was saved."""

    title = N_("Another change came in between")
    advice = N_("Send the same request again.")
    usual_headers: ClassVar = {"Retry-After": "1"}


class RequestTimedOut(Refusal):
    """The request, or its next part, did not arrive in time."""

    status = 408
    title = N_("The request took too long to arrive")
    advice = N_("Send it again over a better connection.")


class PreconditionFailed(Refusal):
    """`If-Match` names a version that is no longer the current one."""

    status = 412
    title = N_("The object has changed meanwhile")
    advice = N_("Read it again, then repeat the change on what it says now.")


class BodyTooLarge(Refusal):
    """The body exceeds what the server reads."""

    status = 413
    title = N_("The request is too large")
    advice = N_("Send less; files go through /v1/files, one by one.")


class MediaTypeNotSupported(Refusal):
    """The body is not of a type that this path reads."""

    status = 415
    title = N_("This kind of content is not accepted")
    advice = N_("Send application/json, or the type that the reference names.")


class ValidationFailed(Refusal):
    """The content breaks a rule; `errors` names each field and rule."""

    status = 422
    title = N_("Some fields are not right")
    advice = N_("Correct the fields that `errors` names.")

    @classmethod
    def at(cls, field: str, code: str, detail: str, **params: Any) -> Self:
        """The refusal of one field of the body, by its path; `params` are the rule's numbers."""
        return cls(errors=[field_problem(field, code, detail, **params)])


class UnknownReference(Refusal):
    """A field refers to something that does not exist here."""

    status = 422
    title = N_("A field refers to something that does not exist")
    advice = N_("Use the id of an object of your organization.")

    @classmethod
    def at(cls, *pointers: str) -> "UnknownReference":
        """The refusal of these fields of the body, each by its path."""
        detail = N_("There is nothing with this id.")
        return cls(errors=[field_problem(at, "unknown_reference", detail) for at in pointers])


class HeadersTooLarge(Refusal):
    """The headers are too many, or larger than the server reads."""

    status = 431
    title = N_("The headers of the request are too large")
    advice = N_("Send fewer headers; a browser loses old cookies when they are deleted.")


class RateLimited(Refusal):
    """Too many requests in a short time."""

    status = 429
    title = N_("Too many requests")
    advice = N_("Wait as long as Retry-After says.")


class InternalError(Refusal):
    """Something broke on our side; it is logged under the request id."""

    status = 500
    title = N_("Something went wrong on our side")
    advice = N_("Try again; if it stays, quote the request id to support.")


class Unavailable(Refusal):
    """A part that the server needs does not answer at the moment."""

    status = 503
    title = N_("The service is not available at the moment")
    advice = N_("Try again in a few seconds.")
    usual_headers: ClassVar = {"Retry-After": "5"}


def catalogue() -> list[type[Refusal]]:
    """Every refusal that this installation can answer with, by code."""

    def below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
        for sub in kind.__subclasses__():
            yield sub
            yield from below(sub)

    return sorted(set(below(Refusal)), key=lambda kind: kind.code())


def refuses(*refusals: type[Refusal]) -> dict[int | str, dict[str, Any]]:
    """Document the refusals of a route for OpenAPI and the generated clients."""
    described: dict[int | str, dict[str, Any]] = {}
    for refusal in refusals:
        entry = described.setdefault(refusal.status, {"model": Problem, "x-codes": []})
        entry["x-codes"].append(refusal.code())
    return described


def field_problem(field: str, code: str, detail: str, **params: Any) -> FieldProblem:
    """A problem of one field of the body; `field` may be a path: `lines/0/quantity`."""
    return FieldProblem(pointer=f"#/body/{field}", code=code, detail=detail, params=params)
