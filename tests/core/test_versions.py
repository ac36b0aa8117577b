"""Two people change one object: the second is told, and nothing is lost."""

import asyncio

from tests.callers import Caller


async def test_a_stale_version_is_refused_and_the_current_one_named(
    ada: Caller, bob: Caller
) -> None:
    path = f"/v1/people/{bob.person_id}"
    seen = await ada.send("GET", path)
    assert seen.headers["etag"] == '"1"'

    first = await ada.send("PATCH", path, json={"name": "Bob"}, headers={"If-Match": '"1"'})
    assert (first.status_code, first.headers["etag"], first.json()["version"]) == (200, '"2"', 2)

    late = await ada.send("PATCH", path, json={"name": "Roberto"}, headers={"If-Match": '"1"'})
    assert (late.status_code, late.json()["code"]) == (412, "precondition_failed")
    assert late.headers["etag"] == '"2"'
    assert (await ada.get(path))["name"] == "Bob"


async def test_of_ten_changes_to_one_version_one_succeeds(ada: Caller, bob: Caller) -> None:
    path = f"/v1/people/{bob.person_id}"
    answers = await asyncio.gather(
        *(
            ada.send("PATCH", path, json={"name": f"Bob {n}"}, headers={"If-Match": '"1"'})
            for n in range(10)
        )
    )
    assert sorted(a.status_code for a in answers) == [200] + [412] * 9


async def test_what_is_known_is_not_sent_again(ada: Caller) -> None:
    path = f"/v1/people/{ada.person_id}"
    tag = (await ada.send("GET", path)).headers["etag"]
    known = await ada.send("GET", path, headers={"If-None-Match": tag})
    assert (known.status_code, known.content) == (304, b"")


async def test_null_clears_and_absence_leaves(ada: Caller, bob: Caller) -> None:
    path = f"/v1/people/{bob.person_id}"
    assert (await ada.patch(path, {"locale": "en"}))["locale"] == "en"
    assert (await ada.patch(path, {"name": "Bob"}))["locale"] == "en"
    assert (await ada.patch(path, {"locale": None}))["locale"] is None
    problem = await ada.patch(path, {"surname": "Prado"}, 422)
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [
        ("#/body/surname", "unknown_field")
    ]
