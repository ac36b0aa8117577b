"""Visibility: which rows of a table an actor sees, said once for lists, reads and changes."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Uuid,
    and_,
    bindparam,
    false,
    or_,
    select,
    true,
)
from sqlalchemy.sql import ClauseElement

from app.core.data.objects import Objects, objects
from app.core.data.statements import (
    Selection,
    Statement,
    as_json,
    by_id,
    dressed,
    prepared,
    tenant_join,
)
from app.core.security.actors import Actor

#: The reader, in expressions that are composed before anyone reads.
ACTOR: BindParameter[UUID] = bindparam("actor_id", type_=Uuid())

Condition = ColumnElement[bool]
Extent = Literal["whole", "part", "nothing"]
Form = TypeVar("Form")


@dataclass(frozen=True, slots=True, eq=False)
class Visibility:
    """Rule of a table: the permission `everything` opens all of it, anybody else sees a part.

    `part` holds alternatives over `ACTOR`: a row is seen if one of them holds. They are kept apart
    because a list follows an index for each. Without `everything` the part is what everybody sees.
    """

    model: Any
    part: tuple[Condition, ...]
    everything: str = ""
    #: Narrows the whole table; without it, statements for those who see it have no condition.
    whole: Condition | None = None
    #: What it takes to see any such row, where a statement looks at several tables.
    read: str = ""

    def sees_whole(self, actor: Actor) -> bool:
        return bool(self.everything) and actor.may(self.everything)

    def alternatives(self, actor: Actor) -> tuple[Condition, ...]:
        """The conditions of which a row fulfils one; none: the actor sees all rows."""
        if self.sees_whole(actor):
            return () if self.whole is None else (self.whole,)
        return self.part or (false(),)

    def row_to_change(self, actor: Actor, *, lock: bool = True) -> Objects[Any]:
        """The row that `id` names, if the actor sees it; for `access.existing`."""
        return _row_to_change(self, whole=self.sees_whole(actor), lock=lock)

    def choose(self, whole: Form, part: Form) -> "ByActor[Form]":
        """Two forms of one thing, of which an actor gets the one that fits what they see."""
        return ByActor(self, whole, part)

    def statement(self, rows: Selection, part: Selection | None = None) -> "ByActor[Statement]":
        """Compile a statement over visible rows. `part`: other rows for who sees a part."""
        return ByActor(self, *map(prepared, self._narrowed(rows, part)))

    def as_json(
        self,
        rows: Selection,
        *beside: str,
        part: Selection | None = None,
        where: Sequence[Condition] = (),
    ) -> "ByActor[Statement]":
        """Each visible row as one JSON text; see `statements.as_json`."""
        both = self._narrowed(rows, part, *where)
        return ByActor(self, *(prepared(as_json(form, *beside)) for form in both))

    def read_by_id(
        self, rows: Selection, *beside: str, part: Selection | None = None
    ) -> "ByActor[Statement]":
        """The row that `id` names, as one JSON text, if the reader sees it."""
        return self.as_json(rows, *beside, part=part, where=[by_id(self.model)])

    def _narrowed(
        self, rows: Selection, part: Selection | None, *where: Condition
    ) -> Iterator[Select[*tuple[Any, ...]]]:
        whole = () if self.whole is None else (self.whole,)
        other = rows if part is None else part
        for form, seen in ((rows, whole), (other, (or_(*(self.part or (false(),))),))):
            yield dressed(form, self.model, *where, *seen)[1]

    def below(self, model: Any, key: Any, *narrower: Condition) -> "Visibility":
        """Visibility of what belongs to such a row: it is seen where the row is.

        `key` is the column of `model` that names the row. `narrower` says what else has to hold for
        those who see a part.
        """

        def parent(seen: Condition) -> Condition:
            rows = select(self.model.id).where(tenant_join(self.model, model, key), seen)
            return rows.correlate(model).exists()

        return Visibility(
            model,
            (and_(*narrower, parent(or_(*self.part))),) if self.part else (),
            everything=self.everything,
            whole=None if self.whole is None else parent(self.whole),
            read=self.read,
        )

    def extent_for(self, actor: Actor) -> Extent:
        """Part of the table that the actor sees when another permission opened the statement."""
        if self.read and not actor.may(self.read):
            return "nothing"
        if self.sees_whole(actor):
            return "whole"
        return "part" if self.part else "nothing"

    def condition(self, extent: Extent) -> Condition | None:
        """Condition of the rows that are seen; None: no row is."""
        if extent == "whole":
            return true() if self.whole is None else self.whole
        return or_(*self.part) if extent == "part" else None


@cache
def _row_to_change(visibility: Visibility, *, whole: bool, lock: bool) -> Objects[Any]:
    """Compiled at first use: many processes never change rows of most tables."""
    everything = true() if visibility.whole is None else visibility.whole
    seen = everything if whole else or_(false(), *visibility.part)
    rows: Select[Any] = select(visibility.model).where(by_id(visibility.model), seen)
    return objects(rows, lock=lock)


@dataclass(frozen=True, slots=True, eq=False)
class ByActor(Generic[Form]):
    """One thing in two forms: for who sees the whole of a table, and for who sees a part."""

    visibility: Visibility
    whole: Form
    part: Form

    def of(self, actor: Actor) -> Form:
        return self.whole if self.visibility.sees_whole(actor) else self.part


@dataclass(frozen=True, slots=True, eq=False)
class JointStatement:
    """A statement over several tables, with what the actor sees of each.

    `compose` takes a condition for each visibility (None: nothing is seen of it). Compiled once for
    each combination that occurs, so that a reader pays for nothing that is not theirs.
    """

    visibilities: Collection[Visibility]
    compose: Callable[[Sequence[Condition | None]], ClauseElement]
    _compiled: dict[tuple[Extent, ...], Statement] = field(default_factory=dict)

    def of(self, actor: Actor) -> Statement:
        extents = tuple(visibility.extent_for(actor) for visibility in self.visibilities)
        if extents not in self._compiled:
            seen = [
                visibility.condition(extent)
                for visibility, extent in zip(self.visibilities, extents, strict=True)
            ]
            self._compiled[extents] = prepared(self.compose(seen))
        return self._compiled[extents]
