"""What is kept beside the work: what was paid on the way, and what was told to each other."""

from tests.callers import Caller
from tests.stories import close_order, open_order, picture, start_order
from tests.world import World


async def test_expenses_are_written_down_until_the_order_is_closed(
    ada: Caller, tiago: Caller, world: World
) -> None:
    order = await open_order(ada, world)
    path = f"/v1/orders/{order['id']}"
    await start_order(ada, tiago, order)
    receipt = await picture(tiago)
    toll = await tiago.post(
        f"{path}/expenses", {"kind": "toll", "amount": "12.50", "file_id": receipt["id"]}
    )
    assert (toll["amount"], toll["person_name"]) == ("12.50", "Tiago Nunes")
    part = await tiago.post(
        f"{path}/expenses",
        {"kind": "part", "amount": "40", "note": "Conector", "spent_on": "2026-11-20"},
    )
    assert (await ada.get(path))["expenses_total"] == "52.50"
    await tiago.delete(f"{path}/expenses/{part['id']}")
    assert (await ada.get(f"{path}/expenses"))["items"] == [toll]
    for wrong in ({"amount": "0"}, {"amount": "-1"}, {"amount": "1.001"}, {"kind": "bribe"}):
        await tiago.post(f"{path}/expenses", {"kind": "toll", "amount": "1.00"} | wrong, 422)
    timeline = (await ada.get(f"{path}/timeline"))["items"]
    assert [e["detail"] for e in timeline if e["name"] == "order.expense_deleted"] == [
        "Part · R$40.00"
    ]
    await close_order(tiago, order, world)
    late = await tiago.post(f"{path}/expenses", {"kind": "toll", "amount": "1.00"}, 409)
    assert late["code"] == "order_already_closed"
    await tiago.delete(f"{path}/expenses/{toll['id']}", 409)


async def test_comments_are_for_those_who_work_on_it(
    ada: Caller, bob: Caller, tiago: Caller, world: World
) -> None:
    order = await open_order(ada, world)
    path = f"/v1/orders/{order['id']}/comments"
    await tiago.post(path, {"body": "Onde é?"}, 404)  # not theirs yet
    await bob.post(path, {"body": "Cliente pediu pela manhã."})
    await start_order(ada, tiago, order)
    said = await tiago.post(path, {"body": "Portão azul."})
    assert said["author_name"] == "Tiago Nunes"
    assert [c["body"] for c in (await ada.get(path))["items"]] == [
        "Cliente pediu pela manhã.",
        "Portão azul.",
    ]
    await close_order(tiago, order, world)
    await bob.post(path, {"body": "Cliente agradeceu."})
    await ada.post(path, {"body": "   "}, 422)
