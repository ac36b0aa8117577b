"""A desk tells its limits and hours before anybody fails at them."""

import pytest
import time_machine

from tests.callers import Caller, Drain


@pytest.fixture
async def desk(ada: Caller, drain: Drain) -> str:
    """The desk that every organization begins with."""
    await drain(ada.organization_id)
    (only,) = (await ada.get("/v1/desks"))["items"]
    assert only["id"] == str(ada.organization_id)
    return f"/v1/desks/{only['id']}"


async def test_anybody_reads_what_a_desk_takes_and_when_it_is_open(
    carla: Caller, desk: str
) -> None:
    with time_machine.travel("2026-11-13T20:29:59Z", tick=False):
        found = await carla.get(desk)
        assert (found["open_now"], found["next_opening_at"]) == (True, None)
    with time_machine.travel("2026-11-13T20:30:00Z", tick=False):
        found = await carla.get(desk)
    assert (found["open_now"], found["next_opening_at"]) == (False, "2026-11-16T11:30:00Z")
    assert (found["max_attachment_bytes"], found["max_attachments_per_message"]) == (2_097_152, 5)
    assert "image/png" in found["accepted_media_types"]
    assert found["zone"] == "America/Sao_Paulo"


async def test_what_was_read_is_known_again_until_the_desk_opens(carla: Caller, desk: str) -> None:
    with time_machine.travel("2026-11-13T20:30:00Z", tick=False):
        tag = (await carla.send("GET", desk)).headers["ETag"]
    with time_machine.travel("2026-11-15T20:30:00Z", tick=False):
        known = await carla.send("GET", desk, headers={"If-None-Match": tag})
        assert known.status_code == 304
    with time_machine.travel("2026-11-16T11:30:00Z", tick=False):
        opened = await carla.send("GET", desk, headers={"If-None-Match": tag})
        assert opened.status_code == 200


async def test_limits_are_changed_by_whoever_runs_the_house(
    ada: Caller, bob: Caller, desk: str
) -> None:
    await bob.patch(desk, {"reopen_window_days": 30}, 403)
    response = await ada.send("GET", desk)
    changed = await ada.patch(
        desk,
        {"reopen_window_days": 30, "max_attachment_bytes": 1_000_000},
        headers={"If-Match": response.headers["ETag"]},
    )
    assert (changed["reopen_window_days"], changed["max_attachment_bytes"]) == (30, 1_000_000)
    stale = {"If-Match": response.headers["ETag"]}
    await ada.patch(desk, {"reopen_window_days": 31}, 412, headers=stale)
    unknown = await ada.patch(desk, {"accepted_media_types": ["application/x-msdownload"]}, 422)
    assert unknown["errors"][0]["pointer"] == "#/body/accepted_media_types"
    assert (await ada.patch(desk, {"max_attachment_bytes": 2_097_153}, 422))["errors"]


async def test_protocols_are_written_as_the_desk_says(
    ada: Caller, carla: Caller, desk: str
) -> None:
    await ada.patch(desk, {"protocol_format": "SUP-{year}/{number}"})
    with time_machine.travel("2026-11-13T20:00:00Z"):
        ticket = await carla.post("/v1/tickets", {"subject": "X", "description": "Y"})
    assert ticket["protocol"] == f"SUP-2026/{ticket['number']:06}"
    await ada.patch(desk, {"protocol_format": "{year}"}, 422)


async def test_a_round_the_clock_desk_never_closes(ada: Caller, carla: Caller, desk: str) -> None:
    always = await ada.post("/v1/calendars", {"name": "24x7", "zone": "UTC", "is_24x7": True})
    await ada.patch(desk, {"calendar_id": always["id"]})
    with time_machine.travel("2026-11-14T03:00:00Z"):
        assert (await carla.get(desk))["open_now"]
    await ada.patch(desk, {"clear": ["calendar_id"]})
    with time_machine.travel("2026-11-14T03:00:00Z"):
        assert not (await carla.get(desk))["open_now"]


async def test_a_rating_mail_is_due_before_its_ticket_is_closed(ada: Caller, desk: str) -> None:
    for change, field in (
        ({"rating_mail_after_hours": 167}, "rating_mail_after_hours"),
        ({"auto_close_days": 1}, "auto_close_days"),
        ({"auto_close_days": 2, "rating_mail_after_hours": 48}, "rating_mail_after_hours"),
    ):
        refused = await ada.patch(desk, change, 422)
        assert [(e["pointer"], e["code"]) for e in refused["errors"]] == [
            (f"#/body/{field}", "after_auto_close")
        ]
    await ada.patch(desk, {"rating_mail_after_hours": 166})
    await ada.patch(desk, {"auto_close_days": 1, "rating_mail_after_hours": 22})
    await ada.patch(desk, {"clear": ["rating_mail_after_hours"]})
