"""Counters: numbers such as 1, 2, 3 within one organization, without gaps."""

from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base
from app.core.data.reading import Rows
from app.core.data.statements import sql


class Counter(Base):
    __tablename__ = "counters"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


_TAKE = sql(
    """insert into counters as c (organization_id, name, value) values (:organization_id, :name, 1)
       on conflict (organization_id, name) do update set value = c.value + 1
       returning value"""
)


async def next_number(session: Rows, name: str) -> int:
    """Take the next number, as late in the transaction as possible.

    The counter stays locked until the transaction ends, so none is skipped.
    """
    row = await session.row(_TAKE, name=name)
    assert row is not None
    return int(row["value"])
