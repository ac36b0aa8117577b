"""A site is where work is done: an address, a position, and how to get in."""

from uuid import UUID

import pytest

from app.core.data.database import Database
from app.core.values.errors import UnknownReference
from app.core.values.ids import new_id
from app.core.values.positions import distance_m
from app.customers.models import Site
from app.customers.sites.service import NeedsConfirmation, move_site, require_site
from tests.callers import Caller

HOME = {
    "label": "Casa",
    "street": "Rua das Flores",
    "street_number": "12",
    "city": "São Paulo",
    "state": "SP",
    "postal_code": "01000-000",
    "latitude": -23.55,
    "longitude": -46.63,
}


async def _customer(caller: Caller) -> str:
    return str((await caller.post("/v1/customers", {"name": "Maria Sá"}))["id"])


async def test_a_site_is_added_read_and_corrected(ada: Caller, tiago: Caller) -> None:
    customer = await _customer(ada)
    response = await ada.send("POST", f"/v1/customers/{customer}/sites", json=HOME)
    assert response.status_code == 201
    site = response.json()
    assert response.headers["Location"] == f"/v1/sites/{site['id']}"
    assert site["customer_id"] == customer
    assert (site["latitude"], site["longitude"], site["geo_source"]) == (-23.55, -46.63, "manual")
    assert (site["country"], site["district"], site["access_notes"]) == ("BR", None, None)

    path = f"/v1/sites/{site['id']}"
    changed = await ada.patch(path, {"access_notes": "Tocar duas vezes", "street_number": None})
    assert (changed["access_notes"], changed["street_number"]) == ("Tocar duas vezes", None)
    assert await tiago.get(path) == changed
    gone = await ada.patch(path, {"clear": ["latitude", "longitude"]})
    assert (gone["latitude"], gone["longitude"], gone["geo_source"]) == (None, None, None)


async def test_sites_are_listed_by_label_page_by_page(ada: Caller) -> None:
    customer, other = await _customer(ada), await _customer(ada)
    for label in ("Loja", "Casa", "Sítio"):
        await ada.post(f"/v1/customers/{customer}/sites", HOME | {"label": label})
    await ada.post(f"/v1/customers/{other}/sites", HOME)

    first = await ada.get(f"/v1/customers/{customer}/sites", limit=2)
    assert [site["label"] for site in first["items"]] == ["Casa", "Loja"]
    rest = await ada.get(f"/v1/customers/{customer}/sites", cursor=first["next_cursor"])
    assert [site["label"] for site in rest["items"]] == ["Sítio"]
    # A cursor belongs to the sites of one customer.
    await ada.get(f"/v1/customers/{other}/sites", 400, cursor=first["next_cursor"])


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"latitude": 91.0}, "#/body/latitude"),
        ({"latitude": None}, "#/body/latitude"),
        ({"longitude": "-46.63"}, "#/body/longitude"),
        ({"street": " "}, "#/body/street"),
        ({"country": "br"}, "#/body/country"),
        ({"geo_source": "technician"}, "#/body/geo_source"),
    ],
)
async def test_a_site_that_cannot_be_is_refused(
    ada: Caller, wrong: dict[str, object], pointer: str
) -> None:
    customer = await _customer(ada)
    problem = await ada.post(f"/v1/customers/{customer}/sites", HOME | wrong, 422)
    assert [e["pointer"] for e in problem["errors"]] == [pointer]


async def test_half_a_position_is_refused_in_a_change_too(ada: Caller) -> None:
    site = await ada.post(f"/v1/customers/{await _customer(ada)}/sites", HOME)
    problem = await ada.patch(f"/v1/sites/{site['id']}", {"longitude": None}, 422)
    assert [e["pointer"] for e in problem["errors"]] == ["#/body/longitude"]
    assert await ada.get(f"/v1/sites/{site['id']}") == site


