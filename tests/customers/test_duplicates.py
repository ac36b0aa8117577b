"""Nobody writes a customer down twice without knowing, by hand or by a table."""

import asyncio
from typing import Any

import pytest

from tests.callers import Caller, Drain
from tests.stories import upload

CPF = "529.982.247-25"
OTHER_CPF = "111.444.777-35"


async def create(caller: Caller, expect: int = 201, **facts: Any) -> dict[str, Any]:
    answer: dict[str, Any] = await caller.post("/v1/customers", {"name": "Maria", **facts}, expect)
    return answer


async def refused(caller: Caller, **facts: Any) -> tuple[str, str, list[str]]:
    problem = await create(caller, 409, **facts)
    return problem["code"], problem["customer_id"], [e["pointer"] for e in problem["errors"]]


async def test_a_document_that_is_there_is_refused_and_its_customer_named(ada: Caller) -> None:
    maria = await create(ada, document=CPF)
    expected = ("duplicate", maria["id"], ["#/body/document"])
    assert await refused(ada, document="52998224725") == expected
    again = await create(ada, document=CPF, allow_duplicate=True)
    assert again["document"] == "52998224725"
    assert "allow_duplicate" not in again


async def test_another_organization_has_customers_of_its_own(ada: Caller, stranger: Caller) -> None:
    await create(ada, document=CPF)
    await create(stranger, document=CPF)


async def test_a_change_follows_the_same_rule(ada: Caller) -> None:
    maria = await create(ada, document=CPF)
    path = f"/v1/customers/{(await create(ada, document=OTHER_CPF))['id']}"
    problem = await ada.patch(path, {"document": CPF}, 409)
    assert (problem["code"], problem["customer_id"]) == ("duplicate", maria["id"])
    assert (await ada.get(path))["document"] == "11144477735"
    changed = await ada.patch(path, {"document": CPF, "allow_duplicate": True})
    assert changed["document"] == "52998224725"
    # Both have it now: what stays as it is asks nothing.
    await ada.patch(path, {"document": CPF, "name": "Maria Sá"})


async def test_a_merged_customer_keeps_no_document_from_others(ada: Caller) -> None:
    old, new = await create(ada, document=CPF), await create(ada)
    await ada.post(f"/v1/customers/{old['id']}/merge", {"into_customer_id": new["id"]}, 200)
    expected = ("duplicate", new["id"], ["#/body/document"])
    assert await refused(ada, document=CPF) == expected


async def test_of_many_at_once_one_is_written(ada: Caller) -> None:
    new = {"name": "Maria", "document": CPF}
    answers = await asyncio.gather(*(ada.send("POST", "/v1/customers", json=new) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]
    assert len((await ada.get("/v1/customers", document=CPF))["items"]) == 1


async def test_a_table_follows_the_same_rule(ada: Caller, drain: Drain) -> None:
    await create(ada, document=CPF)
    content = f"Nome;CPF\nMaria;{CPF}\nJoana;{OTHER_CPF}\n".encode()
    file = await upload(ada, "clientes.csv", content)
    wanted = {"file_id": file["id"], "on_errors": "skip_rows"}
    job = await ada.post("/v1/customer-imports", wanted, 202)
    await drain(ada.organization_id)
    told = (await ada.get(f"/v1/jobs/{job['id']}"))["result"]
    assert [(e["line"], e["code"]) for e in told["errors"]] == [(2, "duplicate")]
    assert (await refused(ada, document=OTHER_CPF))[0] == "duplicate"


@pytest.mark.parametrize(
    ("locale", "typed", "meant"),
    [
        ("pt-BR", "(41) 99999-0000", "+5541999990000"),
        ("pt-BR", "041 99999-0000", "+5541999990000"),
        ("pt-BR", "41 99999-0000 (Maria) / 41 3333-0000", "+5541999990000"),
        ("pt-BR", "0800 123 4567", "+558001234567"),
        ("pt-BR", "+351 912 345 678", "+351912345678"),
        ("pt-BR", "00351 912345678", "+351912345678"),
        ("pt-PT", "00351 912 345 678", "+351912345678"),
        ("pt-PT", "212 345 678", "+351212345678"),
        ("pt-PT", "+1 212 555 0123", "+12125550123"),
        ("pt-BR", "ramal 12", None),
        ("pt-BR", "99999-0000", None),
        ("pt-BR", "91234-5678", None),
        ("pt-PT", "(41) 99999-0000", None),
    ],
)
async def test_a_telephone_is_kept_as_typed_and_as_meant(
    ada: Caller, locale: str, typed: str, meant: str | None
) -> None:
    await ada.patch("/v1/organization", {"locale": locale})
    maria = await create(ada, phone=typed)
    assert (maria["phone"], maria["phone_e164"]) == (typed, meant)
    if meant is None:
        return
    await create(ada, phone="+55 21 98888-0000")
    for found in (
        await ada.get("/v1/customers", phone_e164=meant),
        await ada.get("/v1/customers", q=meant),
    ):
        assert [c["id"] for c in found["items"]] == [maria["id"]]
    other = await create(ada, name="Outra", phone=meant)
    [alike] = (await ada.get(f"/v1/customers/{other['id']}/duplicates"))["items"]
    assert (alike["id"], alike["reasons"]) == (maria["id"], ["phone"])


async def test_a_changed_telephone_is_read_anew(ada: Caller) -> None:
    path = f"/v1/customers/{(await create(ada, phone='(41) 99999-0000'))['id']}"
    changed = await ada.patch(path, {"phone": "(41) 98888-1111"})
    assert changed["phone_e164"] == "+5541988881111"
    assert (await ada.get("/v1/customers", phone_e164="41 99999-0000"))["items"] == []
    assert (await ada.patch(path, {"clear": ["phone"]}))["phone_e164"] is None


async def test_the_telephone_of_a_table_is_read_too(ada: Caller, drain: Drain) -> None:
    file = await upload(ada, "clientes.csv", b"Nome;Telefone\nMaria;(19) 91234-5678\n")
    await ada.post("/v1/customer-imports", {"file_id": file["id"]}, 202)
    await drain(ada.organization_id)
    [maria] = (await ada.get("/v1/customers", phone_e164="+5519912345678"))["items"]
    assert maria["phone"] == "(19) 91234-5678"
