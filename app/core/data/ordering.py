"""Orders of lists that are no column: by a moment that may be missing, and by urgency.

Both are made of comparisons that row-level security lets an index answer, and of literals, so that
PostgreSQL finds the index of the same expression.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Integer, case, literal_column, text
from sqlalchemy.sql.elements import ColumnElement

#: Stands for a moment that is not known: later than all that are.
_NEVER = "'9999-12-31 00:00:00+00'::timestamptz"
NEVER: ColumnElement[datetime] = literal_column(_NEVER, DateTime(timezone=True))
_BY_URGENCY = ("urgent", "high", "normal")


def known_moment(column: Any) -> ColumnElement[datetime]:
    """The moment, or one after all others: the columns that sort a list are never null."""
    # Not `coalesce`, which PostgreSQL does not know to be leakproof.
    return case((column.is_(None), text(_NEVER)), else_=column)


def urgency(priority: Any) -> ColumnElement[int]:
    """Rank of a priority: the most urgent is 1, the others follow."""
    ranks = (
        (priority == literal_column(f"'{word}'"), literal_column(str(rank), Integer()))
        for rank, word in enumerate(_BY_URGENCY, start=1)
    )
    return case(*ranks, else_=literal_column(str(len(_BY_URGENCY) + 1), Integer()))
