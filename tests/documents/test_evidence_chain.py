"""What was signed is linked by hashes: whatever is changed afterwards is found."""

import asyncio
import io
from typing import Any

import asyncpg
import pypdf
import pytest

from app.core.data.database import Database
from app.core.settings import Settings
from app.documents.chain.service import first_broken
from app.documents.chain.verification import verify_chain
from app.documents.facts.service import SIGNATURE_FACTS
from app.embedded.servers import Servers
from app.orders.closing.evidence import _REPORT_FACTS
from app.orders.closing.models import CloseReport
from app.signatures.models import Signature
from tests.callers import Caller, Drain
from tests.orders.fieldwork import Fieldwork
from tests.world import World


@pytest.fixture
def work(world: World) -> Fieldwork:
    return Fieldwork(world)


async def _code(work: Fieldwork, order_id: str) -> str:
    report = await work.office.get(f"/v1/orders/{order_id}/close-report")
    code: str = report["verification_code"]
    return code


async def _verified(caller: Caller, code: str, expect: int = 200) -> dict[str, Any]:
    found: dict[str, Any] = await caller.get(f"/v1/verify/{code}", expect)
    return found


async def _broken(database: Database, caller: Caller) -> tuple[int, str] | None:
    async with database.transaction(caller.actor) as session:
        broken = await first_broken(session)
    return broken and (broken.seq, broken.reason)


async def _as_owner(servers: Servers, statement: str, *values: Any) -> None:
    """Change what nobody may, as somebody who holds the server does."""
    connection = await asyncpg.connect(servers.admin_url)
    try:
        await connection.execute("set session_replication_role = replica")
        assert await connection.execute(statement, *values) != "UPDATE 0"
    finally:
        await connection.close()


async def test_a_closed_order_is_verified_by_anybody_without_personal_data(
    work: Fieldwork, drain: Drain
) -> None:
    order = await work.closed()
    anybody = work.office.holding("")
    code = await _code(work, order["id"])
    before = await _verified(anybody, code)
    assert before["document_sha256"] is None
    await drain(work.office.organization_id)
    shown = await _verified(anybody, code)
    assert (shown["reference"], shown["is_intact"]) == (order["protocol"], True)
    assert [each["initials"] for each in shown["signers"]] == ["M. G."]
    assert not any(word in str(shown) for word in ("Maria", "Graças", "529.982", "Tiago"))
    await anybody.get("/v1/verify/AAAAAAAAAAAAAAAAAAAAAAAAAA", 404)
    await anybody.get("/v1/verify/aaaa", 422)


async def test_the_file_is_known_and_one_byte_less_is_not(work: Fieldwork, drain: Drain) -> None:
    order = await work.closed()
    await drain(work.office.organization_id)
    pdf = (await work.office.send("GET", f"/v1/orders/{order['id']}/report")).content
    anybody = work.office.holding("")
    for sent, matches in ((pdf, True), (pdf[:-1], False), (b"", False)):
        answer = await anybody.send("POST", "/v1/verify", files={"file": ("laudo.pdf", sent)})
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert (told["matches"], told["verification"] is not None) == (matches, matches)


async def test_closings_at_once_keep_one_chain(
    work: Fieldwork, database: Database, drain: Drain
) -> None:
    reports = []
    for number in range(6):
        technician = await work.office.colleague("technician", f"Tina {number}")
        work.technician = technician
        order = await work.started()
        reports.append((technician, order["id"], await work.signed(order["id"])))
    await asyncio.gather(
        *(
            who.post(f"/v1/orders/{order_id}/close", report, 200)
            for who, order_id, report in reports
        )
    )
    await drain(work.office.organization_id)
    assert await _broken(database, work.office) is None
    async with database.read(work.office.actor) as connection:
        numbers = await connection.fetch("select seq from evidence_records order by seq")
    assert [row["seq"] for row in numbers] == list(range(1, 2 * len(reports) + 1))


@pytest.mark.parametrize(
    ("table", "names"), [("close_reports", _REPORT_FACTS), ("signatures", SIGNATURE_FACTS)]
)
def test_every_column_is_proven(table: str, names: tuple[str, ...]) -> None:
    model = {"close_reports": CloseReport, "signatures": Signature}[table]
    assert set(names) == {*model.__mapper__.attrs.keys()} - {"organization_id"}


