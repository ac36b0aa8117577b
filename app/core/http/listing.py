"""Lists: filters, search, sorting and pagination by keyset."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import (
    ARRAY,
    Enum,
    Select,
    Text,
    any_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from app.core.data.reading import Json, Reading
from app.core.data.search import search_query
from app.core.data.statements import Selection, Statement, as_json, dressed, prepared
from app.core.data.visibility import Visibility
from app.core.security.actors import Actor
from app.core.security.tokens import derived_key
from app.core.values.errors import InvalidCursor
from app.core.values.wire import Received

#: Made once: `json.dumps` with a default makes one each time.
_ENCODER = json.JSONEncoder(default=str)
#: What every list knows that is no filter over a column.
_NO_FILTERS = {"limit", "cursor", "sort", "q"}
#: What these mean in every list that does not say it in words of its own.
_COMMON = {
    "sort": "Order of the rows: by this field, descending with a leading `-`. Rows with equal"
    " values have a fixed order among themselves.",
    "q": "Search text: only rows that match all of its words are listed. Case and accents do not"
    " matter.",
}


class ListQuery(Received):
    """Parameters of every list. A domain adds one field per filter, whose name is its meaning:

    `status: list[...]` keeps rows whose status is one of these (the word `none`: has no value,
    `me`: the caller); `opened_after` and `opened_before` bound `opened_at`, the first included.
    `sort` must be a Literal of columns that are never null. What `by_route` names is no filter over
    a column: the route turns it into conditions of its own.
    """

    model_config = ConfigDict(extra="forbid")
    by_route: ClassVar[frozenset[str]] = frozenset()

    limit: Annotated[
        int, Field(ge=1, le=100, description="Maximum number of rows in the page.")
    ] = 25
    cursor: Annotated[
        str | None,
        Field(
            max_length=2000,
            description="`next_cursor` of the previous page. Send the same filters and the same"
            " `sort` with it, or it is refused with `invalid_cursor`. Absent: the first page.",
        ),
    ] = None

    @classmethod
    def __pydantic_init_subclass__(cls, **_kwargs: Any) -> None:
        for name, parameter in cls.model_fields.items():
            parameter.description = parameter.description or _COMMON.get(name)


Item = TypeVar("Item")
_Rows = TypeVar("_Rows", bound=Select[*tuple[Any, ...]])


class Page(BaseModel, Generic[Item]):
    model_config = ConfigDict(
        json_schema_extra={"description": "One page of a list, in the order of `sort`."}
    )

    items: list[Item] = Field(description="Rows of this page, at most `limit`; possibly empty.")
    next_cursor: str | None = Field(
        description="Value to send as `cursor` for the next page. Null on the last page."
    )


@dataclass(frozen=True, slots=True)
class _Filter:
    """One filter as asked: its shape decides the SQL, its values travel with the request."""

    column: str
    kind: Literal["is", "in", "from", "until"]
    parameter: str
    value: Any = None
    or_none: bool = False

    @property
    def shape(self) -> tuple[str, ...]:
        return (self.column, self.kind, str(self.or_none), str(self.value is None))

    def given(self, kind: Any) -> ColumnElement[Any]:
        plain = Text() if isinstance(kind, Enum | Text) else kind
        return bindparam(self.parameter, type_=ARRAY(plain) if self.kind == "in" else plain)

    def condition(self, model: Any, key: Callable[[Any, str], Any]) -> ColumnElement[bool]:
        # What bounds an order follows the index of that order.
        column = (key if self.kind in {"from", "until"} else getattr)(model, self.column)
        given = self.given(column.type)
        if self.value is None:
            return column.is_(None)  # type: ignore[no-any-return]
        matches: ColumnElement[bool] = {
            "is": lambda: column == given,
            "in": lambda: column == any_(given),
            "from": lambda: column >= given,
            "until": lambda: column < given,
        }[self.kind]()
        return or_(matches, column.is_(None)) if self.or_none else matches


@dataclass(slots=True)
class Listing:
    """A list as a domain offers it.

    `rows` selects what is sent (a column labelled `_…` is not); filters and sorts name columns of
    `model`. `q` is looked for in `model.search_vector`: its words, or what begins with them.
    """

    rows: Selection
    model: Any
    #: So many letters of a word find it by its beginning: all, or only more than `de` or `com`.
    search: Literal["words", "prefixes"] = "words"
    #: What the search finds besides: ids of rows, by the query.
    found_by: Callable[[ColumnElement[Any]], Sequence[Select[Any]]] | None = None
    #: Orders that are no column. With `relevance` a search has that order unless another is named.
    sorts: Mapping[str, Callable[[Any], ColumnElement[Any]]] = field(default_factory=dict)
    #: The column that tells rows apart whose sort is equal.
    tie: str = "id"
    #: What JSON cannot be written with by PostgreSQL alone: a row's body and the reader's locale.
    dress: Callable[[str, Actor], str] | None = None
    #: Which rows a reader sees; none: all of them, or those that `where` lets through.
    visibility: Visibility | None = None
    _statements: dict[tuple[Any, ...], Statement] = field(default_factory=dict)

    async def page(
        self, reading: Reading, query: ListQuery, *where: ColumnElement[bool], **given: Any
    ) -> Json:
        """One page. `where` narrows the list further, with its named parameters in `given`."""
        q: str | None = getattr(query, "q", None)
        sort = self._sort(query)
        filters = _filters(query, reading.actor)
        values = {f.parameter: f.value for f in filters} | given
        if q:
            values["q"] = q
        seen = self._seen(reading.actor)
        if seen:
            values.setdefault("actor_id", reading.actor.person_id)
        list_name = _list_name(reading, sort, q, filters, (*where, *seen), values)
        if query.cursor:
            place = _read_cursor(reading.cursor_key, query.cursor, list_name)
            values["after"], values["after_id"] = place

        room = _room(query)
        shape = (
            sort,
            room,
            not query.cursor,
            not q,
            *(f.shape for f in filters),
            *map(_sql, (*where, *seen)),
        )
        if shape not in self._statements:
            self._statements[shape] = self._compile(
                sort, room, filters, where, seen, paged=bool(query.cursor), searched=bool(q)
            )
        found = await reading.rows(self._statements[shape], **values)
        items = found[: query.limit]
        cursor = "null"
        if len(found) > query.limit:
            last = items[-1]
            place = (last["_sort"], last[self.tie])
            cursor = f'"{_write_cursor(reading.cursor_key, list_name, *place)}"'
        bodies = [row["body"] for row in items]
        if self.dress is not None:
            bodies = [self.dress(body, reading.actor) for body in bodies]
        return Json(f'{{"items":[{",".join(bodies)}],"next_cursor":{cursor}}}')

    def statement(self, query: ListQuery, actor: Actor, *where: ColumnElement[bool]) -> Statement:
        """The SQL of a first page, for whoever wants to see its plan."""
        filters = _filters(query, actor)
        sort = self._sort(query)
        searched = bool(getattr(query, "q", None))
        seen = self._seen(actor)
        return self._compile(
            sort, _room(query), filters, where, seen, paged=False, searched=searched
        )

    def _sort(self, query: Any) -> str:
        ranked = "relevance" in self.sorts and bool(query.q)
        if ranked and "sort" not in query.model_fields_set:
            return "-relevance"
        if query.sort == "-relevance" and not ranked:
            return str(type(query).model_fields["sort"].default)
        return str(query.sort)

    def _key(self, row: Any, name: str) -> Any:
        return self.sorts[name](row) if name in self.sorts else getattr(row, name)

    def _seen(self, actor: Actor) -> tuple[ColumnElement[bool], ...]:
        return () if self.visibility is None else self.visibility.alternatives(actor)

    def _compile(
        self,
        sort: str,
        room: int,
        filters: list[_Filter],
        where: tuple[ColumnElement[bool], ...],
        seen: tuple[ColumnElement[bool], ...],
        *,
        paged: bool,
        searched: bool,
    ) -> Statement:
        model, descending, name = self.model, sort.startswith("-"), sort.removeprefix("-")
        key, tie = self._key(model, name), getattr(model, self.tie)
        limit: ColumnElement[int] = literal_column(str(room))

        def first(rows: _Rows, key: Any, tie: Any) -> _Rows:
            order = [key.desc(), tie.desc()] if descending else [key, tie]
            return rows.order_by(*order).limit(limit)

        owned = model.organization_id == bindparam(
            "organization_id", type_=model.organization_id.type
        )
        if paged:
            # The place of the last page implies the bound that the list began with; with both,
            # PostgreSQL would begin at the bound and walk to the place, row by row.
            implied = (name, "until" if descending else "from")
            filters = [f for f in filters if (f.column, f.kind) != implied]
        lead = None if searched or len(seen) > 1 else self._lead(filters, name)
        conditions = (f.condition(model, self._key) for f in filters if f is not lead)
        narrowed = [owned, *conditions, *where]
        if paged:
            after = tuple_(
                bindparam("after", type_=key.type), bindparam("after_id", type_=tie.type)
            )
            place = tuple_(key, tie)
            narrowed.append(place < after if descending else place > after)
        if seen and (searched or len(seen) == 1):
            narrowed.append(or_(*seen))
        keys = select(tie.label("tie"), key.label("key")).where(*narrowed)
        if searched:
            # Found first and sorted afterwards (OFFSET 0 keeps the planner from doing it the other
            # way round): a rare word would be looked for in all rows, newest first.
            parts = [keys.where(self._matches(owned)).offset(literal_column("0"))]
        elif lead:
            # An index is followed for each value, and the first of each are merged: with all values
            # in one condition the list would be walked past everything that has none of them.
            column = getattr(model, lead.column)
            values = func.unnest(lead.given(column.type)).table_valued("value").render_derived()
            each = first(keys.where(column == values.c.value), key, tie).lateral()
            parts = [select(each.c.tie, each.c.key).select_from(values.join(each, true()))]
            if lead.or_none:
                parts.append(first(keys.where(column.is_(None)), key, tie))
        else:
            # Likewise for each alternative of what somebody sees.
            parts = [
                first(keys.where(one, *(other.is_not(true()) for other in seen[:n])), key, tie)
                for n, one in enumerate(seen if len(seen) > 1 else (true(),))
            ]
        found = (union_all(*parts) if len(parts) > 1 else parts[0]).subquery()
        page = first(select(found.c.tie), found.c.key, found.c.tie).scalar_subquery()
        shown, rows = dressed(self.rows, model, owned, tie == any_(func.array(page)))
        key, tie = self._key(shown, name), getattr(shown, self.tie)
        rows = first(rows.add_columns(key.label("_sort")), key, tie)
        statement = prepared(as_json(rows, "_sort", self.tie))
        # How often words occur costs more to find out than to read those that do: the index of the
        # words is followed in any case.
        return replace(statement, is_planned_once=searched)

    def _lead(self, filters: list[_Filter], key: str) -> _Filter | None:
        """The filter whose index is followed for each of its values; the others only narrow.

        Of several it is the one with the most kinds of value: each keeps the fewest rows.
        """
        indexed = {tuple(column.name for column in i.columns) for i in self.model.__table__.indexes}

        def leads(f: _Filter) -> bool:
            return f.kind == "in" and ("organization_id", f.column, key, self.tie) in indexed

        def kinds(f: _Filter) -> int:
            return len(getattr(getattr(self.model, f.column).type, "enums", range(1000)))

        return max(filter(leads, filters), key=kinds, default=None)

    def _matches(self, owned: ColumnElement[bool]) -> ColumnElement[bool]:
        asked = search_query(1 if self.search == "prefixes" else 3)
        matches: ColumnElement[bool] = self.model.search_vector.op("@@")(asked)
        if self.found_by is None:
            return matches
        tie = getattr(self.model, self.tie)
        parts = (select(tie).where(owned, matches), *self.found_by(asked))
        ids = union_all(*(part.correlate(None) for part in parts))  # once, not for each row
        return tie == any_(func.array(ids.scalar_subquery()))  # type: ignore[no-any-return]


def _room(query: ListQuery) -> int:
    """Number of rows to ask for: one more than the page holds, to see whether another follows.

    The number stands in the statement: with a LIMIT that it does not know, PostgreSQL plans the
    list anew each time. Few numbers make few statements.
    """
    return next(room for room in (26, 51, 101) if room > query.limit)


def _filters(query: ListQuery, actor: Actor) -> list[_Filter]:
    found = []
    for name in sorted(query.model_fields_set - _NO_FILTERS - query.by_route):
        value = getattr(query, name)
        if value is None:
            continue
        if name.endswith(("_after", "_since")):
            found.append(_Filter(name.rpartition("_")[0] + "_at", "from", name, value))
        elif name.endswith("_before"):
            found.append(_Filter(name.removesuffix("_before") + "_at", "until", name, value))
        elif isinstance(value, list):
            found.append(_one_of(name, value, actor))
        else:
            found.append(_Filter(name, "is", name, _plain(value, actor)))
    return found


def _one_of(name: str, values: list[Any], actor: Actor) -> _Filter:
    plain = [*dict.fromkeys(_plain(value, actor) for value in values if value != "none")]
    or_none = "none" in values
    if len(plain) + or_none > 1:
        return _Filter(name, "in", name, plain, or_none)
    return _Filter(name, "is", name, plain[0] if plain else None)


def _plain(value: Any, actor: Actor) -> Any:
    if value == "me":
        return actor.person_id or UUID(int=0)
    return str(value) if isinstance(value, StrEnum) else value


@lru_cache(1000)
def _sql(condition: ColumnElement[bool]) -> str:
    return str(condition)


def _list_name(  # noqa: PLR0917 - everything that makes a list another one
    reading: Reading,
    sort: str,
    q: str | None,
    filters: list[_Filter],
    where: tuple[ColumnElement[bool], ...],
    given: dict[str, Any],
) -> bytes:
    narrowed = [*map(_sql, where)]
    parts = [reading.actor.organization_id, sort, q, filters, narrowed, sorted(given.items())]
    return hashlib.sha256(repr(parts).encode()).digest()[:12]


def _write_cursor(key: bytes, list_name: bytes, value: Any, tie: UUID | int) -> str:
    place = ["t", value.isoformat()] if isinstance(value, datetime) else ["v", value]
    content = list_name + _ENCODER.encode([*place, tie]).encode()
    return base64.urlsafe_b64encode(_seal(key, content) + content).decode().rstrip("=")


def _read_cursor(key: bytes, cursor: str, list_name: bytes) -> tuple[Any, UUID | int]:
    try:
        sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except ValueError:
        raise InvalidCursor from None
    seal, content = sealed[:16], sealed[16:]
    if not hmac.compare_digest(seal, _seal(key, content)) or content[:12] != list_name:
        raise InvalidCursor
    kind, value, tie = json.loads(content[12:])
    value = datetime.fromisoformat(value) if kind == "t" else value
    return value, tie if isinstance(tie, int) else UUID(tie)


def _seal(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, content, "sha256")[:16]


def cursor_key(secret: str) -> bytes:
    return derived_key(secret, "cursors")
