"""Customers come out of spreadsheets: every wrong cell is told, and nothing is imported twice."""

import csv
import io
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from openpyxl import Workbook
from stdnum.br import cpf

from app.core.data.database import Database
from app.core.events.outbox import enqueue
from app.core.security.actors import Actor
from tests.callers import Caller, Drain
from tests.stories import upload

HEADING = ["Nome", "CPF/CNPJ", "E-mail", "Telefone", "Endereço", "Número", "Cidade", "UF", "CEP"]


def person(number: int) -> str:
    """A CPF of its own for each number."""
    digits = [int(digit) for digit in f"{number + 1:09}"]
    for _ in range(2):
        weighted = sum(
            digit * weight for digit, weight in zip(digits, _weights(digits), strict=True)
        )
        digits.append(weighted * 10 % 11 % 10)
    return cpf.format("".join(map(str, digits)))


def _weights(digits: list[int]) -> range:
    return range(len(digits) + 1, 1, -1)


def table(rows: list[list[Any]], heading: list[str] = HEADING, delimiter: str = ";") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([heading, *rows])
    return ("\ufeff" + text.getvalue()).encode()


def row(number: int, **other: str) -> list[str]:
    cells = {
        "Nome": f"Cliente {number}",
        "CPF/CNPJ": person(number),
        "E-mail": f"c{number}@example.com",
        "Telefone": "(19) 91234-5678",
        "Endereço": "Rua das Flores",
        "Número": str(number),
        "Cidade": "Campinas",
        "UF": "SP",
        "CEP": "13015-904",
    }
    return list((cells | other).values())


@pytest.fixture
def imported(ada: Caller, drain: Drain) -> Callable[..., Awaitable[dict[str, Any]]]:
    async def run(content: bytes, name: str = "clientes.csv", **more: Any) -> dict[str, Any]:
        file = await upload(ada, name, content)
        job = await ada.post("/v1/customer-imports", {"file_id": file["id"], **more}, 202)
        await drain(ada.organization_id)
        done: dict[str, Any] = await ada.get(f"/v1/jobs/{job['id']}")
        assert done["status"] == "done"
        return done

    return run


Imported = Callable[..., Awaitable[dict[str, Any]]]


async def names(ada: Caller) -> list[str]:
    return [c["name"] for c in (await ada.get("/v1/customers", limit=100))["items"]]


async def test_a_preview_shows_what_would_come_and_changes_nothing(
    ada: Caller, imported: Imported
) -> None:
    job = await imported(table([row(1), row(2)], [*HEADING[:-1], "Signo"]), dry_run=True)
    told = job["result"]
    assert (told["rows"], told["imported"], told["refused"]) == (2, 0, 0)
    assert told["columns"]["CPF/CNPJ"] == "document"
    assert told["ignored_columns"] == ["Signo"]
    assert told["preview"][0] == {
        "line": 2,
        "name": "Cliente 1",
        "document": person(1).replace(".", "").replace("-", ""),
        "email": "c1@example.com",
        "phone": "(19) 91234-5678",
        "street": "Rua das Flores",
        "street_number": "1",
        "city": "Campinas",
        "state": "SP",
    }
    assert await names(ada) == []


async def test_a_row_becomes_a_customer_with_an_address(ada: Caller, imported: Imported) -> None:
    cnpj = {"Nome": "Padaria São João", "CPF/CNPJ": "11.222.333/0001-81"}
    await imported(table([row(7, **cnpj)]))
    [customer] = (await ada.get("/v1/customers", q="13015-904"))["items"]
    assert (customer["kind"], customer["document"]) == ("company", "11222333000181")
    [site] = (await ada.get(f"/v1/customers/{customer['id']}/sites"))["items"]
    assert (site["label"], site["city"], site["country"]) == ("Rua das Flores", "Campinas", "BR")


async def test_every_wrong_cell_is_told_with_its_line_and_column(
    ada: Caller, imported: Imported
) -> None:
    rows = [
        row(1),
        row(2, **{"CPF/CNPJ": "123"}),
        row(3, Nome=""),
        row(4, **{"E-mail": "nada", "Cidade": ""}),
        row(5, **{"CPF/CNPJ": person(1)}),
    ]
    job = await imported(table(rows))
    assert [(e["line"], e["column"], e["code"]) for e in job["result"]["errors"]] == [
        (3, "CPF/CNPJ", "not_a_document"),
        (4, "Nome", "required"),
        (5, "E-mail", "value_error"),
        (5, "Cidade", "required"),
        (6, "CPF/CNPJ", "duplicate"),
    ]
    assert await names(ada) == []  # import_nothing
    errors = await ada.send("GET", f"/v1/jobs/{job['id']}/result")
    assert errors.content.decode("utf-8-sig").count("\n") == 1 + len(job["result"]["errors"])

    job = await imported(table(rows), on_errors="skip_rows")
    assert (job["result"]["imported"], await names(ada)) == (1, ["Cliente 1"])


