"""Services with what they need and take, and what they are sorted by."""

from typing import Any

from tests.callers import Caller


async def test_a_service_says_what_it_needs_takes_and_asks_for(ada: Caller) -> None:
    fibre = await ada.post("/v1/specialties", {"name": "Fibra óptica"})
    cable = await ada.post("/v1/products", {"sku": "DROP", "name": "Cabo", "unit": "m", "scale": 3})
    install = await ada.post("/v1/categories", {"name": "Instalação"})
    service = await ada.post(
        "/v1/services",
        {
            "code": "INST-FTTH",
            "name": "Instalação de fibra",
            "category_id": install["id"],
            "duration_minutes": 90,
            "price": "149.90",
            "specialty_ids": [fibre["id"], fibre["id"]],
            "materials": [{"product_id": cable["id"], "quantity": "50"}],
            "closing_policy": {"min_photos": 2, "needs_network": True},
        },
    )
    assert (service["price"], service["duration_minutes"]) == ("149.90", 90)
    assert service["specialties"] == [{"id": fibre["id"], "name": "Fibra óptica", "least_level": 1}]
    assert service["materials"] == [
        {
            "product_id": cable["id"],
            "sku": "DROP",
            "name": "Cabo",
            "unit": "m",
            "quantity": "50.000",
        }
    ]
    assert service["closing_policy"] == {
        "min_photos": 2,
        "needs_network": True,
        "needs_technician_signature": False,
    }
    path = f"/v1/services/{service['id']}"
    changed = await ada.patch(
        path, {"specialty_ids": [], "materials": [], "price": "0", "clear": ["category_id"]}
    )
    assert (changed["specialties"], changed["materials"], changed["price"]) == ([], [], "0.00")
    assert changed["category_id"] is None
    assert changed["closing_policy"] == service["closing_policy"]
    archived = await ada.patch(path, {"active": False})
    assert await ada.get(path) == archived
    assert (await ada.get("/v1/services", active="true"))["items"] == []
    assert len((await ada.get("/v1/services", q="fibra"))["items"]) == 1


async def test_a_service_needs_a_specialty_at_a_level(ada: Caller) -> None:
    fibre, height, radio = [
        (await ada.post("/v1/specialties", {"name": name}))["id"]
        for name in ("Fibra", "Altura", "Rádio")
    ]
    service = await ada.post(
        "/v1/services",
        {
            "code": "FUSAO",
            "name": "Fusão",
            "specialty_ids": [height, fibre],
            "needed_specialties": [{"specialty_id": fibre, "least_level": 3}],
        },
    )

    def levels(told: dict[str, Any]) -> dict[str, int]:
        return {s["name"]: s["least_level"] for s in told["specialties"]}

    assert levels(service) == {"Altura": 1, "Fibra": 3}
    path = f"/v1/services/{service['id']}"
    needed = [{"specialty_id": radio, "least_level": 5}]
    assert levels(await ada.patch(path, {"needed_specialties": needed})) == {"Rádio": 5}
    assert levels(await ada.patch(path, {"specialty_ids": [fibre]})) == {"Fibra": 1}
    for wrong, code, pointer in (
        (needed * 2, "duplicate", "#/body/needed_specialties/1/specialty_id"),
        (
            [{"specialty_id": radio, "least_level": 6}],
            "less_than_equal",
            "#/body/needed_specialties/0/least_level",
        ),
        (
            [{"specialty_id": service["id"]}],
            "unknown_reference",
            "#/body/needed_specialties/0/specialty_id",
        ),
    ):
        refused = await ada.patch(path, {"needed_specialties": wrong}, 422)
        assert [(e["pointer"], e["code"]) for e in refused["errors"]] == [(pointer, code)]


async def test_what_is_wrong_with_a_service_is_told(ada: Caller) -> None:
    cable = await ada.post("/v1/products", {"sku": "DROP", "name": "Cabo", "unit": "m", "scale": 3})
    twice = [{"product_id": cable["id"], "quantity": "1"}] * 2
    for wrong, pointer in (
        ({"price": "1.234"}, "#/body/price"),
        ({"price": "-1.00"}, "#/body/price"),
        ({"duration_minutes": 0}, "#/body/duration_minutes"),
        ({"materials": twice}, "#/body/materials/1/product_id"),
        ({"specialty_ids": [cable["id"]]}, "#/body/specialty_ids/0"),
    ):
        refused = await ada.post("/v1/services", {"code": "A", "name": "A", **wrong}, 422)
        assert [e["pointer"] for e in refused["errors"]] == [pointer]
    await ada.post("/v1/services", {"code": "A", "name": "A"})
    assert (await ada.post("/v1/services", {"code": "A", "name": "B"}, 409))["code"] == "duplicate"


async def test_categories_have_one_level_below_them(ada: Caller) -> None:
    top = await ada.post("/v1/categories", {"name": "Manutenção"})
    sub = await ada.post("/v1/categories", {"name": "Rápida", "parent_id": top["id"]})
    assert sub["parent_name"] == "Manutenção"
    refused = await ada.post("/v1/categories", {"name": "Mais", "parent_id": sub["id"]}, 422)
    assert [e["code"] for e in refused["errors"]] == ["too_deep"]
    again = {"name": "Manutenção"}
    assert (await ada.post("/v1/categories", again, 409))["code"] == "duplicate"

    async def named(**query: Any) -> list[str]:
        return [c["name"] for c in (await ada.get("/v1/categories", **query))["items"]]

    assert await named(parent_id="none") == ["Manutenção"]
    assert await named(parent_id=top["id"]) == ["Rápida"]
    await ada.patch(f"/v1/categories/{top['id']}", {"active": False})
    assert (await ada.get(f"/v1/categories/{sub['id']}"))["parent_name"] == "Manutenção"
    refused = await ada.post(
        "/v1/services", {"code": "A", "name": "A", "category_id": top["id"]}, 422
    )
    assert [e["code"] for e in refused["errors"]] == ["archived"]


async def test_a_city_has_a_centre_or_none(ada: Caller) -> None:
    city = await ada.post("/v1/cities", {"name": "Campinas", "state": "SP"})
    path = f"/v1/cities/{city['id']}"
    refused = await ada.patch(path, {"latitude": -22.9}, 422)
    assert [e["pointer"] for e in refused["errors"]] == ["#/body/longitude"]
    placed = await ada.patch(path, {"latitude": -22.9, "longitude": -47.06})
    assert (placed["latitude"], placed["longitude"]) == (-22.9, -47.06)
    again = {"name": "Campinas", "state": "SP"}
    assert (await ada.post("/v1/cities", again, 409))["code"] == "duplicate"


async def test_a_specialty_is_renamed_and_archived(ada: Caller, tiago: Caller) -> None:
    made = await ada.post("/v1/specialties", {"name": "Fibra", "description": "FTTH"})
    path = f"/v1/specialties/{made['id']}"
    await ada.patch(path, {"name": "Fibra óptica", "active": False, "clear": ["description"]})
    seen = await tiago.get(path)
    assert (seen["name"], seen["description"], seen["active"]) == ("Fibra óptica", None, False)
    assert (await ada.get("/v1/specialties", active="true"))["items"] == []
