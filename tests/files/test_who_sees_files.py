"""A file is visible where what it hangs on is."""

from uuid import uuid4

from tests.callers import Caller
from tests.stories import close_order, open_order, picture, start_order, upload
from tests.world import create_world

NEW = {"subject": "Sem sinal", "description": "A luz da ONU pisca."}


async def _status(caller: Caller, file: dict[str, str]) -> tuple[int, int]:
    """Of the file, and of its bytes."""
    path = f"/v1/files/{file['id']}"
    shown, content = await caller.send("GET", path), await caller.send("GET", f"{path}/content")
    return shown.status_code, content.status_code


async def test_what_came_with_a_message_is_for_who_reads_it(
    ada: Caller, bob: Caller, tiago: Caller, carla: Caller
) -> None:
    ticket = await carla.post("/v1/tickets", NEW)
    path = f"/v1/tickets/{ticket['id']}"
    noted, said = await upload(bob), await upload(bob)
    await bob.post(f"{path}/notes", {"body": "Só para nós.", "file_ids": [noted["id"]]})
    await bob.post(f"{path}/replies", {"body": "Segue.", "file_ids": [said["id"]]})
    rui = await ada.colleague("requester", "Rui Sá")
    for caller, sees_note, sees_reply in (
        (ada, 200, 200),
        (carla, 404, 200),
        (tiago, 404, 404),
        (rui, 404, 404),
    ):
        assert await _status(caller, noted) == (sees_note, sees_note)
        assert await _status(caller, said) == (sees_reply, sees_reply)


async def test_what_was_redacted_is_gone_also_for_who_uploaded_it(
    bob: Caller, carla: Caller, ada: Caller
) -> None:
    ticket = await carla.post("/v1/tickets", NEW)
    file = await upload(bob)
    said = await bob.post(
        f"/v1/tickets/{ticket['id']}/replies", {"body": "Segue.", "file_ids": [file["id"]]}
    )
    assert await _status(carla, file) == (200, 200)
    await ada.post(f"/v1/messages/{said['id']}/redact", {"reason": "Senha"}, 200)
    assert await _status(carla, file) == (404, 404)
    assert await _status(bob, file) == (404, 404)


async def test_photos_receipts_and_reports_are_for_who_sees_the_order(
    ada: Caller, tiago: Caller, carla: Caller, drain: object
) -> None:
    world = await create_world(ada, tiago, carla)
    tania = await ada.colleague("technician", "Tânia Luz")
    viewer = await ada.colleague("viewer", "Vera Alves")
    order = await open_order(ada, world)
    await start_order(ada, tiago, order)
    path = f"/v1/orders/{order['id']}"
    photo, receipt = await picture(tiago), await picture(tiago)
    await tiago.post(f"{path}/photos", {"file_id": photo["id"]})
    bill = {"kind": "toll", "amount": "12.50", "file_id": receipt["id"]}
    await tiago.post(f"{path}/expenses", bill)
    await close_order(tiago, order, world)
    assert callable(drain)
    await drain(ada.organization_id)
    report = {"id": (await ada.get(path))["report_file_id"]}
    for file in (photo, receipt, report):
        for caller, expected in ((ada, 200), (tiago, 200), (viewer, 200)):
            assert await _status(caller, file) == (expected, expected)
        for caller in (tania, carla):
            assert await _status(caller, file) == (404, 404)


async def test_what_hangs_on_nothing_is_for_who_uploaded_it(
    ada: Caller, bob: Caller, carla: Caller, stranger: Caller
) -> None:
    file = await upload(carla)
    assert await _status(carla, file) == (200, 200)
    for caller in (ada, bob, stranger):
        assert await _status(caller, file) == (404, 404)
    hidden = await ada.get(f"/v1/files/{file['id']}", 404)
    unknown = await ada.get(f"/v1/files/{uuid4()}", 404)
    for problem in (hidden, unknown):
        del problem["instance"], problem["request_id"]
    assert hidden == unknown


async def test_documents_of_a_customer_are_for_who_reads_customers(
    ada: Caller, tiago: Caller, carla: Caller
) -> None:
    world = await create_world(ada, tiago, carla)
    file = await upload(ada)
    await ada.post(f"/v1/customers/{world.customer['id']}/files", {"file_id": file["id"]})
    assert await _status(tiago, file) == (200, 200)
    assert await _status(carla, file) == (404, 404)
