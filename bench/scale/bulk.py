"""Loading of a great many rows: without foreign keys and indexes, which are made anew afterwards.

Made over all rows at once they cost less than row by row.
"""

from collections.abc import Sequence
from typing import Any

import asyncpg

from app.core.data.statements import sql

#: First the foreign keys of these tables and to them, then their other keys, then mere indexes.
#: Partial ones stay: most hold little, and PostgreSQL writes their conditions in other words.
_FOUND = sql("""
    select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
           format('alter table %s add constraint %I %s', conrelid::regclass, conname,
                  pg_get_constraintdef(oid)) as make,
           case contype when 'f' then 1 else 2 end as place
      from pg_constraint
     where contype in ('f', 'p', 'u', 'x')
       and (conrelid in (select unnest(:tables::text[])::regclass)
            or contype = 'f' and confrelid in (select unnest(:tables::text[])::regclass))
    union all
    select format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid), 3
      from pg_index
     where indrelid in (select unnest(:tables::text[])::regclass) and indpred is null
       and not exists (select from pg_constraint
                        where conindid = indexrelid and conrelid = indrelid)
     order by place""")


async def drop_indexes(owner: "asyncpg.Connection[Any]", tables: Sequence[str]) -> list[str]:
    """Drop indexes and foreign keys of the tables; return the commands that make them again.

    In one transaction with the load: the others wait, and see all of it or nothing.
    """
    found = await owner.fetch(_FOUND.sql, *_FOUND.values({"tables": tables}))
    for each in found:
        await owner.execute(each["drop"])
    return [each["make"] for each in reversed(found)]
