"""The organization's own page: read by everyone in it, changed by managers."""

from tests.callers import Caller


async def test_a_manager_changes_the_name_and_nobody_else_does(ada: Caller, bob: Caller) -> None:
    before = await bob.get("/v1/organization")
    assert (before["name"], before["zone"]) == ("Rede Boa", "America/Sao_Paulo")
    changed = await ada.patch("/v1/organization", {"name": "Rede Melhor"})
    assert (changed["name"], changed["version"]) == ("Rede Melhor", before["version"] + 1)
    assert (await bob.patch("/v1/organization", {"name": "x"}, 403))["code"] == "permission_missing"


async def test_a_stale_change_and_an_empty_name_are_refused(ada: Caller) -> None:
    stale = {"If-Match": '"7"'}
    problem = await ada.patch("/v1/organization", {"name": "Outra"}, 412, headers=stale)
    assert problem["code"] == "precondition_failed"
    await ada.patch("/v1/organization", {"name": None}, 422)
    await ada.patch("/v1/organization", {"locale": "de"}, 422)
