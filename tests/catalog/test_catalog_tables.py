"""The catalogue goes out as tables and comes in again, by code or by name."""

import io
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.callers import Caller, Drain
from tests.stories import upload


@pytest.fixture
def imported(ada: Caller, drain: Drain) -> Callable[..., Awaitable[dict[str, Any]]]:
    async def run(kind: str, text: str | bytes, **more: Any) -> dict[str, Any]:
        content = text.encode() if isinstance(text, str) else text
        file = await upload(ada, "tabela.csv", content)
        wanted = {"kind": kind, "file_id": file["id"], **more}
        job = await ada.post("/v1/catalog-imports", wanted, 202)
        await drain(ada.organization_id)
        done = await ada.get(f"/v1/jobs/{job['id']}")
        assert done["status"] == "done"
        result: dict[str, Any] = done["result"]
        return result

    return run


Imported = Callable[..., Awaitable[dict[str, Any]]]


async def exported(caller: Caller, kind: str, form: str = "csv") -> bytes:
    answer = await caller.send("GET", "/v1/catalog-export", params={"kind": kind, "format": form})
    assert answer.status_code == 200
    return answer.content


async def test_codes_are_added_and_brought_up_to_date(ada: Caller, imported: Imported) -> None:
    old = await ada.post("/v1/codes", {"kind": "problem", "code": "SEM", "label": "Sem"})
    told = await imported(
        "codes",
        "tipo;código;descrição;ativo\nproblema;SEM;Sem sinal;não\ncausa;FIBRA;Fibra rompida;sim\n",
    )
    assert (told["imported"], told["errors"]) == (2, [])
    changed = await ada.get(f"/v1/codes/{old['id']}")
    assert (changed["label"], changed["active"]) == ("Sem sinal", False)
    text = (await exported(ada, "codes")).decode("utf-8-sig")
    assert text.splitlines() == [
        "kind,code,label,active",
        "cause,FIBRA,Fibra rompida,yes",
        "problem,SEM,Sem sinal,no",
    ]


async def test_services_name_their_category_and_specialties(
    ada: Caller, imported: Imported
) -> None:
    await imported("specialties", "nome\nFibra\nAltura\n")
    await imported("categories", "nome,categoria\nFTTH,Instalação\nInstalação,\n")
    told = await imported(
        "services",
        "código;serviço;categoria;minutos;preço;especialidades;fotos;dados de rede\n"
        "INST;Instalação;Instalação / FTTH;90;1.149,90;Fibra; Altura;2;sim\n".replace(
            "Fibra; Altura", '"Fibra; Altura"'
        ),
    )
    assert told["errors"] == []
    [service] = (await ada.get("/v1/services"))["items"]
    assert (service["price"], service["duration_minutes"]) == ("1149.90", 90)
    assert [s["name"] for s in service["specialties"]] == ["Altura", "Fibra"]
    assert service["closing_policy"]["needs_network"] is True

    # What goes out comes in again and changes nothing.
    table = await exported(ada, "services")
    await imported("services", table)
    again = (await ada.get("/v1/services"))["items"]
    assert [{**s, "version": 0, "updated_at": ""} for s in again] == [
        {**service, "version": 0, "updated_at": ""}
    ]


@pytest.mark.parametrize(
    ("kind", "text", "errors"),
    [
        ("codes", "kind,code,label\nnada,A,B\nproblem,a b,C\n", [(2, "kind"), (3, "code")]),
        ("codes", "kind,code,label\ncause,A,B\ncause,A,C\n", [(3, "code")]),
        ("categories", "nome,categoria\nFTTH,Nada\n", [(2, "categoria")]),
        ("services", "code,name,category\nA,B,Nada\n", [(2, "category")]),
        ("services", "code,name,specialties\nA,B,Nada\n", [(2, "specialties")]),
        ("services", "code,name,price,active\nA,B,caro,talvez\n", [(2, "price"), (2, "active")]),
        ("cities", "name,latitude\nCampinas,-22.9\n", [(2, "longitude")]),
        ("specialties", "nada\nFibra\n", [(1, "name")]),
    ],
)
async def test_what_is_wrong_is_told_and_nothing_imported(
    kind: str, text: str, errors: list[tuple[int, str]], ada: Caller, imported: Imported
) -> None:
    told = await imported(kind, text)
    assert [(e["line"], e["column"]) for e in told["errors"]] == errors
    assert told["imported"] == 0
    assert (await ada.get(f"/v1/{kind}"))["items"] == []


async def test_a_workbook_shows_texts_as_texts(ada: Caller, imported: Imported) -> None:
    await ada.post("/v1/cities", {"name": "=1+1", "state": "SP"})
    book = load_workbook(io.BytesIO(await exported(ada, "cities", "xlsx")))
    rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    assert rows[1][:3] == ["=1+1", "SP", "BR"]
    assert book.worksheets[0]["A2"].data_type == "s"
    text = (await exported(ada, "cities")).decode("utf-8-sig")
    assert text.splitlines()[1].startswith("'=1+1,SP,BR")