MUTATIONS = {
    "the words of the report": "update close_reports set details = 'nada' where order_id = $1",
    "the document that was signed": "update close_reports set content ="
    " replace(content, 'Internet', 'Telefone') where order_id = $1",
    "the time of the closing": "update close_reports set closed_at ="
    " closed_at + interval '1 microsecond' where order_id = $1",
    "who signed": "update signatures set signer_name = 'Outra Pessoa' where subject_id = $1",
    "the document of who signed": "update signatures set signer_document = null"
    " where subject_id = $1",
    "one point of a stroke": "update signatures set strokes ="
    " jsonb_set(strokes, '{0,0,x}', '1.5') where subject_id = $1",
    "the drawing": "update signatures set svg = svg || ' ' where subject_id = $1",
    "where it was signed": "update signatures set latitude = latitude + 0.000001"
    " where subject_id = $1",
    "the hash of the file": "update files set sha256 = repeat('0', 64) where id ="
    " (select report_file_id from orders where id = $1)",
    "the link itself": "update evidence_records set payload_hash = repeat('0', 64)"
    " where subject_id = $1 and kind = 'order_closing'",
    "the time of the link": "update evidence_records set recorded_at ="
    " recorded_at - interval '1 day' where subject_id = $1 and kind = 'order_closing'",
    "the code": "update evidence_records set code = replace(code, left(code, 1), 'A') || 'B'"
    " where subject_id = $1 and kind = 'order_closing'",
}


@pytest.mark.parametrize("statement", MUTATIONS.values(), ids=MUTATIONS.keys())
async def test_whatever_is_changed_is_found(
    work: Fieldwork, drain: Drain, database: Database, servers: Servers, statement: str
) -> None:
    order = await work.closed()
    await drain(work.office.organization_id)
    code = await _code(work, order["id"])
    assert await _broken(database, work.office) is None
    await _as_owner(servers, statement, order["id"])
    assert await _broken(database, work.office) is not None
    if "set code" not in statement:
        assert not (await _verified(work.office.holding(""), code))["is_intact"]


async def test_links_that_are_taken_out_are_missed(
    work: Fieldwork, drain: Drain, database: Database, servers: Servers
) -> None:
    await work.closed()
    work.technician = await work.office.colleague("technician", "Tina Reis")
    await work.closed()
    await drain(work.office.organization_id)
    assert await _broken(database, work.office) is None
    whole = "delete from evidence_records where organization_id = $1 and seq = $2"
    await _as_owner(servers, whole, work.office.organization_id, 4)
    broken = await _broken(database, work.office)
    assert broken == (4, "Links at the end are missing.")
    await _as_owner(servers, whole, work.office.organization_id, 2)
    assert await _broken(database, work.office) == (2, "The link is missing.")


async def test_the_app_can_neither_change_nor_delete_a_link(
    work: Fieldwork, database: Database
) -> None:
    await work.closed()
    for statement in ("update evidence_records set code = null", "delete from evidence_records"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with database.transaction(work.office.actor) as session:
                await session._raw.execute(statement)


async def test_the_command_names_what_does_not_hold(
    work: Fieldwork, drain: Drain, settings: Settings, servers: Servers
) -> None:
    order = await work.closed()
    await drain(work.office.organization_id)
    told, holds = await verify_chain(settings, work.office.domain)
    assert (told, holds) == ("ok     Rede Boa: 2 links", True)
    pdf = (await work.office.send("GET", f"/v1/orders/{order['id']}/report")).content
    assert pypdf.PdfReader(io.BytesIO(pdf)).pages
    await _as_owner(servers, MUTATIONS["who signed"], order["id"])
    told, holds = await verify_chain(settings, work.office.domain)
    assert not holds
    assert f"link 1 (order_closing {order['id']}): What it proves was changed." in told


async def test_another_organization_has_a_chain_of_its_own(
    work: Fieldwork, stranger: Caller, database: Database
) -> None:
    order = await work.closed()
    assert await _broken(database, stranger) is None
    await stranger.get(f"/v1/orders/{order['id']}/close-report", 404)
