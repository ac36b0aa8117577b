"""Errors of the database, and the refusals they mean to a caller: told apart by SQLSTATE."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from asyncpg import InterfaceError, InternalClientError, PostgresConnectionError, PostgresError
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
EXCLUSION_VIOLATION = "23P01"
#: In the message of the error; the shards of a cluster number theirs.
_PRIMARY_KEY = re.compile(r'_pkey(_\d{6,})?"')
_BY_SQLSTATE: dict[str, type[Refusal]] = {
    EXCLUSION_VIOLATION: RuleViolated,
    "23514": RuleViolated,
    "40001": TryAgain,
    "40P01": TryAgain,
    "55P03": TryAgain,
    "22021": ValidationFailed,
    "22P05": ValidationFailed,
    "22003": ValidationFailed,
    # Its transaction has been idle for too long: a fault of ours, and over with the connection.
    "25P03": Unavailable,
}
#: Of the name of a unique key: columns that say whose the value is. (Row security hides the key.)
_OWNER = re.compile(r"^\w+_id_(?!key$)")
#: A sharded database names them in its message only, with the number of the shard behind.
_BROKEN_KEY = re.compile(
    r'on table "(\w+?)(?:_\d{6,})?" violates foreign key constraint "(\w+?)(?:_\d{6,})?"', re.ASCII
)
#: The server or the way to it: no connection, no memory, full disk, too late, shutting down.
_OUTAGES = ("08", "53", "57", "58")
#: Of two transactions that met, this one had to give way; the other one goes on.
_GAVE_WAY = {"40001", "40P01"}


def gave_way(error: BaseException) -> bool:
    """Return True if the same change has good prospects when it is begun anew at once."""
    return isinstance(error, TryAgain) or sqlstate(error) in _GAVE_WAY


@contextmanager
def duplicate_means(refusal: type[Refusal], *, has_id: bool = True) -> Iterator[None]:
    """Answer with this refusal if what is inside meets a value that must be unique and is taken.

    An id that is taken stays a `Duplicate`; without `has_id` the value is the primary key itself.
    """
    try:
        yield
    except Exception as error:
        is_id = has_id and _PRIMARY_KEY.search(str(error))
        if sqlstate(error) == _UNIQUE_VIOLATION and not is_id:
            raise refusal from None
        raise


def refusal_from_database(error: BaseException) -> Refusal | None:
    """Refusal for a database error; None if it is a fault of ours."""
    state = sqlstate(error)
    if state == "23503":
        return UnknownReference(errors=_unknown_field(error))
    if state == _UNIQUE_VIOLATION:
        table, key = (getattr(_cause(error), f"{of}_name", None) for of in ("table", "constraint"))
        key = (key or "").removeprefix(f"{table}_")
        name = "id" if key == "pkey" else _OWNER.sub("", key).removesuffix("_key")
        return Duplicate(errors=[field_problem(name, "duplicate", Duplicate.title)] if key else [])
    if state in _BY_SQLSTATE:
        return _BY_SQLSTATE[state]()
    is_out = (state or "").startswith(_OUTAGES) or is_broken(error)
    return Unavailable() if is_out or isinstance(error, ConnectionError | TimeoutError) else None


def is_broken(error: BaseException) -> bool:
    """Return True if the connection cannot be used any more, whatever it says of itself."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or is_broken(_cause(error))
    if isinstance(error, InterfaceError):
        return "connection is closed" in str(error)
    return isinstance(
        error, PostgresConnectionError | InternalClientError | ConnectionError | TimeoutError
    )


def _cause(error: BaseException) -> BaseException:
    """The error of asyncpg, which SQLAlchemy has wrapped twice."""
    wrapped = error.orig if isinstance(error, DBAPIError) else None
    return wrapped.__cause__ or error if wrapped else error


def _unknown_field(error: BaseException) -> list[FieldProblem]:
    """The field behind a broken foreign key, when its name is told."""
    cause = _cause(error)
    table, key = getattr(cause, "table_name", None), getattr(cause, "constraint_name", None)
    if not key and (told := _BROKEN_KEY.search(str(cause))):
        table, key = told.groups()
    if not table or not key:
        return []
    name = key.removeprefix(f"{table}_").removesuffix("_fkey")
    return [field_problem(name, "unknown_reference", UnknownReference.title)]
