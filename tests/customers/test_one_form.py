"""Facts about customers are kept in one form, whoever types them."""

import pytest

from tests.callers import Caller


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("529.982.247-25", "52998224725"),
        ("11.222.333/0001-81", "11222333000181"),
        ("12.abc.345/01de-35", "12ABC34501DE35"),
        ("123 456 789", "123456789"),
        ("111.111.111-11", None),
        ("00.000.000/0000-00", None),
        ("529.982.247-26", None),
    ],
)
async def test_a_tax_number_is_kept_without_punctuation(
    ada: Caller, typed: str, kept: str | None
) -> None:
    new = {"name": "Padaria", "document": typed}
    if kept is None:
        problem = await ada.post("/v1/customers", new, 422)
        assert [e["code"] for e in problem["errors"]] == ["not_a_document"]
        return
    customer = await ada.post("/v1/customers", new)
    assert customer["document"] == kept
    for q in (typed, kept):
        found = await ada.get("/v1/customers", q=q)
        assert [each["id"] for each in found["items"]] == [customer["id"]]


@pytest.mark.parametrize(
    ("email", "code"),
    [("maria@padaria-são-joão.com.br", None), ("joão@padaria.com.br", "address_not_ascii")],
)
async def test_mail_reaches_an_address(ada: Caller, email: str, code: str | None) -> None:
    new = {"name": "Padaria", "email": email}
    if code is None:
        assert (await ada.post("/v1/customers", new))["email"] == email
    else:
        problem = await ada.post("/v1/customers", new, 422)
        assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [("#/body/email", code)]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("74010010", "74010-010"),
        ("74.010-010", "74010-010"),
        ("74010-010", "74010-010"),
        ("1000-001", "1000-001"),
        ("SW1A 1AA", "SW1A 1AA"),
    ],
)
async def test_a_postal_code_is_written_as_on_a_letter(ada: Caller, typed: str, kept: str) -> None:
    customer = await ada.post("/v1/customers", {"name": "Padaria"})
    path = f"/v1/customers/{customer['id']}/sites"
    new = {"label": "Loja", "street": "Rua A", "city": "Goiânia", "postal_code": typed}
    site = await ada.post(path, new)
    assert site["postal_code"] == kept
    changed = await ada.patch(f"/v1/sites/{site['id']}", {"postal_code": typed})
    assert changed["postal_code"] == kept
