"""Search: what a list is asked for by `q`, and the order of what was found."""

from typing import Any

from sqlalchemy import Float, Text, bindparam, func, literal_column, select
from sqlalchemy.sql.elements import ColumnElement


def search_query(shortest: int) -> ColumnElement[Any]:
    """Query of `q`, read once for a statement; `shortest` letters find what begins so."""
    asked = func.search_query(bindparam("q", type_=Text()), literal_column(str(shortest)))
    return select(asked).scalar_subquery()


def by_relevance(row: Any, moment: str) -> ColumnElement[float]:
    """For `sorts`: that number first, then titles, then texts; the newest of each by `moment`."""
    of_row = row.search_vector, search_query(3), bindparam("q", type_=Text()), row.number
    return func.search_rank(*of_row, row.protocol, getattr(row, moment), type_=Float(53))
