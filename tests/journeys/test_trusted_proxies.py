"""Behind a proxy each caller has an address of its own, and nobody can make one up."""

import httpx

from tests.journeys.house import PASSWORD, House
from tests.patience import PATIENCE

NOBODY = {"domain": "conecta", "company": "matriz", "username": "nobody", "password": "wrong"}
REGINA = NOBODY | {"username": "regina", "password": PASSWORD}
LIMIT = 2


def test_the_address_that_a_trusted_proxy_tells_is_the_callers(house: House) -> None:
    _open(house, CHAMADO_TRUSTED_PROXIES='["127.0.0.0/8"]')
    assert _sign_in(house, NOBODY, "198.51.100.1", times=LIMIT) == [401] * LIMIT
    assert _sign_in(house, NOBODY, "198.51.100.1") == [429]
    assert _sign_in(house, REGINA, "198.51.100.2") == [201]
    # What a caller has put there comes before what the proxy adds.
    assert _sign_in(house, NOBODY, "198.51.100.3, 198.51.100.1") == [429]
    assert house.sql("select distinct address from sign_ins") == ["198.51.100.2"]


def test_without_a_trusted_proxy_the_header_says_nothing(house: House) -> None:
    _open(house)
    assert _sign_in(house, NOBODY, "198.51.100.1", times=LIMIT) == [401] * LIMIT
    assert _sign_in(house, REGINA, "198.51.100.2") == [429]


def _open(house: House, **options: str) -> None:
    house.options = {"CHAMADO_SIGN_IN_ADDRESS_LIMIT": str(LIMIT), **options}
    house.found_organization("conecta", "regina")
    house.serve()


def _sign_in(house: House, credentials: dict[str, str], told: str, times: int = 1) -> list[int]:
    return [
        httpx.post(
            f"{house.url}/v1/auth/sessions",
            json=credentials,
            headers={"X-Forwarded-For": told},
            timeout=PATIENCE,
        ).status_code
        for _ in range(times)
    ]
