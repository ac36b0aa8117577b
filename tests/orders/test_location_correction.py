"""Story 24: a technician puts a site where it really is, and what was thought before is kept."""

from tests.callers import Caller
from tests.stories import open_order, start_order
from tests.world import World


async def test_a_technician_corrects_where_a_site_is(
    ada: Caller, tiago: Caller, world: World
) -> None:
    order = await open_order(ada, world)
    path = f"/v1/orders/{order['id']}/location"
    here = {"latitude": -22.9066, "longitude": -47.0618, "accuracy_m": 6}
    assert (await tiago.post(path, here, 404))["code"] == "not_found"
    await start_order(ada, tiago, order)
    moved = await tiago.post(path, here, 200)
    assert (moved["latitude"], moved["longitude"]) == (-22.9066, -47.0618)

    site = await ada.get(f"/v1/sites/{world.site['id']}")
    assert (site["geo_source"], site["geo_accuracy_m"]) == ("technician", 6)
    [change] = (await ada.get(f"/v1/sites/{site['id']}/location-changes"))["items"]
    assert (change["old_latitude"], change["old_longitude"]) == (-22.9056, -47.0608)
    assert (change["old_source"], change["distance_m"]) == ("manual", 151)
    assert change["person_name"] == "Tiago Nunes"
    timeline = (await ada.get(f"/v1/orders/{order['id']}/timeline"))["items"]
    assert timeline[-1]["name"] == "order.location_corrected"


async def test_far_away_has_to_be_confirmed(ada: Caller, tiago: Caller, world: World) -> None:
    order = await open_order(ada, world)
    await start_order(ada, tiago, order)
    path = f"/v1/orders/{order['id']}/location"
    far = {"latitude": -23.55, "longitude": -46.63}
    refused = await tiago.post(path, far, 409)
    assert refused["code"] == "needs_confirmation"
    assert 80_000 < refused["distance_m"] < 90_000
    assert (await ada.get(f"/v1/sites/{world.site['id']}/location-changes"))["items"] == []
    await tiago.post(path, far | {"confirm": True}, 200)
    problem = await tiago.post(path, {"latitude": 91, "longitude": 0}, 422)
    assert [e["pointer"] for e in problem["errors"]] == ["#/body/latitude"]