async def test_sites_of_another_organization_are_not_there(
    ada: Caller, tiago: Caller, stranger: Caller
) -> None:
    customer = await _customer(ada)
    site = await ada.post(f"/v1/customers/{customer}/sites", HOME)
    await stranger.get(f"/v1/sites/{site['id']}", 404)
    await stranger.patch(f"/v1/sites/{site['id']}", {"label": "x"}, 404)
    await stranger.get(f"/v1/customers/{customer}/sites", 404)
    await stranger.post(f"/v1/customers/{customer}/sites", HOME, 404)
    await ada.get(f"/v1/customers/{new_id()}/sites", 404)
    await tiago.patch(f"/v1/sites/{site['id']}", {"label": "x"}, 403)
    await ada.patch(f"/v1/sites/{site['id']}", {"label": "x"}, 412, headers={"If-Match": '"7"'})


async def test_a_field_names_a_site_of_that_customer_or_nothing(
    ada: Caller, stranger: Caller, database: Database
) -> None:
    mine, other = await _customer(ada), await _customer(ada)
    site = UUID((await ada.post(f"/v1/customers/{mine}/sites", HOME))["id"])
    theirs = await _customer(stranger)
    foreign = UUID((await stranger.post(f"/v1/customers/{theirs}/sites", HOME))["id"])

    async with database.transaction(ada.actor) as session:
        assert (await require_site(session, UUID(mine), site)).id == site
        for customer, wrong in ((other, site), (mine, foreign), (mine, new_id())):
            with pytest.raises(UnknownReference) as refusal:
                await require_site(session, UUID(customer), wrong, "place_id")
            assert refusal.value.errors[0].pointer == "#/body/place_id"


async def test_a_technician_corrects_a_position_and_a_far_one_is_confirmed(
    ada: Caller, tiago: Caller, database: Database
) -> None:
    site = await ada.post(f"/v1/customers/{await _customer(ada)}/sites", HOME)
    path, site_id = f"/v1/sites/{site['id']}", UUID(site["id"])

    async with database.transaction(tiago.actor) as session:
        move_site(session, await session.fetch(Site, site_id), latitude=-23.551, longitude=-46.631)
    moved = await ada.get(path)
    assert (moved["latitude"], moved["longitude"]) == (-23.551, -46.631)
    assert (moved["geo_source"], moved["version"]) == ("technician", 2)

    async with database.transaction(tiago.actor) as session:
        row = await session.fetch(Site, site_id)
        with pytest.raises(NeedsConfirmation) as refusal:
            move_site(session, row, latitude=-22.91, longitude=-43.17)
        assert 355_000 < refusal.value.members["distance_m"] < 365_000
        move_site(session, row, latitude=-22.91, longitude=-43.17, confirm=True)
    assert (await ada.get(path))["latitude"] == -22.91

    async with database.read(ada.actor) as connection:
        old = await connection.fetchval(
            "select (payload->>'old_latitude')::float from events"
            " where name = 'site.moved' and subject_id = $1 order by seq limit 1",
            site_id,
        )
    assert old == -23.55


def test_distances_over_the_ground_are_those_of_the_globe() -> None:
    assert distance_m(0, 0, 0, 0) == 0
    assert distance_m(0, 0, 0, 180) == pytest.approx(20_015_087, abs=10)
    # São Paulo to Lisbon
    assert distance_m(-23.5505, -46.6333, 38.7223, -9.1393) == pytest.approx(7_939_000, rel=0.005)


async def test_where_inside_is_a_part_of_the_address(ada: Caller) -> None:
    customer = await _customer(ada)
    flat = HOME | {"complement": "Apto 42, bloco B"}
    site = await ada.post(f"/v1/customers/{customer}/sites", flat)
    assert site["complement"] == "Apto 42, bloco B"
    assert [c["id"] for c in (await ada.get("/v1/customers", q="bloco"))["items"]] == [customer]
    bare = await ada.patch(f"/v1/sites/{site['id']}", {"clear": ["complement"]})
    assert bare["complement"] is None
    assert (await ada.get("/v1/customers", q="bloco"))["items"] == []
