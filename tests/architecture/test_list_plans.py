"""No list reads a whole table, or sorts one: every documented filter in every documented order."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.core.data.database import Database
from app.core.data.reading import Reading
from app.core.data.statements import Readable, Statement
from app.core.http.listing import ListQuery
from app.core.values.clock import now
from app.domains import routers
from app.embedded.servers import Servers
from tests.callers import Caller, sign_up_organization
from tests.filling import fill, known_id

pytestmark = pytest.mark.plain_postgresql
ROWS = 20_000
TICKETS = 100_000
A_HANDFUL = 10
#: What is merged: a page for each of the ten values that PostgreSQL expects of a list it is given.
PAGES = 26 * 10
#: Whatever a list reads, itself or joined.
TABLES = (
    *(
        "permission_profiles",
        "people",
        "companies",
        "domains",
        "sign_ins",
        "invitations",
        "api_tokens",
    ),
    *("customers", "sites", "contacts", "codes", "products", "contracts", "equipment"),
    *("customer_files", "site_location_changes", "services", "specialties", "categories", "cities"),
    *("locations", "movements", "movement_lines", "balances", "bookings", "orders", "visits"),
    *("technician_specialties", "agenda_feeds", "schedule_plans"),
    *("absences", "serials", "transfers", "transfer_lines", "counts", "count_lines"),
    *("adjustments", "adjustment_lines", "purchases", "purchase_lines"),
    "stock_levels",
    *("calendars", "calendar_overrides", "holiday_sets", "desks", "status_names", "teams"),
    *("team_members", "support_profiles", "participants", "ticket_links", "ticket_tags"),
    *("order_photos", "visit_segments", "order_services", "order_expenses", "order_comments"),
    "close_reports",
    *("macros", "automation_rules", "rule_runs", "quotes"),
    *("incidents", "incident_tickets", "incident_updates", "incident_sites", "incident_orders"),
    *("sla_policies", "sla_clocks", "ratings", "reply_drafts", "saved_views", "message_revisions"),
    *("order_materials", "tickets", "messages", "read_markers", "notifications", "events"),
    *("forms", "form_versions", "form_nodes", "processes", "tool_entitlements"),
)
_OF_OTHER_ROWS = {"city", "service_id", "cause_code_id", "solution_code_id"}
_MOMENTS = {"due_after", "due_before", "solved_after", "solved_before"}
_OF_USUAL_ORDER = {"desk_id", "channel", "process_id", "status_name_id"}
_OF_CLOCKS = {
    f"{moment}_{end}"
    for moment in ("due", "met", "breached", "started")
    for end in ("after", "before")
}
#: Filters that no index of their own answers, and why none has to.
UNFILTERED = {
    "active": "almost everything is",
    "updated_since": "bounds another column than the one that sorts; few rows are recent",
    "awaiting": "of what is open, each turn is a good part, and that has an index",
    "include_closed": "for the desk it changes nothing",
    "is_read": "almost everything was read, and what was not has an index",
    "has_unread": "is a matter of who reads; whatever is new leads the list anyway",
    "created_month": "bounds what was opened, which another order does not follow",
    "opened_after": "likewise",
    "opened_before": "likewise",
    "q": "finds few rows by its words; what the list keeps to anyway narrows those",
}
#: Lists whose filters of several values go through the rows in order, and why they may.
SEVERAL_FILTERED = {
    "listBalances": "there is a row for each product at each location, and pages follow the key",
    "listStockLevels": "likewise, and few places have levels",
    "listBookings": "almost every booking is a visit, and dates bound what is asked for",
}
#: Lists of which everybody sees but a part, and why no index has to keep it: there are few rows.
NARROWED = {"listSavedViews", "listMacros", "listMyOrders"}
_FOUND = {"contacts", "people"}
#: Lists whose rows have others joined by their keys: of few rows PostgreSQL reads them all.
_BY_KEYS = {("listProductCard", "movements"), ("listSerialSteps", "movements")}
#: Of what is under way: one at each stock location at most, which may be filtered and sorted.
_UNDER_WAY = {"counts_open_location_key"}
#: By barcode: an organization has thousands of products, no more.
_BY_KEYS |= {("listProducts", "products")}
#: Filters without an index of their own in an order of a list, and orders that have some for
#: these filters only (none: not even for the whole list, of which a part is shown). There
#: PostgreSQL finds what passes and sorts it, or goes through the order, as seems less.
BESIDE: dict[str, dict[str, set[str]]] = {
    "listOrders": {"opened_at": {*_OF_OTHER_ROWS, "starts_after", "starts_before"}},
    "listTickets": {
        "opened_at": {"is_overdue", *_MOMENTS},
        "last_activity_at": {"is_overdue", *_MOMENTS, *_OF_USUAL_ORDER},
    },
    "listSlaClocks": {"due_at": {"status", *_OF_CLOCKS}},
}
ONLY: dict[str, dict[str, set[str] | None]] = {
    "listOrders": {
        "starts_at": {"status", "technician_id", "starts_after", "starts_before"},
        **{order: set() for order in ("number", "updated_at", "priority")},
    },
    "listTickets": {
        "due_at": {"due_after", "due_before", "is_overdue"},
        **{order: set() for order in ("number", "updated_at", "priority")},
    },
    "listSlaClocks": {"started_at": None},
}
#: Filters that nearly every row passes: an index need not keep them apart.
PASSED_BY_ALL = {"(NOT is_spam)"}  # people mark it one by one
#: Who else than a manager sees a list, and another part of it.
ALSO = {
    "listTickets": ("requester", "administrator"),
    "listOrders": ("technician",),
    "listMyOrders": ("technician",),
}
#: What the others ask for as well.
WITH = {"administrator": {"scope": "customer"}}
OF_TABLE = {
    "profile_id": "permission_profiles",
    "automation_rule_id": "automation_rules",
    "form_id": "forms",
    **dict.fromkeys(("parent_id", "form_node_id"), "form_nodes"),
    **dict.fromkeys(
        ("person_id", "requester_id", "agent_id", "assignee_id", "technician_id"), "people"
    ),
    **{f"{name}_id": f"{name}s" for name in ("customer", "order", "ticket", "product", "location")},
    **dict.fromkeys(("from_location_id", "to_location_id"), "locations"),
    "serial_id": "serials",
    "site_id": "sites",
    "category_id": "categories",
    "service_id": "services",
    "process_id": "processes",
    "status_name_id": "status_names",
    **{f"{kind}_code_id": "codes" for kind in ("problem", "cause", "solution")},
    **{f"{name}_id": f"{name}s" for name in ("team", "calendar", "desk", "message", "incident")},
}
#: Stands for the instant at which half of the rows are older.
MIDDLE = "middle"
PLAIN = {
    "created_month": "2026-11",
    "tag": "tag 7",
    "q": "raro12345",
    "document": "11222333000181",
    "name": "name 7",
    "city": "city 7",
    "contract_number": "number 7",
    "product_category": "product_category 7",
    "serial": "serial-7",
}


class Shape(NamedTuple):
    """One list as somebody may ask for it."""

    operation: str
    role: str
    path: str
    wanted: dict[str, str | list[str]]

    def __str__(self) -> str:
        return " ".join([self.operation, self.role, *(f"{k}={v}" for k, v in self.wanted.items())])

    @property
    def alone(self) -> bool:
        """Whether nothing narrows the list beside what is asked: then the index says it all."""
        return self.role == "manager" and self.operation not in NARROWED

    @property
    def beside(self) -> bool:
        """Whether no index has both the order and what is asked for."""
        sort, asked = str(self.wanted["sort"]).removeprefix("-"), {*self.wanted} - {"sort"}
        if "q" in asked:
            return False
        # Without a search it is the usual order.
        sort = sort.replace("relevance", "opened_at")
        only = ONLY.get(self.operation, {}).get(sort, asked)
        return (
            only is None
            or not asked <= only
            or (only is not asked and not self.alone)
            or bool(asked & BESIDE.get(self.operation, {}).get(sort, set()))
        )

    @property
    def several(self) -> bool:
        """Whether a filter has several values."""
        return any(isinstance(value, list) for value in self.wanted.values())


def _lists() -> Iterator[tuple[APIRoute, dict[str, Any]]]:
    """Every list, and the schema of what it may be asked for."""
    for router in routers():
        for route in router.routes:
            assert isinstance(route, APIRoute)
            if route.operation_id == "downloadAudit":
                continue  # the pages of listAudit, one after the other
            for field in route.dependant.query_params:
                kind = field.field_info.annotation
                if isinstance(kind, type) and issubclass(kind, ListQuery):
                    yield route, kind.model_json_schema()


def _shapes() -> Iterator[Shape]:
    for route, schema in _lists():
        properties = schema["properties"]
        name = route.operation_id or ""
        path = route.path.format_map({key: known_id(t) for key, t in OF_TABLE.items()})
        orders = properties["sort"].get("enum") or [properties["sort"]["const"]]
        asked = [{}, *(_filters(schema))]
        for role in ("manager", *ALSO.get(name, ())):
            for sort in orders:
                for one in asked:
                    yield Shape(name, role, path, {"sort": sort, **one, **WITH.get(role, {})})


def _filters(schema: dict[str, Any]) -> Iterator[dict[str, str | list[str]]]:
    """Each filter alone, with each kind of value that it takes, and with several at once."""
    for name, kind in schema["properties"].items():
        if name not in ("sort", "limit", "cursor"):
            one, another = ([*_values(name, kind, schema.get("$defs", {}), n)] for n in (0, 1))
            for value in one:
                yield {name: value}
            if one and any("items" in part for part in (kind, *kind.get("anyOf", ()))):
                yield {name: one + another}


def _values(name: str, kind: dict[str, Any], defined: dict[str, Any], number: int) -> Iterator[str]:
    if name in PLAIN:
        yield PLAIN[name]
        return
    if "$ref" in kind:
        kind = defined[kind["$ref"].rpartition("/")[2]]
    if "enum" in kind:
        yield kind["enum"][number % len(kind["enum"])]
        if "none" in kind["enum"][1:]:
            yield "none"
    elif "const" in kind:
        yield kind["const"]
    elif kind.get("format") == "uuid":
        yield str(known_id(OF_TABLE.get(name, name), 7 + number))
    elif kind.get("format") == "date-time":
        yield MIDDLE
    elif kind.get("type") == "boolean":
        yield "true"
    for part in (*kind.get("anyOf", ()), *([kind["items"]] if "items" in kind else ())):
        yield from _values(name, part, defined, number)


@pytest.fixture(scope="module")
async def grown(app: FastAPI, servers: Servers) -> dict[str, Caller]:
    """By role: somebody of an organization with many rows in every table."""
    ada = await sign_up_organization(app)
    callers = {
        "manager": ada,
        "technician": await ada.colleague("technician", "Tiago Nunes"),
        "requester": await ada.colleague("requester", "Carla Dias"),
        "administrator": await ada.colleague("requester", "Rui Sá"),
    }
    people = [caller.person_id for caller in callers.values()]
    await fill(
        servers, ada.organization_id, TABLES, ROWS, people, {"tickets": TICKETS, "orders": TICKETS}
    )
    return callers


@pytest.mark.parametrize("shape", [*_shapes()], ids=str)
async def test_a_list_follows_an_index(
    shape: Shape,
    grown: dict[str, Caller],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[tuple[Statement, dict[str, Any]]] = []
    rows = Reading.rows

    async def noted(reading: Reading, statement: Readable, **given: Any) -> Any:
        sent.append((statement.of(reading.actor), given))
        found = await rows(reading, statement, **given)
        # What was invented keeps no contract: the page itself stays empty.
        return [] if "_sort" in statement.of(reading.actor).sql else found

    monkeypatch.setattr(Reading, "rows", noted)
    caller = grown[shape.role]
    rows_there = TICKETS if shape.path == "/v1/tickets" else ROWS
    middle = (now() - timedelta(minutes=rows_there / 2)).isoformat().replace("+00:00", "Z")
    wanted: dict[str, Any] = {k: middle if v == MIDDLE else v for k, v in shape.wanted.items()}
    await caller.get(shape.path, **wanted)

    # Beside the list there may be a look at one row by its key: contacts are few here.
    lists = [(statement, given) for statement, given in sent if "_sort" in statement.sql]
    assert lists
    for statement, given in lists:
        plan = await _plan(database, caller, statement, given)
        assert any(finds for _, _, finds in _nodes(plan)), _told(plan)
        for node, depends, finds in _nodes(plan):
            reads_all = node["Node Type"] == "Seq Scan" and node["Relation Name"] in TABLES
            # The rows of the page by their keys: of a few rows that is how PostgreSQL finds them.
            by_key = not finds and "= ANY ((InitPlan" in node.get("Filter", "")
            # People whom a search finds, and their contacts: rows of which there are few here.
            by_words = "q" in shape.wanted and node.get("Relation Name") in _FOUND
            by_key |= (shape.operation, node.get("Relation Name")) in _BY_KEYS
            assert not reads_all or by_key or by_words, _told(plan)
            if shape.several and shape.operation in SEVERAL_FILTERED:
                continue
            # An index is followed anew for each of several values: there the rules hold as well.
            excused = shape.beside or not finds or (depends and not shape.several)
            excused |= node.get("Index Name") in _UNDER_WAY
            skips = node.get("Filter", "") not in {"", *PASSED_BY_ALL} and not excused
            assert not skips or not shape.alone or shape.wanted.keys() & UNFILTERED, _told(plan)
            # A search sorts what it found, and a handful may be sorted anywhere.
            most = PAGES if shape.several else A_HANDFUL
            sorts = node["Node Type"] == "Sort" and node["Plan Rows"] > most
            assert not sorts or excused or "q" in shape.wanted, _told(plan)


DAYS = {
    "/v1/dashboards/support": {
        *("tickets_all_opened_idx", "tickets_solved_idx", "ratings_created_at_id_idx"),
        *("sla_clocks_started_at_idx", "events_name_occurred_at_seq_idx"),
    },
    "/v1/reports/field-service": {
        *("orders_opened_at_id_idx", "orders_closed_at_idx", "orders_cancelled_at_idx"),
        "visits_finished_at_idx",
    },
}


@pytest.mark.parametrize("path", DAYS)
async def test_the_figures_of_a_day_read_what_happened_on_it(
    path: str, grown: dict[str, Caller], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[Statement, dict[str, Any]]] = []
    rows = Reading.rows

    async def noted(reading: Reading, statement: Readable, **given: Any) -> Any:
        sent.append((statement.of(reading.actor), given))
        return await rows(reading, statement, **given)

    monkeypatch.setattr(Reading, "rows", noted)
    ada = grown["manager"]
    # Whatever the hour, yesterday was a whole day in the organization's zone.
    day = (now().astimezone(ZoneInfo(ada.actor.zone)) - timedelta(days=1)).date().isoformat()
    await ada.get(path, first_day=day, last_day=day)
    ((statement, given),) = sent
    plan = await _plan(database, ada, statement, given)
    # What is open is most of what was invented here: that may be read as a whole.
    followed = {node.get("Index Name") for node, _, _ in _nodes(plan)}
    assert followed >= DAYS[path], _told(plan)


async def _plan(
    database: Database, caller: Caller, statement: Statement, given: dict[str, Any]
) -> dict[str, Any]:
    values = statement.values(given | {"organization_id": caller.organization_id})
    how = "generic_plan, format json" if statement.is_planned_once else "format json"
    async with database.read(caller.actor) as connection:
        explained = await connection.fetchval(f"explain ({how}) {statement.sql}", *values)
    found: dict[str, Any] = json.loads(explained)[0]["Plan"]
    return found


def _nodes(
    plan: dict[str, Any], *, depends: bool = False, finds: bool = False
) -> Iterator[tuple[dict[str, Any], bool, bool]]:
    """Every node, whether it runs anew for each row of another, and whether it finds the page.

    The page is found by what limits the keys of its rows; the rest only dresses them.
    """
    limits = plan["Node Type"] == "Limit" and plan.get("Parent Relationship") == "InitPlan"
    finds = finds or limits
    yield plan, depends, finds
    for below in plan.get("Plans", ()):
        relation = below.get("Parent Relationship")
        inner = plan["Node Type"] == "Nested Loop" and relation == "Inner"
        anew = depends or inner or relation == "SubPlan"
        yield from _nodes(below, depends=anew, finds=finds)


def _told(plan: dict[str, Any], level: int = 0) -> str:
    told = " ".join(
        str(plan[key])
        for key in ("Node Type", "Relation Name", "Index Name", "Index Cond", "Filter", "Sort Key")
        if key in plan
    )
    below = (_told(part, level + 1) for part in plan.get("Plans", ()))
    return "\n".join(["  " * level + told, *below])
