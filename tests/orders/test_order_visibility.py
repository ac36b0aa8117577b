"""A technician sees the orders whose visit is theirs; others do not exist for them."""

from uuid import uuid4

from tests.callers import Caller
from tests.orders.fieldwork import Fieldwork, drawn_signature


async def test_a_technician_lists_and_reads_own_orders_only(work: Fieldwork, bob: Caller) -> None:
    await work.opened()
    own = await work.scheduled()
    tania = await work.office.colleague("technician", "Tânia Luz")
    hers = await work.scheduled(technician=tania)

    assert [o["id"] for o in (await work.technician.get("/v1/orders"))["items"]] == [own["id"]]
    mine = await work.technician.get("/v1/orders", technician_id="me", q="padaria")
    assert [o["id"] for o in mine["items"]] == [own["id"]]
    assert len((await bob.get("/v1/orders"))["items"]) == 3
    assert (await work.technician.get(f"/v1/orders/{own['id']}"))["id"] == own["id"]
    unknown = await work.technician.get(f"/v1/orders/{uuid4()}", 404)
    hidden = await work.technician.get(f"/v1/orders/{hers['id']}", 404)
    for problem in (unknown, hidden):
        del problem["instance"], problem["request_id"]
    assert hidden == unknown


async def test_no_path_of_a_colleagues_order_is_open(work: Fieldwork) -> None:
    order = await work.closed()
    tania = await work.office.colleague("technician", "Tânia Luz")
    path = f"/v1/orders/{order['id']}"
    for below in ("", "/materials", "/timeline", "/close-report", "/report"):
        await tania.get(path + below, 404)
    report = work.facts() | {"customer_signature": drawn_signature("0" * 64)}
    for command, body in (
        ("start", work.start()),
        ("materials", {"product_id": (await work.world.goods()).product, "quantity": "1"}),
        ("preview-close", work.facts()),
        ("close", report),
    ):
        assert (await tania.post(f"{path}/{command}", body, 404))["code"] == "not_found"
    kept = await work.technician.get(f"{path}/close-report")
    signature = f"/v1/signatures/{kept['signatures'][0]['id']}"
    await tania.get(signature, 404)
    await work.office.get(signature)


async def test_requesters_see_no_orders(work: Fieldwork, carla: Caller) -> None:
    order = await work.opened()
    await carla.get("/v1/orders", 403)
    await carla.get(f"/v1/orders/{order['id']}", 403)


async def test_the_timeline_tells_who_did_what_in_the_readers_language(work: Fieldwork) -> None:
    order = await work.started()
    await work.use(order["id"], "2.5")
    entries = (await work.technician.get(f"/v1/orders/{order['id']}/timeline"))["items"]
    assert [(e["name"], e["label"], e["actor_name"]) for e in entries] == [
        ("order.opened", "Order opened", "Ada Reis"),
        ("order.scheduled", "Visit scheduled", "Ada Reis"),
        ("order.started", "Visit started", "Tiago Nunes"),
        ("order.material_used", "Material used", "Tiago Nunes"),
    ]
    told = entries[-1]["data"]
    assert (told["product_name"], told["quantity"], told["unit"]) == (
        *("Cabo drop óptico", "2.500", "m"),
    )
    assert [e["seq"] for e in entries] == sorted({e["seq"] for e in entries})
