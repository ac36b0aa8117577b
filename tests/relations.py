"""What a sharded database asks of a statement, read out of its SQL.

Each relation names the organization by a value of its own; rows that are inserted out of a query
come back; what changes a row depends on values and columns, not on the moment it runs.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import sqlglot
from sqlalchemy import Connection, Engine, event
from sqlalchemy.sql.compiler import SQLCompiler
from sqlglot import exp

from app.core.data.database import Base
from app.domains import import_tables

import_tables()
#: Not of one organization: their key is unique in the whole world.
_REFERENCE = {"tenant_domains"}
OF_ORGANIZATIONS = frozenset(Base.metadata.tables) - _REFERENCE
#: What they answer depends on the moment or on settings of the node.
_UNSTEADY = (exp.CurrentTimestamp, exp.Uuid, exp.ConcatWs, exp.TimeToStr, exp.Rand)
_UNSTEADY_NAMES = {"now", "clock_timestamp", "gen_random_uuid", "concat_ws", "format", "to_char"}

_WITH_RELATIONS = ("select", "insert", "update", "delete", "with")
#: What the sessions of this process have sent: SQL that is composed when it is needed.
_sent: set[str] = set()


def keep_statements() -> None:
    """Note from now on what SQLAlchemy composes and sends as the app; tests write SQL by hand."""

    @event.listens_for(Engine, "before_cursor_execute")
    def _note(connection: Connection, _cursor: object, sql: str, *more: Any) -> None:
        compiled = more[1].compiled
        is_composed = isinstance(compiled, SQLCompiler) and not compiled.isplaintext
        # Migrations see all organizations.
        is_the_app = connection.engine.url.username == "chamado_app"
        if is_composed and is_the_app and sql.lower().startswith(_WITH_RELATIONS):
            _sent.add(sql)


def broken_so_far() -> dict[str, list[str]]:
    """The statements that were noted and break a rule, with the rules."""
    return {sql: rules for sql in _sent if (rules := broken_rules(sql))}


@cache
def broken_rules(sql: str) -> list[str]:
    """The rules that a statement breaks, each with the place."""
    tree = sqlglot.parse_one(sql, dialect="postgres")
    return [
        *(f"{alias} does not name its organization" for alias in _unbound(tree)),
        *_bad_inserts(tree),
        *_bad_changes(tree),
        *_bad_joins(tree),
    ]


def _unbound(tree: exp.Expr) -> Iterator[str]:
    """The aliases of relations without `alias.organization_id = $n`."""
    inner = {cte.alias for cte in tree.find_all(exp.CTE)}
    for query in tree.find_all(exp.Select, exp.Update, exp.Delete):
        relations = [*_relations(query)]
        named = {
            side.table
            for condition in _conditions(query)
            if isinstance(condition, exp.EQ)
            for side, other in (
                (condition.left, condition.right),
                (condition.right, condition.left),
            )
            if isinstance(side, exp.Column) and side.name == "organization_id" and _is_value(other)
        }
        for relation in relations:
            if relation.name in OF_ORGANIZATIONS - inner:
                alias = relation.alias_or_name
                if alias not in named and not ("" in named and len(relations) == 1):
                    yield alias


def _relations(query: exp.Expr) -> Iterator[exp.Table]:
    """The tables that a query reads or changes itself, not in its subqueries."""
    if not isinstance(query, exp.Select):
        yield from _tables(query.this)
    for name in ("from_", "using"):
        source = query.args.get(name)
        for part in source if isinstance(source, list) else [source]:
            if part is not None:
                yield from _tables(part.this if isinstance(part, exp.From) else part)
    for join in query.args.get("joins") or ():
        yield from _tables(join.this)


def _tables(source: exp.Expr) -> Iterator[exp.Table]:
    if isinstance(source, exp.Paren):
        yield from _tables(source.this)
    elif isinstance(source, exp.Table):
        yield source
        for join in source.args.get("joins") or ():
            yield from _tables(join.this)


def _conditions(query: exp.Expr) -> Iterator[exp.Expr]:
    """What holds for every row: parts of WHERE and of each ON that are joined by AND."""
    where = query.args.get("where")
    if where is not None:
        yield from _parts(where.this)
    for join in _joins(query):
        yield from _parts(join.args.get("on"))


def _joins(query: exp.Expr) -> Iterator[exp.Join]:
    yield from query.args.get("joins") or ()
    for table in _relations(query):
        yield from table.args.get("joins") or ()


def _parts(condition: exp.Expr | None) -> Iterator[exp.Expr]:
    if isinstance(condition, exp.Paren):
        yield from _parts(condition.this)
    elif isinstance(condition, exp.And):
        yield from _parts(condition.left)
        yield from _parts(condition.right)
    elif condition is not None:
        yield condition


def _is_value(side: exp.Expr) -> bool:
    while isinstance(side, exp.Cast | exp.Paren):
        side = side.this
    return isinstance(side, exp.Parameter)


def _bad_inserts(tree: exp.Expr) -> Iterator[str]:
    """Rows of a function or a CTE have RETURNING or ON CONFLICT, those of tables neither."""
    inner = {cte.alias for cte in tree.find_all(exp.CTE)}
    for insert in tree.find_all(exp.Insert):
        for value in insert.find_all(exp.Values):
            if value.find(exp.Select):
                yield "a subquery inside VALUES"
        if not isinstance(insert.expression, exp.Select):
            continue
        name = insert.this.find(exp.Table).name
        has_more = bool(insert.args.get("returning") or insert.args.get("conflict"))
        tables = {t.name for t in _relations(insert.expression)} & (OF_ORGANIZATIONS - inner)
        if has_more == bool(tables):
            yield f"INSERT into {name} out of {sorted(tables) or 'no table'}, RETURNING: {has_more}"


def _bad_changes(tree: exp.Expr) -> Iterator[str]:
    """UPDATE, DELETE and ON CONFLICT DO UPDATE use no function of the moment or of the node."""
    for change in tree.find_all(exp.Update, exp.Delete, exp.OnConflict):
        for call in change.find_all(exp.Func):
            name = call.name if isinstance(call, exp.Anonymous) else call.sql_name()
            if isinstance(call, _UNSTEADY) or name.lower() in _UNSTEADY_NAMES:
                yield f"{name} in {change.key.upper()}"


def _bad_joins(tree: exp.Expr) -> Iterator[str]:
    """Every condition of an outer join is about a column; `on true` is none."""
    for join in tree.find_all(exp.Join):
        if join.side:
            for part in _parts(join.args.get("on")):
                if not isinstance(part, exp.Boolean) and not part.find(exp.Column):
                    yield f"{part.sql(dialect='postgres')} in the ON of an outer join"
