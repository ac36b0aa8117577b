"""An order is opened for a customer's site; the office finds it by what people say."""

from typing import Any
from uuid import uuid4

import pytest

from app.core.values.clock import now
from app.core.values.ids import new_id
from tests.callers import Caller
from tests.orders.fieldwork import Fieldwork
from tests.world import create_site


async def test_an_order_is_opened_with_the_next_protocol_of_the_year(work: Fieldwork) -> None:
    response = await work.office.send("POST", "/v1/orders", json=work.described(priority="urgent"))
    order = response.json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"/v1/orders/{order['id']}"
    assert response.headers["ETag"] == '"1"'
    assert (order["number"], order["protocol"]) == (1, f"{now().year}000001")
    assert (order["status"], order["priority"]) == ("open", "urgent")
    assert order["customer_name"] == "Padaria São João"
    assert order["customer_phone"] == "+55 19 98765-4321"
    assert order["site"]["street"] == "Rua das Flores"
    assert (order["latitude"], order["longitude"]) == (-22.9056, -47.0608)
    assert order["problem"] == {"code": "SEM-SINAL", "label": "Sem sinal"}
    assert order["technician_id"] is order["starts_at"] is order["report_file_id"] is None
    assert (await work.opened())["protocol"] == f"{now().year}000002"
    assert (await work.office.get(f"/v1/orders/{order['id']}")).items() >= order.items()


async def test_a_client_may_bring_the_id_once(work: Fieldwork) -> None:
    own = str(new_id())
    assert (await work.opened(id=own))["id"] == own
    again = await work.office.post("/v1/orders", work.described(id=own), 409)
    assert again["code"] == "duplicate"


async def test_what_an_order_refers_to_must_exist_and_fit(
    work: Fieldwork, stranger: Caller
) -> None:
    other = (await work.office.post("/v1/customers", {"name": "Outra"}))["id"]
    elsewhere = (await create_site(work.office, other))["id"]
    theirs = (await stranger.post("/v1/customers", {"name": "Deles"}))["id"]
    cases: list[tuple[dict[str, Any], str, str]] = [
        ({"customer_id": theirs}, "unknown_reference", "#/body/customer_id"),
        ({"customer_id": str(uuid4())}, "unknown_reference", "#/body/customer_id"),
        ({"site_id": elsewhere}, "unknown_reference", "#/body/site_id"),
        ({"problem_code_id": work.codes["cause"]}, "unknown_code", "#/body/problem_code_id"),
    ]
    for wrong, code, pointer in cases:
        problem = await work.office.post("/v1/orders", work.described(**wrong), 422)
        assert (problem["code"], problem["errors"][0]["pointer"]) == (code, pointer)
    assert (await work.office.get("/v1/orders"))["items"] == []


async def test_a_technician_opens_no_orders(work: Fieldwork) -> None:
    problem = await work.technician.post("/v1/orders", work.described(), 403)
    assert problem["permission"] == "orders:write"


async def test_orders_are_found_by_customer_title_and_protocol(work: Fieldwork) -> None:
    first = await work.opened(title="Trocar roteador")
    other = (await work.office.post("/v1/customers", {"name": "João Ávila"}))["id"]
    site = await create_site(work.office, other)
    second = await work.opened(customer_id=other, site_id=site["id"], title="Instalação nova")

    async def found(q: str) -> list[str]:
        return [o["id"] for o in (await work.office.get("/v1/orders", q=q))["items"]]

    assert await found("joao avi") == [second["id"]]
    assert await found("PADARIA SAO") == [first["id"]]
    assert await found("rotea") == [first["id"]]
    assert await found(second["protocol"]) == [second["id"]]
    assert await found("nada disso") == []


async def test_a_new_title_is_found_and_a_renamed_customer_too(work: Fieldwork, drain: Any) -> None:
    order = await work.opened()
    await work.office.patch(f"/v1/orders/{order['id']}", {"title": "Poste caído"})
    await work.office.patch(f"/v1/customers/{work.customer_id}", {"name": "Padaria Aurora"})
    await drain(work.office.organization_id)
    for q, count in (("poste", 1), ("aurora", 1), ("internet", 0), ("conceicao", 0)):
        assert len((await work.office.get("/v1/orders", q=q))["items"]) == count, q


async def test_the_list_is_narrowed_by_what_its_filters_say(work: Fieldwork) -> None:
    opened = await work.opened(priority="low")
    planned = await work.scheduled(priority="high")
    moment = (await work.opened(priority="high"))["opened_at"]

    async def ids(**filters: Any) -> set[str]:
        return {o["id"] for o in (await work.office.get("/v1/orders", **filters))["items"]}

    assert await ids(status="scheduled") == {planned["id"]}
    assert len(await ids(status=["open", "scheduled"])) == 3
    assert await ids(priority="low") == {opened["id"]}
    assert await ids(technician_id=str(work.technician.person_id)) == {planned["id"]}
    assert len(await ids(technician_id="none")) == 2
    assert await ids(technician_id="me") == set()
    assert len(await ids(customer_id=work.customer_id)) == 3
    assert await ids(customer_id=str(uuid4())) == set()
    assert await ids(opened_before=moment) == {opened["id"], planned["id"]}
    assert len(await ids(opened_after=moment)) == 1
    assert opened["id"] not in await ids(updated_since=planned["updated_at"])
    await work.office.get("/v1/orders", 422, state="open")


async def test_pages_follow_each_other_in_the_order_of_opening(work: Fieldwork) -> None:
    opened = [(await work.opened())["id"] for _ in range(3)]
    first = await work.office.get("/v1/orders", limit=2, sort="opened_at")
    rest = await work.office.get(
        "/v1/orders", limit=2, sort="opened_at", cursor=first["next_cursor"]
    )
    assert [o["id"] for o in first["items"] + rest["items"]] == opened
    assert rest["next_cursor"] is None


async def test_the_description_changes_until_the_order_is_closed(work: Fieldwork) -> None:
    order = await work.opened()
    path = f"/v1/orders/{order['id']}"
    changed = await work.office.patch(path, {"description": None, "priority": "urgent"})
    assert (changed["description"], changed["priority"]) == (None, "urgent")
    assert changed["version"] == 2
    assert (await work.office.patch(path, {"priority": "urgent"}))["version"] == 2
    await work.office.patch(path, {"title": None}, 422)
    stale = {"If-Match": '"1"'}
    await work.office.patch(path, {"title": "x"}, 412, headers=stale)

    done = await work.closed()
    problem = await work.office.patch(f"/v1/orders/{done['id']}", {"title": "x"}, 409)
    assert problem["code"] == "order_already_closed"


@pytest.mark.parametrize("method", ["GET", "PATCH"])
async def test_another_organization_sees_no_order(
    work: Fieldwork, stranger: Caller, method: str
) -> None:
    order = await work.opened()
    answer = await stranger.send(method, f"/v1/orders/{order['id']}", json={"title": "x"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await stranger.get("/v1/orders"))["items"] == []
