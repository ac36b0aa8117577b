"""Products are counted in their unit; places hold them; a technician has one van."""

from typing import Any

import pytest

from app.core.values.ids import new_id
from tests.callers import Caller
from tests.world import create_location, create_product

CABLE = {"sku": "DROP-1FO", "name": "Cabo drop óptico", "unit": "m", "scale": 3}


async def test_a_product_is_added_read_renamed_and_archived(ada: Caller, tiago: Caller) -> None:
    response = await ada.send("POST", "/v1/products", json=CABLE)
    assert response.status_code == 201
    product = response.json()
    assert response.headers["Location"] == f"/v1/products/{product['id']}"
    assert {k: product[k] for k in CABLE} == CABLE
    assert product["active"] is True

    path = f"/v1/products/{product['id']}"
    changed = await ada.patch(path, {"name": "Drop", "active": False})
    assert (changed["name"], changed["active"], changed["version"]) == ("Drop", False, 2)
    assert await tiago.get(path) == changed
    await ada.patch(path, {"name": "x"}, 412, headers={"If-Match": '"1"'})


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"scale": 4}, "#/body/scale"),
        ({"scale": -1}, "#/body/scale"),
        ({"scale": 1.5}, "#/body/scale"),
        ({"unit": "mile"}, "#/body/unit"),
        ({"sku": "a b"}, "#/body/sku"),
    ],
)
async def test_a_product_that_cannot_be_counted_is_refused(
    ada: Caller, wrong: dict[str, object], pointer: str
) -> None:
    problem = await ada.post("/v1/products", CABLE | wrong, 422)
    assert [e["pointer"] for e in problem["errors"]] == [pointer]


async def test_unit_and_scale_stay_what_the_ledger_was_written_in(ada: Caller) -> None:
    path = f"/v1/products/{await create_product(ada)}"
    for change in ({"scale": 0}, {"unit": "un"}):
        problem = await ada.patch(path, change, 422)
        assert [e["code"] for e in problem["errors"]] == ["unknown_field"]


async def test_a_sku_is_unique_in_its_organization(ada: Caller, stranger: Caller) -> None:
    await create_product(ada)
    other = await create_product(ada, "OTHER")
    assert (await ada.post("/v1/products", CABLE, 409))["code"] == "duplicate"
    await ada.patch(f"/v1/products/{other}", {"sku": "DROP-1FO"}, 409)
    await create_product(stranger)


async def test_products_are_found_by_words_and_by_parts_of_the_sku(ada: Caller) -> None:
    await create_product(ada)
    await create_product(ada, "CON-02/AZ", name="Conector rápido", unit="un", scale=0)

    async def found(**query: Any) -> list[str]:
        return [p["sku"] for p in (await ada.get("/v1/products", **query))["items"]]

    assert await found() == ["DROP-1FO", "CON-02/AZ"]
    assert await found(q="optico") == ["DROP-1FO"]
    assert await found(q="con-02") == ["CON-02/AZ"]
    assert await found(q="drop-1fo") == ["DROP-1FO"]
    assert await found(active="false") == []
    assert await found(sort="-name") == ["CON-02/AZ", "DROP-1FO"]


async def test_a_van_has_one_technician_and_a_technician_one_van(
    ada: Caller, tiago: Caller
) -> None:
    me = str(tiago.person_id)
    van = await create_location(ada, "van", name="Fiorino", person_id=me)
    assert (await tiago.get("/v1/locations", person_id="me"))["items"][0]["id"] == van
    second = {"kind": "van", "name": "Kombi", "person_id": me}
    assert (await ada.post("/v1/locations", second, 409))["code"] == "duplicate"

    await ada.patch(f"/v1/locations/{van}", {"person_id": None})
    await ada.post("/v1/locations", second)
    await ada.patch(f"/v1/locations/{van}", {"person_id": me}, 409)


async def test_only_vans_belong_to_people_of_this_organization(
    ada: Caller, tiago: Caller, stranger: Caller
) -> None:
    problem = await ada.post(
        "/v1/locations", {"kind": "warehouse", "name": "A", "person_id": str(tiago.person_id)}, 422
    )
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [
        ("#/body/person_id", "only_vans")
    ]
    place = await create_location(ada)
    await ada.patch(f"/v1/locations/{place}", {"person_id": str(tiago.person_id)}, 422)

    foreign = {"kind": "van", "name": "A", "person_id": str(stranger.person_id)}
    problem = await ada.post("/v1/locations", foreign, 422)
    assert problem["code"] == "unknown_reference"
    assert [e["pointer"] for e in problem["errors"]] == ["#/body/person_id"]


async def test_virtual_places_are_nobodys_to_make(ada: Caller) -> None:
    for kind in ("supplier", "consumed", "adjustment"):
        problem = await ada.post("/v1/locations", {"kind": kind, "name": "A"}, 422)
        assert [e["pointer"] for e in problem["errors"]] == ["#/body/kind"]


async def test_places_are_listed_by_kind_page_by_page(ada: Caller) -> None:
    for name in ("C", "A", "B"):
        await create_location(ada, name=name)
    await create_location(ada, "van", name="V")
    first = await ada.get("/v1/locations", kind="warehouse", limit=2)
    rest = await ada.get("/v1/locations", kind="warehouse", limit=2, cursor=first["next_cursor"])
    assert [p["name"] for p in first["items"] + rest["items"]] == ["A", "B", "C"]
    await ada.get("/v1/locations", 422, king="van")


async def test_products_and_places_of_others_are_not_there(
    ada: Caller, tiago: Caller, carla: Caller, stranger: Caller
) -> None:
    product, place = await create_product(ada), await create_location(ada)
    for path in (f"/v1/products/{product}", f"/v1/locations/{place}"):
        await stranger.get(path, 404)
        await stranger.patch(path, {"name": "x"}, 404)
        await tiago.get(path)
        await tiago.patch(path, {"name": "x"}, 403)
        await carla.get(path, 403)
    await ada.get(f"/v1/products/{new_id()}", 404)
    await tiago.post("/v1/products", CABLE, 403)
    assert (await stranger.get("/v1/products"))["items"] == []
    assert (await stranger.get("/v1/balances"))["items"] == []