async def test_who_is_there_already_is_not_imported_again(ada: Caller, imported: Imported) -> None:
    await imported(table([row(1)]))
    again = await imported(table([row(1), row(2)]), on_errors="skip_rows")
    assert [(e["line"], e["code"]) for e in again["result"]["errors"]] == [(2, "duplicate")]
    assert await names(ada) == ["Cliente 1", "Cliente 2"]


async def test_a_workbook_is_read_like_a_text(ada: Caller, imported: Imported) -> None:
    book = Workbook()
    sheet = book.create_sheet(index=0)
    sheet.append(["name", "document", "lat", "lng", "street", "city"])
    sheet.append(["Maria", 52998224725, -22.9, "-47,06", "Rua A", "Campinas"])
    sheet.append([None] * 6)
    sheet.append(["José", None, 91, 0, "Rua B", "Campinas"])
    file = io.BytesIO()
    book.save(file)
    job = await imported(file.getvalue(), "clientes.xlsx", on_errors="skip_rows")
    assert [(e["line"], e["column"], e["code"]) for e in job["result"]["errors"]] == [
        (4, "lat", "less_than_equal")
    ]
    [customer] = (await ada.get("/v1/customers"))["items"]
    [site] = (await ada.get(f"/v1/customers/{customer['id']}/sites"))["items"]
    assert (customer["document"], site["longitude"]) == ("52998224725", -47.06)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"so texto sem tabela", "a.csv", "missing_column"),
        (b"\n\n \n", "a.csv", "not_a_table"),
        (b"PK\x03\x04quebrado", "a.xlsx", "not_a_table"),
    ],
)
async def test_what_is_no_table_is_told(
    content: bytes, name: str, code: str, imported: Imported
) -> None:
    job = await imported(content, name)
    assert [e["code"] for e in job["result"]["errors"]] == [code]


async def test_an_upload_of_somebody_else_is_refused(ada: Caller, bob: Caller) -> None:
    file = await upload(bob, "clientes.csv", table([row(1)]))
    refused = await ada.post("/v1/customer-imports", {"file_id": file["id"]}, 422)
    assert refused["code"] == "unknown_reference"


async def test_ten_thousand_rows_with_a_hundred_bad_ones(ada: Caller, imported: Imported) -> None:
    bad = set(range(50, 10_000, 100))
    rows = [row(n, **({"CPF/CNPJ": "529.982.247-26"} if n in bad else {})) for n in range(10_000)]
    content = table([line[:4] for line in rows], HEADING[:4])

    job = await imported(content)
    assert {(e["line"], e["column"]) for e in job["result"]["errors"]} == {
        (n + 2, "CPF/CNPJ") for n in bad
    }
    assert (job["result"]["imported"], job["result"]["refused"]) == (0, 100)
    assert await names(ada) == []

    job = await imported(content, on_errors="skip_rows")
    assert (job["progress_done"], job["progress_total"]) == (10_000, 10_000)
    assert (job["result"]["imported"], job["result"]["refused"]) == (9_900, 100)
    assert len((await ada.get("/v1/customers", q="Cliente 9949"))["items"]) == 1
    assert (await ada.get("/v1/customers", q="Cliente 9950"))["items"] == []


async def test_a_worker_that_dies_after_writing_imports_nothing_twice(
    ada: Caller, imported: Imported, database: Database, drain: Drain
) -> None:
    file = await upload(ada, "clientes.csv", table([row(1), row(2)]))
    job = await ada.post("/v1/customer-imports", {"file_id": file["id"]}, 202)
    await drain(ada.organization_id)
    first = await ada.get(f"/v1/jobs/{job['id']}")
    # As if nobody had heard that it was done: the same work is given out again.
    again = {"file_id": file["id"], "dry_run": False, "on_errors": "import_nothing"}
    async with database.transaction(Actor(ada.organization_id)) as session:
        enqueue(session, "import_customers", job_id=job["id"], locale="pt-BR", **again)
    await drain(ada.organization_id)
    assert await names(ada) == ["Cliente 1", "Cliente 2"]
    assert (await ada.get(f"/v1/jobs/{job['id']}"))["result"] == first["result"]


async def test_a_table_as_excel_saves_it_is_read(ada: Caller, imported: Imported) -> None:
    text = "Nome;Endereço;Cidade\r\nJosé Araújo;Praça da Sé;São Paulo\r\n"
    job = await imported(text.encode("cp1252"))
    assert job["result"]["imported"] == 1
    assert await names(ada) == ["José Araújo"]
