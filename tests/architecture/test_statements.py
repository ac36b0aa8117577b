"""Every statement keeps the rules of a sharded database, of which there need not be one."""

import json
import subprocess
import sys

import pytest
from sqlalchemy.dialects.postgresql import TSTZRANGE, TSVECTOR

from app.core.data.database import Base
from app.domains import import_tables
from tests.relations import broken_rules

import_tables()


@pytest.fixture(scope="module")
def statements() -> list[str]:
    printed = subprocess.run(
        [sys.executable, "-m", "tests.architecture.every_statement"],
        capture_output=True,
        check=True,
    )
    found: list[str] = json.loads(printed.stdout)
    assert len(found) > 300
    return found


def test_every_statement_keeps_the_rules(statements: list[str]) -> None:
    broken = {sql: rules for sql in statements if (rules := broken_rules(sql))}
    told = [f"{'; '.join(rules)}\n{sql}" for sql, rules in broken.items()]
    assert not told, f"{len(told)} statements\n\n" + "\n\n".join(told[:10])


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("select 1 from tickets t where t.id = $1", "t does not name its organization"),
        (
            """select 1 from tickets t join people p on p.organization_id = t.organization_id
                where t.organization_id = $1""",
            "p does not name its organization",
        ),
        (
            """select 1 from tickets t where t.organization_id = $1 and exists (
                select from messages m where m.organization_id = t.organization_id)""",
            "m does not name its organization",
        ),
        (
            "select 1 from tickets t where t.organization_id = $1 or t.id = $2",
            "t does not name its organization",
        ),
        ("update tickets set number = 1 where id = $1", "tickets does not name its organization"),
        (
            """insert into tickets (organization_id, id)
               select $1, x.id from unnest($2::uuid[]) as x(id)""",
            "INSERT into tickets out of no table, RETURNING: False",
        ),
        (
            """update tickets set subject = concat_ws(' ', number, subject)
                where organization_id = $1""",
            "CONCAT_WS in UPDATE",
        ),
        (
            """update tickets set opened_at = now() where organization_id = $1""",
            "CURRENT_TIMESTAMP in UPDATE",
        ),
        (
            """select 1 from tickets t left join people p
                   on p.organization_id = $1 and $2::text = 'x' where t.organization_id = $1""",
            "CAST($2 AS TEXT) = 'x' in the ON of an outer join",
        ),
    ],
)
def test_the_rules_bite(sql: str, rule: str) -> None:
    assert rule in broken_rules(sql)


def test_no_type_travels_that_the_driver_has_to_look_up() -> None:
    looked_up = [
        f"{mapper.class_.__name__}.{attribute.key}"
        for mapper in Base.registry.mappers
        for attribute in mapper.column_attrs
        if isinstance(attribute.columns[0].type, TSTZRANGE | TSVECTOR) and not attribute.deferred
    ]
    assert not looked_up
