"""A signature is kept as it was drawn, with what it is bound to, and for good."""

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.core.data.database import Database
from app.core.data.transactions import begin
from app.core.values.ids import new_id
from app.signatures.schemas import SignatureGiven
from app.signatures.service import EvidenceHashMismatch, Origin, SignatureBlank, sign
from tests.callers import Caller
from tests.orders.fieldwork import drawn_signature
from tests.stories import STROKES

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


async def _signed(database: Database, caller: Caller, **other: Any) -> UUID:
    given = SignatureGiven.model_validate(drawn_signature(HASH) | other)
    origin = Origin("test phone", "192.0.2.7")
    async with database.transaction(caller.actor) as session:
        signature = await sign(
            session,
            given,
            subject_kind="order",
            subject_id=new_id(),
            content_hash=HASH,
            origin=origin,
        )
    return signature.id


async def test_a_signature_is_read_as_evidence(database: Database, ada: Caller) -> None:
    signed = await _signed(database, ada, consent_text="Confirmo o serviço.")
    read = await ada.get(f"/v1/signatures/{signed}")
    assert (read["role"], read["signer_name"]) == ("customer", "Maria das Graças")
    assert read["signer_document"] == "***.***.**7-25"
    assert read["content_hash"] == HASH
    assert read["consent_text"] == "Confirmo o serviço."
    assert (read["latitude"], read["longitude"], read["accuracy_m"]) == (-22.9057, -47.0609, 8)
    assert read["device_time"] <= read["received_at"]
    assert read["svg"].startswith("<svg")
    assert "strokes" not in read


@pytest.mark.parametrize(
    ("document", "masked"),
    [("52998224725", "********725"), ("AB-12", "*B-12"), ("MG-12.345.678", "**-**.***.678")],
)
async def test_a_document_is_masked_but_for_its_end(
    database: Database, ada: Caller, document: str, masked: str
) -> None:
    signed = await _signed(database, ada, signer_document=document)
    read = await ada.get(f"/v1/signatures/{signed}")
    assert read["signer_document"] == masked


async def test_the_strokes_and_where_they_came_from_are_kept(
    database: Database, ada: Caller
) -> None:
    signed = await _signed(database, ada)
    async with database.read(ada.actor) as connection:
        row = await connection.fetchrow("select * from signatures where id = $1", signed)
    assert row["collected_by_id"] == ada.person_id
    assert (row["user_agent"], row["address"]) == ("test phone", "192.0.2.7")
    assert (row["canvas_width"], row["canvas_height"]) == (600, 200)
    assert row["strokes"].count('"x"') == sum(map(len, STROKES))


async def test_what_was_not_signed_is_refused(database: Database, ada: Caller) -> None:
    with pytest.raises(EvidenceHashMismatch):
        await _signed(database, ada, content_hash="0" * 64)
    with pytest.raises(SignatureBlank):
        await _signed(database, ada, strokes=STROKES[:1])


async def test_nobody_changes_or_removes_a_signature(database: Database, ada: Caller) -> None:
    """Not by raw SQL as the app's role, whatever organization is set."""
    signed = await _signed(database, ada)
    for statement in (
        "update signatures set signer_name = 'Outra' where id = $1",
        "update close_reports set details = 'Outra' where id = $1",
        "delete from signatures where id = $1",
        "delete from close_reports where id = $1",
        "truncate signatures",
    ):
        async with database.reads.connection() as connection:
            await connection.execute(begin(ada.organization_id))
            values = (signed,) if "$1" in statement else ()
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement, *values)
            await connection.execute("rollback")


async def test_not_even_the_owner_of_the_table_does(
    database: Database, ada: Caller, settings: Any
) -> None:
    signed = await _signed(database, ada)
    url = settings.owner_database_url.replace("+asyncpg", "")
    owner = await asyncpg.connect(url)
    try:
        await owner.execute(begin(ada.organization_id))
        with pytest.raises(asyncpg.PostgresError, match="append-only"):
            await owner.execute("update signatures set signer_name = 'Outra' where id = $1", signed)
        await owner.execute("rollback")
    finally:
        await owner.close()


async def test_another_organization_sees_no_signature(
    database: Database, ada: Caller, stranger: Caller
) -> None:
    signed = await _signed(database, ada)
    await stranger.get(f"/v1/signatures/{signed}", 404)
    await stranger.get(f"/v1/signatures/{new_id()}", 404)


async def test_technicians_see_the_signatures_that_they_collected(
    database: Database, ada: Caller, tiago: Caller, carla: Caller
) -> None:
    tania = await ada.colleague("technician", "Tânia Luz")
    signed = await _signed(database, tiago)
    await tiago.get(f"/v1/signatures/{signed}")
    await ada.get(f"/v1/signatures/{signed}")
    await tania.get(f"/v1/signatures/{signed}", 404)
    await carla.get(f"/v1/signatures/{signed}", 403)
