"""A program acts under its own name: by tokens of a service account, which cannot sign in."""

from tests.callers import PASSWORD, Caller
from tests.stories import tomorrow_at

NEW = {"name": "Integração ERP", "role": "viewer"}


async def test_a_program_acts_under_its_own_name(ada: Caller) -> None:
    account = await ada.post("/v1/service-accounts", NEW)
    made = await ada.post(
        "/v1/api-tokens",
        {"name": "ERP", "scopes": ["people:read"], "service_account_id": account["id"]},
    )
    program = ada.holding(made["token"])
    await program.get("/v1/people")
    await program.get("/v1/tickets", 403)  # its role would, its scopes do not

    changed = await ada.patch(f"/v1/service-accounts/{account['id']}", {"active": False})
    assert changed["active"] is False
    await program.get("/v1/people", 401)
    await ada.patch(f"/v1/service-accounts/{account['id']}", {"active": True})
    await program.get("/v1/people")


async def test_it_cannot_sign_in_and_is_nobody_that_people_are_counted_as(ada: Caller) -> None:
    account = await ada.post("/v1/service-accounts", NEW | {"role": "manager"})
    credentials = {"domain": ada.domain, "company": "matriz", "password": PASSWORD}
    await ada.post(
        "/v1/auth/sessions",
        credentials | {"username": f"service-{account['id'].replace('-', '')}"},
        401,
    )
    problem = await ada.patch(f"/v1/people/{ada.person_id}", {"active": False}, 409)
    assert problem["code"] == "last_manager"
    assert [p["name"] for p in (await ada.get("/v1/people"))["items"]] == ["Ada Reis"]
    listed = (await ada.get("/v1/service-accounts"))["items"]
    assert [a["name"] for a in listed] == ["Integração ERP"]


async def test_it_has_no_agenda(ada: Caller) -> None:
    account = await ada.post("/v1/service-accounts", NEW | {"role": "technician"})
    absence = {
        "person_id": account["id"],
        "kind": "absence",
        "starts_at": tomorrow_at(13).isoformat(),
        "ends_at": tomorrow_at(14).isoformat(),
    }
    problem = await ada.post("/v1/bookings", absence, 422)
    assert problem["errors"][0]["code"] == "not_a_technician"


async def test_people_are_no_service_accounts_and_the_other_way_round(
    ada: Caller, bob: Caller
) -> None:
    account = await ada.post("/v1/service-accounts", NEW)
    await ada.get(f"/v1/service-accounts/{bob.person_id}", 404)
    await ada.patch(f"/v1/service-accounts/{bob.person_id}", {"name": "x"}, 404)
    await ada.patch(f"/v1/people/{account['id']}", {"name": "x"}, 404)
    made = {"name": "ERP", "scopes": ["people:read"], "service_account_id": str(bob.person_id)}
    problem = await ada.post("/v1/api-tokens", made, 422)
    assert problem["errors"][0]["code"] == "not_a_service_account"


async def test_nobody_makes_a_program_that_may_more_than_they_could_give(
    ada: Caller, bob: Caller
) -> None:
    olga = await ada.colleague("owner", "Olga Reis")
    problem = await olga.post("/v1/service-accounts", NEW | {"role": "owner"}, 422)
    assert problem["errors"][0]["code"] == "not_for_programs"
    await bob.post("/v1/service-accounts", NEW, 403)
    caio = await ada.colleague("coordinator", "Caio Luz")
    await caio.post("/v1/service-accounts", NEW, 403)
    account = await ada.post("/v1/service-accounts", NEW)
    made = {"name": "ERP", "scopes": ["people:read"], "service_account_id": account["id"]}
    await caio.post("/v1/api-tokens", made, 403)


async def test_its_token_does_no_more_than_whoever_makes_or_replaces_it(ada: Caller) -> None:
    narrow = {
        "name": "Só integrações",
        "role": "manager",
        "permissions": [
            *("tokens:read", "tokens:write", "tokens:admin", "people:read", "people:staff"),
        ],
    }
    profile = await ada.post("/v1/permission-profiles", narrow)
    maria = await ada.colleague("manager", "Maria Paz")
    await ada.patch(f"/v1/people/{maria.person_id}", {"profile_id": profile["id"]})
    account = await maria.post("/v1/service-accounts", NEW | {"role": "coordinator"})
    of_it = {"name": "ERP", "service_account_id": account["id"]}
    problem = await maria.post("/v1/api-tokens", of_it | {"scopes": ["stock:write"]}, 403)
    assert problem["permission"].startswith("stock:")
    less = await maria.post("/v1/api-tokens", of_it | {"scopes": ["people:read"]})
    more = await ada.post("/v1/api-tokens", of_it | {"scopes": ["stock:write"]})
    await maria.post(f"/v1/api-tokens/{more['id']}/rotate", {}, 403)
    await maria.post(f"/v1/api-tokens/{less['id']}/rotate", {})
    await ada.post(f"/v1/api-tokens/{more['id']}/rotate", {})
