"""Errors of the database, and the refusals they mean to a caller: told apart by SQLSTATE."""

from collections.abc import Iterator
from contextlib import contextmanager

from asyncpg import PostgresError
from sqlalchemy.exc import DBAPIError

from app.core.values.errors import (
    Duplicate,
    FieldProblem,
    Refusal,
    RuleViolated,
    TryAgain,
    Unavailable,
    UnknownReference,
    ValidationFailed,
    field_problem,
)


def sqlstate(error: BaseException) -> str | None:
    """The SQLSTATE of a database error, whichever layer wrapped it."""
    if isinstance(error, DBAPIError):
        return getattr(error.orig, "sqlstate", None)
    return error.sqlstate if isinstance(error, PostgresError) else None


_UNIQUE_VIOLATION = "23505"
_BY_SQLSTATE: dict[str, type[Refusal]] = {
    _UNIQUE_VIOLATION: Duplicate,
    "23P01": RuleViolated,
    "23514": RuleViolated,
    "40001": TryAgain,
    "40P01": TryAgain,
    "55P03": TryAgain,
    "22021": ValidationFailed,
    "22P05": ValidationFailed,
    "22003": ValidationFailed,
    "53300": Unavailable,
    "57P01": Unavailable,
    "57P03": Unavailable,
}


@contextmanager
def duplicate_means(refusal: type[Refusal]) -> Iterator[None]:
    """Answer with this refusal if what is inside meets a value that must be unique and is taken."""
    try:
        yield
    except Exception as error:
        if sqlstate(error) == _UNIQUE_VIOLATION:
            raise refusal from None
        raise


def refusal_from_database(error: BaseException) -> Refusal | None:
    """Refusal for a database error; None if it is a fault of ours."""
    state = sqlstate(error)
    if state == "23503":
        return UnknownReference(errors=_unknown_field(error))
    if state in _BY_SQLSTATE:
        return _BY_SQLSTATE[state]()
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return Unavailable()
    return None


def _unknown_field(error: BaseException) -> list[FieldProblem]:
    """The field behind a broken foreign key, when its name is told (Citus does not tell it)."""
    cause = error.orig.__cause__ if isinstance(error, DBAPIError) and error.orig else error
    table, key = getattr(cause, "table_name", None), getattr(cause, "constraint_name", None)
    if not table or not key:
        return []
    name = key.removeprefix(f"{table}_").removesuffix("_fkey")
    return [field_problem(name, "unknown_reference", UnknownReference.title)]
