"""Companies are what people sign in to, by code; one is always there."""

import asyncio

from tests.callers import PASSWORD, Caller

NEW = {"code": "filial-sul", "name": "Filial Sul", "document": "11.222.333/0001-81"}


async def test_people_sign_in_to_the_company_they_belong_to(ada: Caller) -> None:
    company = await ada.post("/v1/companies", NEW)
    assert company["document"] == "11222333000181"
    await ada.post(
        "/v1/people",
        {
            "username": "sofia",
            "name": "Sofia Sá",
            "role": "agent",
            "company_id": company["id"],
            "password": PASSWORD,
        },
    )
    given = {"domain": ada.domain, "username": "sofia", "password": PASSWORD}
    await ada.post("/v1/auth/sessions", given | {"company": "matriz"}, 401)
    await ada.post("/v1/auth/sessions", given | {"company": "filial-sul"})

    await ada.patch(f"/v1/companies/{company['id']}", {"code": "sul"})
    await ada.post("/v1/auth/sessions", given | {"company": "filial-sul"}, 401)
    await ada.post("/v1/auth/sessions", given | {"company": "sul"})

    await ada.patch(f"/v1/companies/{company['id']}", {"active": False})
    await ada.post("/v1/auth/sessions", given | {"company": "sul"}, 401)


async def test_codes_are_unique_and_one_company_stays(ada: Caller) -> None:
    await ada.post("/v1/companies", NEW)
    assert (await ada.post("/v1/companies", NEW, 409))["code"] == "company_code_taken"
    problem = await ada.post("/v1/companies", NEW | {"code": "Sul!"}, 422)
    assert problem["errors"][0]["pointer"] == "#/body/code"
    both = (await ada.get("/v1/companies"))["items"]
    assert [company["code"] for company in both] == ["filial-sul", "matriz"]
    answers = await asyncio.gather(
        *(
            ada.send("PATCH", f"/v1/companies/{company['id']}", json={"active": False})
            for company in both
        )
    )
    assert sorted(a.status_code for a in answers) == [200, 409]
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"last_company"}


async def test_agents_read_and_do_not_write(ada: Caller, bob: Caller, stranger: Caller) -> None:
    company = await ada.post("/v1/companies", NEW)
    await bob.post("/v1/companies", NEW | {"code": "norte"}, 403)
    assert (await bob.get(f"/v1/companies/{company['id']}"))["code"] == "filial-sul"
    await stranger.get(f"/v1/companies/{company['id']}", 404)
    stale = {"If-Match": '"9"'}
    await ada.patch(f"/v1/companies/{company['id']}", {"name": "x"}, 412, headers=stale)
