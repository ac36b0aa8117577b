"""Fields of an order that contradict one another, or what is known otherwise."""

from datetime import timedelta
from typing import Any

import pytest

from app.core.values.clock import now
from tests.orders.fieldwork import Fieldwork
from tests.stories import tomorrow_at


async def _contract(work: Fieldwork, number: str, **more: Any) -> dict[str, Any]:
    new = {"contract_number": number, "plan": "Fibra 700 M"} | more
    path = f"/v1/customers/{work.customer_id}/contracts"
    made: dict[str, Any] = await work.office.post(path, new)
    return made


async def test_work_for_a_cancelled_contract_has_to_be_confirmed(work: Fieldwork) -> None:
    contract = await _contract(work, "1")
    before = await work.opened(contract_id=contract["id"])
    reason = {"reason": "Mudou de cidade."}
    await work.office.post(f"/v1/contracts/{contract['id']}/cancel", reason, 200)
    wanted = work.described(contract_id=contract["id"])
    refused = await work.office.post("/v1/orders", wanted, 409)
    assert refused["code"] == "contract_already_cancelled"
    fetched = await work.office.post("/v1/orders", wanted | {"confirm": True})
    assert fetched["contract_id"] == contract["id"]

    free = await work.opened()
    path = f"/v1/orders/{free['id']}"
    named = {"contract_id": contract["id"]}
    await work.office.patch(path, named, 409)
    assert (await work.office.patch(path, named | {"confirm": True}))["version"] == 2
    # What belonged to it before still does, and its copies.
    await work.office.patch(f"/v1/orders/{before['id']}", {"title": "Retirada"})
    copy = await work.office.post(f"/v1/orders/{before['id']}/clone", {})
    assert copy["contract_id"] == contract["id"]


async def test_a_contract_of_one_site_has_no_work_at_another(work: Fieldwork) -> None:
    site = await work.office.post(
        f"/v1/customers/{work.customer_id}/sites",
        {"label": "Outra", "street": "Rua B", "city": "Campinas"},
    )
    other = await _contract(work, "1", site_id=site["id"])
    here = await _contract(work, "2", site_id=work.site_id)
    anywhere = await _contract(work, "3")
    wanted = work.described(contract_id=other["id"])
    refused = await work.office.post("/v1/orders", wanted, 422)
    assert [(e["pointer"], e["code"]) for e in refused["errors"]] == [
        ("#/body/contract_id", "other_site")
    ]
    order = await work.opened(contract_id=here["id"])
    path = f"/v1/orders/{order['id']}"
    await work.office.patch(path, {"site_id": site["id"]}, 422)
    await work.office.patch(path, {"site_id": site["id"], "contract_id": other["id"]})
    await work.office.patch(path, {"contract_id": anywhere["id"]})


@pytest.mark.parametrize(
    ("length", "status"), [(timedelta(hours=24), 201), (timedelta(days=40), 422)]
)
async def test_a_visit_takes_a_day_at_most(work: Fieldwork, length: timedelta, status: int) -> None:
    order = await work.opened()
    slot = work.slot(10, 11) | {"ends_at": (tomorrow_at(10) + length).isoformat()}
    answer = await work.office.post(f"/v1/orders/{order['id']}/schedule", slot, status)
    if status == 422:
        assert [(e["pointer"], e["params"]) for e in answer["errors"]] == [
            ("#/body/ends_at", {"minutes": 1440})
        ]


@pytest.mark.parametrize(
    ("days", "code"), [(3000, "in_the_future"), (2, "in_the_future"), (-400, "too_early")]
)
async def test_nothing_is_spent_on_a_day_that_cannot_be(
    work: Fieldwork, days: int, code: str
) -> None:
    order = await work.started()
    spent_on = (now() + timedelta(days=days)).date().isoformat()
    expense = {"kind": "toll", "amount": "12.50", "spent_on": spent_on}
    refused = await work.technician.post(f"/v1/orders/{order['id']}/expenses", expense, 422)
    assert [(e["pointer"], e["code"]) for e in refused["errors"]] == [("#/body/spent_on", code)]


async def test_a_part_that_was_bought_beforehand_is_an_expense(work: Fieldwork) -> None:
    order = await work.started()
    spent_on = (now() - timedelta(days=30)).date().isoformat()
    expense = {"kind": "part", "amount": "12.50", "spent_on": spent_on}
    kept = await work.technician.post(f"/v1/orders/{order['id']}/expenses", expense)
    assert kept["spent_on"] == spent_on
