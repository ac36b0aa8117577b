"""Write the SQL of every statement of the app, as a JSON list.

A program of its own: it finds statements among the living objects, and in a process of tests live
those of tests and benchmarks too.
"""

import gc
import json
import sys
from itertools import product
from typing import Any

from sqlalchemy.orm import Mapper

from app.core.data.database import Base
from app.core.data.objects import by_ids, by_key
from app.core.data.statements import Statement
from app.core.data.visibility import JointStatement
from app.core.http.listing import Listing
from app.domains import import_jobs, import_tables, routers


def _living(kind: type) -> list[Any]:
    return [found for found in gc.get_objects() if type(found) is kind]


def _compile_what_is_compiled_at_first_use() -> list[Any]:
    """Lists in each order of pages, what is seen of several tables, and rows by their keys."""
    made: list[Any] = []
    for listing in _living(Listing):
        seen = listing.visibility.part if listing.visibility else ()
        searched = [False, *([True] if hasattr(listing.model, "search_vector") else [])]
        for paged, search, narrowed in product((False, True), searched, {(), seen}):
            made.append(
                listing._compile(listing.tie, 26, [], (), narrowed, paged=paged, searched=search)
            )
    for joint in _living(JointStatement):
        whole = [visibility.condition("whole") for visibility in joint.visibilities]
        part = [
            visibility.condition("part") if visibility.part else None
            for visibility in joint.visibilities
        ]
        made += [joint.compose(whole), joint.compose(part)]
    return made


def every_statement() -> set[str]:
    """The SQL of every statement that the rooms of the app hold."""
    import_tables()
    import_jobs()
    routers()
    kept = _compile_what_is_compiled_at_first_use()
    mappers: list[Mapper[Any]] = [*Base.registry.mappers]
    kept += [by_key(mapper, lock=lock) for mapper in mappers for lock in (False, True)]
    kept += [by_ids(mapper, lock=True) for mapper in mappers if "id" in mapper.columns]
    return {statement.sql for statement in _living(Statement)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(sorted(every_statement())))
