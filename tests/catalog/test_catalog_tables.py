"""The catalogue goes out as tables and comes in again, by code or by name."""

import io
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.callers import Caller, Drain
from tests.stories import upload


@pytest.fixture
def imported(ada: Caller, drain: Drain) -> Callable[..., Awaitable[dict[str, Any]]]:
    async def run(kind: str, text: str | bytes, **more: Any) -> dict[str, Any]:
        content = text.encode() if isinstance(text, str) else text
        form = "xlsx" if content.startswith(b"PK") else "csv"
        file = await upload(ada, f"tabela.{form}", content)
        wanted = {"kind": kind, "file_id": file["id"], **more}
        job = await ada.post("/v1/catalog-imports", wanted, 202)
        await drain(ada.organization_id)
        done = await ada.get(f"/v1/jobs/{job['id']}")
        assert done["status"] == "done"
        result: dict[str, Any] = done["result"]
        return result

    return run


Imported = Callable[..., Awaitable[dict[str, Any]]]


async def exported(caller: Caller, kind: str, form: str = "csv", language: str = "en") -> bytes:
    answer = await caller.send(
        *("GET", "/v1/catalog-export"),
        params={"kind": kind, "format": form},
        headers={"Accept-Language": language},
    )
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
        ("specialties", "nome;descrição\n", [(1, "")]),
        ("codes", "kind,code,label\nnada,A,B\nproblem,a b,C\n", [(2, "kind"), (3, "code")]),
        ("codes", "kind,code,label\ncause,A,B\ncause,A,C\n", [(3, "code")]),
        ("categories", "nome,categoria\nFTTH,Nada\n", [(2, "categoria")]),
        ("services", "code,name,category\nA,B,Nada\n", [(2, "category")]),
        ("services", "code,name,specialties\nA,B,Nada\n", [(2, "specialties")]),
        ("services", "code,name,price,active\nA,B,caro,talvez\n", [(2, "price"), (2, "active")]),
        (
            "services",
            "code;name;price\nA;B;1.500\nC;D;1,500\nE;F;1.500,00\n",
            [(2, "price"), (3, "price")],
        ),
        ("services", "code;name;duration_minutes\nA;B;1.440\n", [(2, "duration_minutes")]),
        ("services", "code;name;price\nA;B;#N/D\nC;D;=2*10\n", [(2, "price"), (3, "price")]),
        ("services", "code;price\nNOVO;10,00\n", [(2, "name")]),
        ("codes", "kind;code\ncause;NOVO\n", [(2, "label")]),
        ("services", "code;name;preço;valor\nA;B;10,00;20,00\n", [(2, "valor")]),
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


FULL = {
    "code": "INST",
    "name": "Instalação",
    "description": "Do poste à ONU.",
    "duration_minutes": 90,
    "price": "1149.90",
    "closing_policy": {"min_photos": 2, "needs_network": True, "needs_technician_signature": True},
}


@pytest.fixture
async def service(ada: Caller) -> dict[str, Any]:
    category = await ada.post("/v1/categories", {"name": "Fibra"})
    specialty = await ada.post("/v1/specialties", {"name": "Altura", "description": "NR-35"})
    references = {"category_id": category["id"], "specialty_ids": [specialty["id"]]}
    made: dict[str, Any] = await ada.post("/v1/services", FULL | references)
    return made


def besides(service: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return service | {"version": 0, "updated_at": ""} | changed


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("Código;Nome\nINST;Instalação FTTH\n", {"name": "Instalação FTTH"}),
        ("Código;Preço\nINST;99,90\n", {"price": "99.90"}),
        ("Código;Nome;Descrição;Preço;Especialidades\nINST;;;;\n", {}),
        ("Código;Ativo\nINST;não\n", {"active": False}),
    ],
)
async def test_an_import_keeps_what_its_table_does_not_have(
    ada: Caller, imported: Imported, service: dict[str, Any], text: str, changed: dict[str, Any]
) -> None:
    assert (await imported("services", text))["errors"] == []
    path = f"/v1/services/{service['id']}"
    assert besides(await ada.get(path)) == besides(service, **changed)
    policy = "Código;Fotos\nINST;5\n"
    await imported("services", policy)
    closing = FULL["closing_policy"] | {"min_photos": 5}  # type: ignore[operator]
    expected = besides(service, **changed, closing_policy=closing)
    assert besides(await ada.get(path)) == expected


async def test_an_import_keeps_descriptions_archives_and_positions(
    ada: Caller, imported: Imported, service: dict[str, Any]
) -> None:
    [specialty] = (await ada.get("/v1/specialties"))["items"]
    await ada.patch(f"/v1/specialties/{specialty['id']}", {"active": False})
    code = await ada.post("/v1/codes", {"kind": "cause", "code": "A", "label": "B"})
    await ada.patch(f"/v1/codes/{code['id']}", {"active": False})
    place = {"name": "Campinas", "state": "SP", "latitude": -22.905, "longitude": -47.06}
    city = await ada.post("/v1/cities", place)
    [category] = (await ada.get("/v1/categories"))["items"]
    await ada.patch(f"/v1/categories/{category['id']}", {"active": False})
    for kind, text in (
        ("specialties", "nome\nAltura\n"),
        ("codes", "tipo;código;descrição\ncausa;A;C\n"),
        ("cities", "cidade\nCampinas\n"),
        ("categories", "nome\nFibra\n"),
    ):
        assert (await imported(kind, text))["errors"] == []
    [kept] = (await ada.get("/v1/specialties"))["items"]
    assert (kept["description"], kept["active"]) == ("NR-35", False)
    kept = await ada.get(f"/v1/codes/{code['id']}")
    assert (kept["label"], kept["active"]) == ("C", False)
    assert (await ada.get("/v1/cities"))["items"] == [city]
    assert [c["active"] for c in (await ada.get("/v1/categories"))["items"]] == [False]


