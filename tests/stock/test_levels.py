"""How much of a product there should be at a place, and the card that tells how it moved."""

from tests.callers import Caller
from tests.world import create_goods, create_location, create_product, transfer


async def test_what_is_missing_to_the_target_is_seen(ada: Caller, tiago: Caller) -> None:
    goods = await create_goods(ada, tiago)
    path = f"/v1/locations/{goods.van}/levels/{goods.product}"
    level = await ada.put(path, {"minimum": "120", "target": "305"})
    assert (level["quantity"], level["missing"], level["is_below_minimum"]) == (
        *("100.000", "205.000", True),
    )
    again = await ada.put(path, {"minimum": "0", "target": "50.5"})
    assert (again["id"], again["version"], again["missing"]) == (level["id"], 2, "0.000")
    assert again["is_below_minimum"] is False
    assert (await tiago.get("/v1/stock-levels", location_id=goods.van))["items"] == [again]
    empty = await create_location(ada, name="Filial")
    level = await ada.put(
        f"/v1/locations/{empty}/levels/{goods.product}", {"minimum": "1", "target": "1"}
    )
    assert (level["quantity"], level["is_below_minimum"]) == ("0.000", True)


async def test_a_level_fits_its_product_and_is_for_who_moves_goods(
    ada: Caller, tiago: Caller, stranger: Caller
) -> None:
    goods = await create_goods(ada, tiago)
    box = await create_product(ada, "CX", unit="un", scale=0)
    path = f"/v1/locations/{goods.van}/levels/{box}"
    for body, pointer in (
        ({"minimum": "2", "target": "1"}, "#/body"),
        ({"minimum": "0.5", "target": "1"}, "#/body/minimum"),
        ({"minimum": "0", "target": "0"}, "#/body/target"),
    ):
        problem = await ada.put(path, body, 422)
        assert [e["pointer"] for e in problem["errors"]] == [pointer]
    body = {"minimum": "1", "target": "2"}
    await tiago.put(path, body, 403)
    await stranger.put(path, body, 404)
    await ada.delete(path, 404)
    await ada.put(path, body)
    await stranger.delete(path, 404)
    await ada.delete(path)
    assert (await ada.get("/v1/stock-levels"))["items"] == []


async def test_the_card_of_a_product_tells_how_it_came_and_went(
    ada: Caller, tiago: Caller, stranger: Caller
) -> None:
    goods = await create_goods(ada, tiago)
    moved = await ada.post(
        "/v1/movements", transfer(goods.van, goods.warehouse, goods.product, "3")
    )
    await ada.post(f"/v1/movements/{moved['id']}/reverse")
    path = f"/v1/products/{goods.product}/card"
    card = (await tiago.get(path))["items"]
    steps = [(e["kind"], e["quantity"], e["from_location"]["kind"]) for e in card]
    assert steps == [
        ("reversal", "3.000", "warehouse"),
        ("transfer", "3.000", "van"),
        ("receipt", "100.000", "supplier"),
    ]
    first = await tiago.get(path, sort="id", limit=2)
    rest = await tiago.get(path, sort="id", limit=2, cursor=first["next_cursor"])
    assert [e["id"] for e in first["items"] + rest["items"]] == [e["id"] for e in card[::-1]]
    await stranger.get(path, 404)
