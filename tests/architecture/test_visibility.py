"""Each rule of visibility is said once: lists, reads and changes show every role the same rows."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.auth.api_tokens.visibility import TOKEN_VISIBILITY
from app.auth.service_accounts.visibility import ACCOUNT_VISIBILITY
from app.auth.sessions.visibility import SESSION_VISIBILITY
from app.automation.macros.visibility import MACRO_VISIBILITY
from app.core.data.database import Base
from app.core.data.visibility import Visibility
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.domains import import_tables, modules
from app.files.long_jobs.visibility import JOB_VISIBILITY
from app.files.visibility import ATTACHED
from app.notifications.models import UserNotification
from app.notifications.visibility import NOTIFICATION_VISIBILITY
from app.orders.feeds.visibility import FEED_VISIBILITY
from app.orders.visibility import ORDER_VISIBILITY
from app.planning.plans.visibility import SCHEDULE_PLAN_VISIBILITY
from app.schedules.absences.visibility import ABSENCE_VISIBILITY
from app.schedules.visibility import BOOKING_VISIBILITY
from app.tickets.saved_views.visibility import VIEW_VISIBILITY
from app.tickets.visibility import MESSAGE_VISIBILITY, TICKET_VISIBILITY
from tests.callers import Caller, sign_up_organization
from tests.stories import open_order, picture, tomorrow_at, upload
from tests.world import World, create_world

ROLES = ("owner", "manager", "coordinator", "technician", "agent", "requester", "viewer")
NOTE = [{"type": "note", "value": "Verificar."}]


@dataclass(frozen=True)
class Rows:
    """How the rows of one visibility are listed, read and changed over HTTP."""

    name: str
    visibility: Visibility
    #: Paths of lists with their parameters; together they show everything that somebody sees.
    lists: tuple[tuple[str, dict[str, str]], ...]
    #: Paths with `{id}`; each answers 404 for what is not seen.
    reads: tuple[str, ...] = ()
    #: Requests that find the row for a change, and do nothing to it.
    changes: tuple[tuple[str, str], ...] = ()


def _scopes(path: str) -> tuple[tuple[str, dict[str, str]], ...]:
    return tuple((path, {"scope": s}) for s in ("mine", "participating", "customer", "desk"))


DOMAINS = (
    Rows(
        "orders",
        ORDER_VISIBILITY,
        (("/v1/orders", {}),),
        tuple(
            f"/v1/orders/{{id}}{below}"
            for below in ("", "/timeline", "/photos", "/expenses", "/comments", "/materials")
        ),
        (("POST", "/v1/orders/{id}/comments"), ("PATCH", "/v1/orders/{id}")),
    ),
    Rows(
        "orders by number",
        ORDER_VISIBILITY,
        (("/v1/orders", {"sort": "opened_at"}), ("/v1/orders", {"sort": "-opened_at"})),
    ),
    Rows(
        "orders searched",
        ORDER_VISIBILITY,
        (("/v1/orders", {"q": "sem internet"}),),
    ),
    Rows(
        "tickets",
        TICKET_VISIBILITY,
        _scopes("/v1/tickets"),
        tuple(
            f"/v1/tickets/{{id}}{below}"
            for below in ("", "/timeline", "/messages", "/dialogs", "/rating")
        ),
        (
            ("PUT", "/v1/tickets/{id}/read-marker"),
            ("POST", "/v1/tickets/{id}/replies"),
            ("PATCH", "/v1/tickets/{id}"),
            ("POST", "/v1/tickets/{id}/rating"),
        ),
    ),
    Rows(
        "messages",
        MESSAGE_VISIBILITY,
        (("/v1/tickets/{ticket_id}/messages", {}),),
        ("/v1/attachments/{attachment_id}/content",),
        (("PATCH", "/v1/messages/{id}"), ("POST", "/v1/messages/{id}/redact")),
    ),
    Rows(
        "saved views",
        VIEW_VISIBILITY,
        (("/v1/saved-views", {}),),
        ("/v1/saved-views/{id}",),
        (("PATCH", "/v1/saved-views/{id}"),),
    ),
    Rows(
        "macros",
        MACRO_VISIBILITY,
        (("/v1/macros", {}),),
        ("/v1/macros/{id}",),
        (("PATCH", "/v1/macros/{id}"),),
    ),
    Rows(
        "api tokens",
        TOKEN_VISIBILITY,
        (("/v1/api-tokens", {}), ("/v1/api-tokens", {"person_id": "{person_id}"})),
        ("/v1/api-tokens/{id}",),
        (("PATCH", "/v1/api-tokens/{id}"),),
    ),
    Rows(
        "service accounts",
        ACCOUNT_VISIBILITY,
        (("/v1/service-accounts", {}),),
        ("/v1/service-accounts/{id}",),
        (("PATCH", "/v1/service-accounts/{id}"),),
    ),
    Rows("sessions", SESSION_VISIBILITY, (("/v1/auth/sessions", {}),)),
    Rows(
        "bookings",
        BOOKING_VISIBILITY,
        (("/v1/bookings", {}),),
        ("/v1/bookings/{id}",),
    ),
    Rows(
        "absences",
        ABSENCE_VISIBILITY,
        (("/v1/absences", {}),),
        ("/v1/absences/{id}",),
        (("POST", "/v1/absences/{id}/refuse"),),
    ),
    Rows(
        "calendar feeds",
        FEED_VISIBILITY,
        (("/v1/schedules/feeds", {}),),
        ("/v1/schedules/feeds/{id}",),
    ),
    Rows(
        "schedule plans",
        SCHEDULE_PLAN_VISIBILITY,
        (("/v1/schedules/plans", {}),),
        ("/v1/schedules/plans/{id}",),
        (("POST", "/v1/schedules/plans/{id}/cancel"),),
    ),
    Rows(
        "notifications",
        NOTIFICATION_VISIBILITY,
        (("/v1/notifications", {}),),
        (),
        (("POST", "/v1/notifications/{id}/read"),),
    ),
    Rows("jobs", JOB_VISIBILITY, (("/v1/jobs", {}),), ("/v1/jobs/{id}",)),
)


@dataclass
class House:
    """An organization with somebody of each role, and with things that each sees or not."""

    callers: dict[str, Caller]
    customer_id: str
    #: What the test itself knows to be visible: (domain, role) -> ids.
    known: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    #: Kind -> file -> what it hangs on, as a path that shows whether that is visible.
    files: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


@pytest.fixture(scope="module")
async def house(app: FastAPI) -> House:
    manager = await sign_up_organization(app)
    callers = {
        role: manager if role == "manager" else await manager.colleague(role, f"Nome de {role}")
        for role in ROLES
    }
    world = await create_world(manager, callers["technician"], callers["requester"])
    house = House(callers, world.customer["id"])
    await _orders(house, world)
    await _tickets(house, world)
    await _small_things(house)
    async with app.state.runtime.database.transaction(manager.actor) as session:
        session.add_all(
            UserNotification(
                id=new_id(),
                person_id=caller.person_id,
                event="assigned",
                title="Chamado",
                subject_kind="ticket",
                subject_id=new_id(),
                seq=0,
                created_at=now(),
            )
            for caller in callers.values()
        )
    return house


async def _orders(house: House, world: World) -> None:
    office, technician = house.callers["coordinator"], house.callers["technician"]
    tania = await office.colleague("technician", "Tânia Luz")
    own, helped, other, both = [await open_order(office, world) for _ in range(4)]
    await open_order(office, world)  # of nobody
    for hour, order, visitor, helpers in (
        (9, own, technician, ()),
        (11, helped, tania, (technician,)),
        (13, other, tania, ()),
        (15, both, technician, (tania,)),
    ):
        await office.post(
            f"/v1/orders/{order['id']}/schedule",
            {
                "technician_id": str(visitor.person_id),
                "starts_at": tomorrow_at(hour).isoformat(),
                "ends_at": tomorrow_at(hour + 1).isoformat(),
                "helper_ids": [str(helper.person_id) for helper in helpers],
            },
        )
        photo, receipt = await picture(visitor), await picture(visitor)
        path = f"/v1/orders/{order['id']}"
        await visitor.post(f"{path}/photos", {"file_id": photo["id"]})
        bill = {"kind": "toll", "amount": "12.50", "file_id": receipt["id"]}
        await visitor.post(f"{path}/expenses", bill)
        house.files.setdefault("photo", []).append((photo["id"], path))
        house.files.setdefault("receipt", []).append((receipt["id"], path))
    house.known["orders", "technician"] = {o["id"] for o in (own, helped, both)}


async def _tickets(house: House, world: World) -> None:
    manager, requester = house.callers["manager"], house.callers["requester"]
    rui = await manager.colleague("requester", "Rui Sá")
    contacts = f"/v1/customers/{world.customer['id']}/contacts"
    await manager.post(contacts, {"person_id": str(rui.person_id)})
    await manager.patch(f"/v1/contacts/{world.contact['id']}", {"is_administrator": True})
    elsewhere = await manager.colleague("requester", "Outra")
    made = []
    for caller in (requester, rui, elsewhere, elsewhere):
        new = {"subject": "Sem sinal", "description": "A luz da ONU pisca."}
        ticket = await caller.post("/v1/tickets", new)
        made.append(ticket["id"])
        path = f"/v1/tickets/{ticket['id']}"
        for below, author in (("replies", caller), ("replies", manager), ("notes", manager)):
            file = await upload(author)
            said = await author.post(f"{path}/{below}", {"body": "x", "file_ids": [file["id"]]})
            shown = f"/v1/attachments/{said['attachments'][0]['id']}/content"
            house.files.setdefault("attachment", []).append((file["id"], shown))
    joined = {"person_id": str(requester.person_id)}
    await manager.post(f"/v1/tickets/{made[2]}/participants", joined)
    house.known["tickets", "requester"] = set(made[:3])
    for role in ("manager", "agent", "viewer"):
        house.known["tickets", role] = set(made)


async def _small_things(house: House) -> None:
    callers = house.callers
    manager = callers["manager"]
    team = await manager.post("/v1/teams", {"name": "Fibra", "member_ids": []})
    await manager.post("/v1/saved-views", {"name": "Mesa", "shared": True, "query": {}})
    await manager.post("/v1/macros", {"name": "Mesa", "shared": True, "actions": NOTE})
    await manager.post("/v1/macros", {"name": "Time", "team_id": team["id"], "actions": NOTE})
    await manager.post("/v1/service-accounts", {"name": "Integração", "role": "viewer"})
    for caller in callers.values():
        await caller.send("POST", "/v1/saved-views", json={"name": "Minhas", "query": {}})
        await caller.send("POST", "/v1/macros", json={"name": "Minha", "actions": NOTE})
        token = {"name": "ERP", "scopes": ["tickets:read"]}
        await caller.send("POST", "/v1/api-tokens", json=token)
        await caller.post("/v1/me/export", None, 202)
    booked = []
    for hour in (18, 20):
        absence = {
            "person_id": str(callers["technician"].person_id),
            "kind": "absence",
            "starts_at": tomorrow_at(hour).isoformat(),
            "ends_at": tomorrow_at(hour + 1).isoformat(),
        }
        booked.append((await manager.post("/v1/bookings", absence))["id"])
    await manager.delete(f"/v1/bookings/{booked[1]}")
    days = {"kind": "vacation", "first_day": "2027-01-11", "last_day": "2027-01-11"}
    for person in (callers["technician"], await manager.colleague("technician", "Tais Sá")):
        absence = await person.post("/v1/absences", days)
        await person.post("/v1/schedules/feeds", {"name": "Celular"})
        if person is callers["technician"]:
            house.known["absences", "technician"] = {absence["id"]}
    for _ in range(2):
        period = {"starts_at": "2027-01-11T08:00:00Z", "ends_at": "2027-01-11T20:00:00Z"}
        await manager.post("/v1/schedules/plans", period, 202)
    document = await upload(manager)
    customer = f"/v1/customers/{house.customer_id}"
    await manager.post(f"{customer}/files", {"file_id": document["id"]})
    house.files["document"] = [(document["id"], customer)]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("rows", DOMAINS, ids=lambda rows: rows.name)
async def test_list_read_and_change_show_the_same_rows(
    rows: Rows, role: str, app: FastAPI, house: House
) -> None:
    caller, manager = house.callers[role], house.callers["manager"]
    there = await _all_rows(app, manager, rows.visibility.model)
    seen = await _to_change(app, caller, rows.visibility, there)
    listed = await _listed(app, house, caller, rows)
    if listed is None:
        return  # the permission is not theirs: there is nothing to compare
    assert there
    assert listed == seen
    if (known := house.known.get((rows.name, role))) is not None:
        assert seen == known
    for row_id, names in there.items():
        for path in rows.reads:
            if "attachment_id" in path and "attachment_id" not in names:
                continue
            answer = await caller.send("GET", path.format(id=row_id, **names))
            assert answer.status_code == (200 if row_id in seen else 404), (path, role)
        for method, path in rows.changes:
            # Found before the body is looked at, which is none that a change takes.
            answer = await caller.send(
                method, path.format(id=row_id, **names), json={"no_such_field": 1}
            )
            found = answer.status_code != 404
            assert answer.status_code == 403 or found == (row_id in seen), (path, role)


async def _all_rows(app: FastAPI, manager: Caller, model: Any) -> dict[str, dict[str, str]]:
    """Every row of the organization, with the other ids that paths name it by."""
    async with app.state.runtime.database.transaction(manager.actor) as session:
        found = list(await session.scalars(select(model)))
        names: dict[str, dict[str, str]] = {str(row.id): {} for row in found}
        if model is MESSAGE_VISIBILITY.model:
            attachment = Base.metadata.tables["attachments"]
            pairs = select(attachment.c.message_id, attachment.c.id).where(
                attachment.c.organization_id == manager.organization_id
            )
            for message_id, attachment_id in await session.execute(pairs):
                names[str(message_id)]["attachment_id"] = str(attachment_id)
    return names


async def _to_change(
    app: FastAPI, caller: Caller, visibility: Visibility, there: Iterable[str]
) -> set[str]:
    """What `existing` finds of the rows that there are."""
    actor = await app.state.runtime.credentials.actor(caller.token)
    row = visibility.row_to_change(actor)
    async with app.state.runtime.database.transaction(actor) as session:
        return {key for key in there if await session.object(row, id=UUID(key)) is not None}


async def _listed(app: FastAPI, house: House, caller: Caller, rows: Rows) -> set[str] | None:
    """The ids of all lists; None if the caller may ask for none of them."""
    found: set[str] | None = None
    for path, query in _asked(app, house, rows, await _ticket_ids(app, caller)):
        cursor: dict[str, str] = {}
        while True:
            answer = await caller.send("GET", path, params={"limit": "2"} | query | cursor)
            if answer.status_code != 200:
                assert answer.status_code in (403, 404)
                break
            page = answer.json()
            found = (found or set()) | {item["id"] for item in page["items"]}
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
    return found


def _asked(
    app: FastAPI, house: House, rows: Rows, ticket_ids: list[str]
) -> Iterator[tuple[str, dict[str, str]]]:
    for path, query in rows.lists:
        if "person_id" in query:
            for other in house.callers.values():
                yield path, {"person_id": str(other.person_id)}
        elif "{ticket_id}" in path:
            for ticket_id in ticket_ids:
                yield path.format(ticket_id=ticket_id), query
        elif path == "/v1/tickets":
            yield path, query | {"view": "all"}
        else:
            yield path, query


async def _ticket_ids(app: FastAPI, caller: Caller) -> list[str]:
    return [*await _all_rows(app, caller, TICKET_VISIBILITY.model)]


@pytest.mark.parametrize("role", ROLES)
async def test_a_file_is_visible_where_it_hangs(app: FastAPI, role: str, house: House) -> None:
    caller = house.callers[role]
    uploads = await _uploads(app, caller)
    assert {kind for kind, files in house.files.items() if files} == {
        *("photo", "receipt", "attachment", "document"),
    }
    for kind, files in house.files.items():
        for file_id, parent in files:
            there = (await caller.send("GET", parent)).status_code == 200
            expected = 200 if there or file_id in uploads else 404
            for path in (f"/v1/files/{file_id}", f"/v1/files/{file_id}/content"):
                answer = await caller.send("GET", path)
                assert answer.status_code == expected, (kind, role)


@pytest.mark.parametrize("role", ROLES)
async def test_a_customers_history_tells_what_is_visible(
    app: FastAPI, role: str, house: House
) -> None:
    caller = house.callers[role]
    answer = await caller.send("GET", f"/v1/customers/{house.customer_id}/history?limit=100")
    if answer.status_code == 403:
        return
    told: dict[str, set[str]] = {"order": set(), "ticket": set()}
    for entry in answer.json()["items"]:
        told.setdefault(entry["kind"], set()).add(entry["id"])
    for kind, visibility in (("order", ORDER_VISIBILITY), ("ticket", TICKET_VISIBILITY)):
        actor = await app.state.runtime.credentials.actor(caller.token)
        seen: set[str] = set()
        if actor.may(visibility.read):
            of_customer = visibility.model.customer_id == UUID(house.customer_id)
            async with app.state.runtime.database.transaction(actor) as session:
                there = await session.scalars(select(visibility.model.id).where(of_customer))
            seen = await _to_change(app, caller, visibility, map(str, there))
        assert told[kind] == seen


async def _uploads(app: FastAPI, caller: Caller) -> set[str]:
    file = Base.metadata.tables["files"]
    wanted = select(file.c.id).where(
        file.c.organization_id == caller.organization_id, file.c.person_id == caller.person_id
    )
    async with app.state.runtime.database.transaction(caller.actor) as session:
        return {str(file_id) for file_id in await session.scalars(wanted)}


def test_whatever_a_file_hangs_on_says_who_sees_it() -> None:
    import_tables()
    for _module in modules("visibility"):
        pass
    pointing = {
        table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_key_constraints
        if key.referred_table.name == "files"
    }
    assert pointing == {visibility.model.__tablename__ for visibility in ATTACHED}


def _nodes(pattern: str) -> Iterator[tuple[Path, ast.AST]]:
    for path in sorted(Path("app").rglob(pattern)):
        for node in ast.walk(ast.parse(path.read_text())):
            yield path, node


def _asks(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "may"
    )


def test_no_route_chooses_rows_by_a_permission() -> None:
    wrong = [
        f"{path}:{node.lineno}"
        for path, node in _nodes("routes.py")
        if isinstance(node, ast.Call)
        and _asks(node)
        and any(
            isinstance(given, ast.Constant) and str(given.value).endswith(":all")
            for given in node.args
        )
    ]
    assert not wrong


def test_no_statement_is_picked_by_a_boolean() -> None:
    wrong = [
        f"{path}:{node.lineno}"
        for path, node in _nodes("*.py")
        if isinstance(node, ast.Subscript)
        and (
            _asks(node.slice)
            or (isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, bool))
        )
    ]
    assert not wrong
