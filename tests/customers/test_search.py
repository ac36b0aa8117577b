"""Whatever somebody knows of a customer finds it: a name, a number, an address."""

import pytest

from tests.callers import Caller


@pytest.fixture
async def maria(ada: Caller) -> str:
    customer = await ada.post(
        "/v1/customers",
        {
            "name": "María das Graças Sá",
            "document": "529.982.247-25",
            "email": "maria.sa@provedor.example",
            "phone": "+55 (11) 91234-5678",
        },
    )
    await ada.post(
        f"/v1/customers/{customer['id']}/sites",
        {
            "label": "Casa",
            "street": "Avenida Anhangüera",
            "street_number": "4512-B",
            "district": "Setor Central",
            "city": "Goiânia",
            "postal_code": "74010-010",
        },
    )
    await ada.post("/v1/customers", {"name": "Outra Pessoa", "phone": "+55 21 98888-0000"})
    return str(customer["id"])


@pytest.mark.parametrize(
    "known",
    [
        *("maria sa", "GRAC", "529.982.247-25", "52998224725"),
        *("+55 (11) 91234-5678", "11 91234-5678", "91234-5678", "1234-5678", "5511912345678"),
        *("anhanguera", "anhanguera 4512", "goiania central maria", "74010-010", "74010010"),
        *("maria.sa@provedor", "provedor"),
    ],
)
async def test_it_is_found_by(known: str, maria: str, ada: Caller) -> None:
    assert [c["id"] for c in (await ada.get("/v1/customers", q=known))["items"]] == [maria]


@pytest.mark.parametrize("unknown", ["joana", "52998224724", "99999-9999", "campinas", "@", "()"])
async def test_it_is_not_found_by(unknown: str, maria: str, ada: Caller) -> None:
    assert maria not in [c["id"] for c in (await ada.get("/v1/customers", q=unknown))["items"]]


async def test_a_moved_address_is_found_where_it_is_now(maria: str, ada: Caller) -> None:
    site = (await ada.get(f"/v1/customers/{maria}/sites"))["items"][0]
    await ada.patch(f"/v1/sites/{site['id']}", {"street": "Rua Nova", "city": "Anápolis"})
    assert (await ada.get("/v1/customers", q="anhanguera"))["items"] == []
    assert [c["id"] for c in (await ada.get("/v1/customers", q="anapolis nova"))["items"]] == [
        maria
    ]