async def test_empty_cells_clear_only_if_that_is_asked_for(
    ada: Caller, imported: Imported, service: dict[str, Any]
) -> None:
    text = "Código;Descrição;Categoria;Especialidades;Preço;Nome\nINST;;;;;\n"
    await imported("services", text, empty_cells="clear")
    cleared: dict[str, Any] = {"description": None, "category_id": None, "specialties": []}
    found = await ada.get(f"/v1/services/{service['id']}")
    assert besides(found) == besides(service, **cleared)


async def test_a_city_of_a_name_that_two_have_is_not_guessed(
    ada: Caller, imported: Imported
) -> None:
    for state in ("SP", "MG"):
        await ada.post("/v1/cities", {"name": "Pedra Bela", "state": state})
    told = await imported("cities", "cidade;lat;lng\nPedra Bela;-22.9;-47.0\n")
    assert [(e["line"], e["code"]) for e in told["errors"]] == [(2, "ambiguous_reference")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Relatório\ncódigo;nome\n", "no_rows"),
        ("código;nome\nA;B\n", None),
        ("", "not_a_table"),
    ],
)
async def test_a_table_without_rows_says_why(imported: Imported, text: str, code: str) -> None:
    told = await imported("services", text or " \n")
    assert [e["code"] for e in told["errors"]] == ([code] if code else [])
    assert (told["rows"] == 0) == bool(code)


async def test_the_caller_tells_the_decimal_sign(ada: Caller, imported: Imported) -> None:
    text = "code;name;price\nA;B;1.500\nC;D;R$ 1500,50\n"
    assert (await imported("services", text, decimal_sign="comma"))["errors"] == []
    prices = [s["price"] for s in (await ada.get("/v1/services"))["items"]]
    assert prices == ["1500.00", "1500.50"]
    told = await imported("services", text, decimal_sign="point")
    assert [(e["line"], e["code"]) for e in told["errors"]] == [(3, "not_a_number")]


async def test_cells_without_a_value_are_errors_of_their_rows(
    ada: Caller, imported: Imported
) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["code", "name", "price", "description"])
    sheet.append(["A", "Um", "=10*2", None])
    sheet.append(["B", "Dois", 1.5, "#N/A"])
    sheet.append(["C", "Três", 149.9 + 1e-13, "=A1"])
    packed = io.BytesIO()
    book.save(packed)
    told = await imported("services", packed.getvalue(), on_errors="skip_rows")
    assert [(e["line"], e["column"], e["code"]) for e in told["errors"]] == [
        (2, "price", "formula_without_value"),
        (3, "description", "error_value"),
        (4, "description", "formula_without_value"),
    ]
    assert told["imported"] == 0


HOSTILE = ["=1+1", "'=1+1", "''@x", "+55 19", "-x", 'a "b"; c', "a,b", "'normal", "@sum"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["pt-BR", "en"])
async def test_what_goes_out_comes_in_again_unchanged(
    ada: Caller, imported: Imported, service: dict[str, Any], form: str, language: str
) -> None:
    ids = []
    for name in HOSTILE:
        more = {"name": name, "description": f"{name}\n{name}"}
        ids.append((await ada.post("/v1/specialties", more))["id"])
        await ada.post("/v1/cities", {"name": name, "latitude": -22.905, "longitude": 1.5})
        await ada.post("/v1/categories", {"name": name})
    await ada.patch(f"/v1/services/{service['id']}", {"specialty_ids": ids, "price": "1500.00"})
    await ada.patch(f"/v1/categories/{service['category_id']}", {"active": False})
    await ada.post("/v1/codes", {"kind": "cause", "code": "007", "label": "=x"})
    for kind in ("specialties", "cities", "categories", "codes", "services"):
        before = (await ada.get(f"/v1/{kind}", limit=100))["items"]
        told = await imported(kind, await exported(ada, kind, form, language))
        assert (told["errors"], told["imported"]) == ([], len(before))
        assert (await ada.get(f"/v1/{kind}", limit=100))["items"] == before


async def test_a_table_is_written_for_who_reads_it(ada: Caller, service: dict[str, Any]) -> None:
    asked = {"params": {"kind": "services"}}
    answer = await ada.send("GET", "/v1/catalog-export", **asked)
    assert ",1149.90," in answer.text
    brazilian = {"headers": {"Accept-Language": "pt-BR"}}
    answer = await ada.send("GET", "/v1/catalog-export", **asked, **brazilian)
    assert ";1149,90;" in answer.text


async def test_a_column_means_a_field_that_there_is(ada: Caller) -> None:
    file = await upload(ada, "tabela.csv", b"x;y\n1;2\n")
    wanted = {"kind": "services", "file_id": file["id"], "columns": {"x": "nada"}}
    refused = await ada.post("/v1/catalog-imports", wanted, 422)
    assert [(e["pointer"], e["code"]) for e in refused["errors"]] == [
        ("#/body/columns/x", "unknown_field")
    ]
