"""Everything that is held on a person comes as a ZIP, for whoever asked, and nothing of others."""

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from fastapi import FastAPI

from app.core.data.database import Base
from app.core.values.clock import now
from app.domains import import_tables
from app.files.long_jobs.jobs import delete_old_results
from app.gateways.storage import Storage, UnknownFile
from app.privacy.personal_data.service import links_to_people, personal_data_of
from tests.callers import Caller, Drain
from tests.people.test_me import _jpeg
from tests.sweeping import run_sweep
from tests.world import create_world

SECRET = re.compile(rb"chm_[a-z]+_\w{40}|\$argon2|eyJ[\w-]+\.eyJ")


async def _exported(asker: Caller, job: dict[str, Any]) -> zipfile.ZipFile:
    done = await asker.get(f"/v1/jobs/{job['id']}")
    assert (done["status"], done["progress_done"]) == ("done", done["progress_total"])
    answer = await asker.send("GET", f"/v1/jobs/{job['id']}/result")
    assert done["result_name"] in answer.headers["content-disposition"]
    return zipfile.ZipFile(io.BytesIO(answer.content))


def test_no_table_that_names_a_person_is_left_out() -> None:
    import_tables()
    named = {table.name for table in Base.metadata.sorted_tables if links_to_people(table)}
    exported = {name for name, _ in personal_data_of()}
    assert named <= exported
    assert {"person", "events", "customers", "sites"} <= exported
    for name, statement in personal_data_of():
        assert "password_hash" not in statement.sql, name
        assert "fingerprint" not in statement.sql, name


async def test_it_holds_what_they_did_and_sent_and_nothing_of_anybody_else(
    ada: Caller, bob: Caller, tiago: Caller, carla: Caller, drain: Drain
) -> None:
    await create_world(ada, tiago, carla)
    other = await ada.colleague("requester", "Outra Cliente", "canary-of-another@example.com")
    await other.post("/v1/tickets", {"subject": "canary of another", "description": "x y z"})
    ticket = await carla.post(
        "/v1/tickets", {"subject": "canary of a ticket", "description": "canary of a message"}
    )
    await bob.post(f"/v1/tickets/{ticket['id']}/replies", {"body": "Vamos ver."})
    await carla.send("POST", "/v1/files", files={"file": ("nota.txt", b"canary of a file")})
    await carla.send("PUT", "/v1/me/photo", files={"file": ("eu.jpg", _jpeg())})
    await carla.post("/v1/me/second-factor", {"password": "correct horse battery"}, 200)
    await drain(ada.organization_id)

    started = await ada.send("POST", f"/v1/people/{carla.person_id}/export")
    job = started.json()
    assert (started.status_code, job["status"]) == (202, "queued")
    assert started.headers["location"] == f"/v1/jobs/{job['id']}"
    await ada.get(f"/v1/jobs/{job['id']}/result", 404)
    await drain(ada.organization_id)

    archive = await _exported(ada, job)
    whole = b"".join(archive.read(name) for name in archive.namelist())
    for canary in (
        b"Carla Dias",
        b"canary of a ticket",
        b"canary of a message",
        b"canary of a file",
    ):
        assert canary in whole, canary
    assert b"canary of another" not in whole
    assert b"canary-of-another" not in whole
    assert not SECRET.search(whole)
    held = {
        name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith("json")
    }
    assert [person["name"] for person in held["person.json"]] == ["Carla Dias"]
    assert {event["name"] for event in held["events.json"]} >= {"ticket.opened", "file.kept"}
    assert len(held["second_factors.json"]) == 1
    assert "secret" not in held["second_factors.json"][0]
    assert len(held["sign_ins.json"]) == 1
    assert "Rede Boa" in archive.read("README.txt").decode()
    sent = [name for name in archive.namelist() if name.startswith("files/")]
    assert sorted(name.rpartition(".")[2] for name in sent) == ["txt", "webp", "webp"]


async def test_it_is_for_whoever_asked_and_for_a_week(
    app: FastAPI, ada: Caller, carla: Caller, stranger: Caller, drain: Drain
) -> None:
    job = await ada.post(f"/v1/people/{carla.person_id}/export", None, 202)
    await drain(ada.organization_id)
    maria = await ada.colleague("manager", "Maria Paz")
    for other in (maria, carla, stranger):
        await other.get(f"/v1/jobs/{job['id']}", 404)
        await other.get(f"/v1/jobs/{job['id']}/result", 404)
    assert (await maria.get("/v1/jobs"))["items"] == []
    assert [j["id"] for j in (await ada.get("/v1/jobs"))["items"]] == [job["id"]]

    with time_machine.travel(now() + timedelta(days=7, seconds=1), tick=True):
        await run_sweep(app.state.runtime.database, ada.organization_id, delete_old_results)
        await drain(ada.organization_id)
    await ada.get(f"/v1/jobs/{job['id']}", 404)
    with pytest.raises(UnknownFile):
        await app.state.runtime.gateway(Storage).get(f"{ada.organization_id}/exports/{job['id']}")


async def test_everyone_may_have_what_is_held_on_them(tiago: Caller, drain: Drain) -> None:
    job = await tiago.post("/v1/me/export", None, 202)
    await drain(tiago.organization_id)
    archive = await _exported(tiago, job)
    assert json.loads(archive.read("person.json"))[0]["name"] == "Tiago Nunes"


@pytest.mark.parametrize("role", ["coordinator", "technician", "agent", "requester", "viewer"])
async def test_what_is_held_on_others_is_for_managers(ada: Caller, role: str) -> None:
    somebody = await ada.colleague(role, "Alguém")
    for command in ("export", "anonymise"):
        await somebody.post(f"/v1/people/{ada.person_id}/{command}", None, 403)
