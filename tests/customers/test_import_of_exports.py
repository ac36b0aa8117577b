"""Exports of other systems are imported as they are."""

import io
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.callers import Caller, Drain
from tests.stories import upload

CPF, SHORT_CPF = "00123456797", "123456797"
CNPJ, SHORT_CNPJ = "00191000000116", "191000000116"
#: A CPF whose rest is a NIF; a CNPJ whose rest is a CPF.
CPF_OR_NIF, CNPJ_OR_CPF = "100000037", "40188000100"


@pytest.fixture
def imported(ada: Caller, drain: Drain) -> Callable[..., Awaitable[dict[str, Any]]]:
    async def run(content: bytes | str, **more: Any) -> dict[str, Any]:
        data = content.encode() if isinstance(content, str) else content
        name = "clientes.xlsx" if data.startswith(b"PK") else "clientes.csv"
        file = await upload(ada, name, data)
        job = await ada.post("/v1/customer-imports", {"file_id": file["id"], **more}, 202)
        await drain(ada.organization_id)
        done = await ada.get(f"/v1/jobs/{job['id']}")
        assert done["status"] == "done"
        result: dict[str, Any] = done["result"]
        return result

    return run


Imported = Callable[..., Awaitable[dict[str, Any]]]


async def customers(ada: Caller) -> list[dict[str, Any]]:
    return [
        await ada.get(f"/v1/customers/{c['id']}")
        for c in (await ada.get("/v1/customers", limit=100))["items"]
    ]


OLD_WORKBOOK = Path("tests/files/samples/tabela.xls").read_bytes()
BLING = (
    "ID;Código;Nome;Fantasia;Endereço;Número;Complemento;Bairro;CEP;Cidade;UF;Contatos;Fone;Fax;"
    "Celular;E-mail;Web Site;Tipo pessoa;CNPJ / CPF;IE / RG;Observações\n"
    "1;;Padaria São João Ltda;Pão & Cia;Rua A;12;Fundos;Centro;01310-100;São Paulo;SP;;"
    "(11) 3333-4444;;(11) 99999-1111;a@example.com;;Jurídica;00.191.000/0001-16;ISENTO;Só à tarde\n"
    "2;;Maria;Maria;Rua B;S/N;;;;Campinas;SP;;;;(19) 98888-2222;;;Física;001.234.567-97;;\n"
)


async def test_an_erp_export_goes_in_and_nothing_of_it_is_lost(
    ada: Caller, imported: Imported
) -> None:
    told = await imported(BLING, dry_run=True)
    assert told["errors"] == []
    assert told["columns"]["CNPJ / CPF"] == "document"
    assert told["columns"]["Número"] == "street_number"
    assert told["ignored_columns"] == ["ID", "Código", "Contatos", "Fax", "Web Site", "IE / RG"]
    assert {"name", "document", "complement"} <= {*told["fields"]}
    await imported(BLING)
    maria, bakery = sorted(await customers(ada), key=lambda c: str(c["name"]))
    assert (maria["name"], maria["kind"], maria["document"]) == ("Maria", "person", CPF)
    assert (maria["phone"], maria["notes"]) == ("(19) 98888-2222", None)
    assert (bakery["kind"], bakery["document"]) == ("company", CNPJ)
    assert bakery["phone"] == "(11) 3333-4444"
    assert bakery["notes"].splitlines() == [
        *("Só à tarde", "Fantasia: Pão & Cia", "Celular: (11) 99999-1111"),
    ]
    [site] = (await ada.get(f"/v1/customers/{bakery['id']}/sites"))["items"]
    assert (site["street_number"], site["complement"]) == ("12", "Fundos")
    assert site["postal_code"] == "01310-100"


@pytest.mark.parametrize(
    ("headings", "field"),
    [
        (("CNPJ / CPF", "CPF/CNPJ", "CPF ou CNPJ", "CPF", "CNPJ", "NIF"), "document"),
        (("Celular", "WhatsApp", "Telefone 1", "Telefone 2", "Telefone 3", "Fone"), "phone"),
        (("Tipo pessoa", "Tipo de Pessoa", "Tipo"), "kind"),
        (("Nº", "N°", "Número", "Nr."), "street_number"),
        (("Complemento", "Compl."), "complement"),
        (("Razão Social", "Nome Fantasia", "Nome/Razão Social", "Cliente"), "name"),
    ],
)
async def test_headings_as_they_are_written(
    imported: Imported, headings: tuple[str, ...], field: str
) -> None:
    told = await imported(f"{';'.join(headings)}\n;;\n", dry_run=True)
    assert told["columns"] == dict.fromkeys(headings, field)


@pytest.mark.parametrize(
    ("heading", "cell", "kind", "found"),
    [
        ("CPF", SHORT_CPF, "", CPF),
        ("CNPJ / CPF", SHORT_CPF, "", CPF),
        ("CNPJ", SHORT_CNPJ, "", CNPJ),
        ("CNPJ / CPF", SHORT_CNPJ, "", CNPJ),
        ("Documento", SHORT_CNPJ, "PJ", CNPJ),
        ("CNPJ / CPF", "52998224725", "", "52998224725"),
        ("Documento", CPF_OR_NIF, "", "ambiguous_document"),
        ("CPF", CPF_OR_NIF, "", f"00{CPF_OR_NIF}"),
        ("NIF", CPF_OR_NIF, "", CPF_OR_NIF),
        ("CNPJ / CPF", CNPJ_OR_CPF, "", "ambiguous_document"),
        ("CNPJ", CNPJ_OR_CPF, "", f"000{CNPJ_OR_CPF}"),
        ("CNPJ / CPF", "191", "", "ambiguous_document"),
        ("CNPJ / CPF", "191", "Jurídica", "00000000000191"),
        ("CNPJ / CPF", "191", "F", "00000000191"),
        ("CNPJ / CPF", SHORT_CPF, "Jurídica", "not_a_document"),
        ("CNPJ", SHORT_CPF, "", "not_a_document"),
        ("CNPJ", "191000000205", "", "00191000000205"),
        ("CPF", "0", "", "not_a_document"),
        ("CPF", "001.234.567-9", "", "not_a_document"),
    ],
)
@pytest.mark.parametrize("as_number", [False, True])
async def test_zeros_come_back_and_never_make_another_kind_of_document(
    imported: Imported, heading: str, cell: str, kind: str, found: str, as_number: bool
) -> None:
    book = Workbook()
    book.worksheets[0].append(["Nome", "Tipo pessoa", heading])
    number = int(cell) if as_number and cell.isdigit() else cell
    book.worksheets[0].append(["Maria", kind or None, number])
    packed = io.BytesIO()
    book.save(packed)
    told = await imported(packed.getvalue(), dry_run=True)
    codes = [e["code"] for e in told["errors"]]
    assert (codes or [p["document"] for p in told["preview"]]) == [found]


async def test_two_columns_of_one_field_fill_it_together(ada: Caller, imported: Imported) -> None:
    text = (
        "Nome;CPF;CNPJ;CEP\n"
        f"Maria;{SHORT_CPF};;1310100\nPadaria;;{SHORT_CNPJ};01310-100\n"
        f"Dois;{CPF};{CNPJ};\n"
    )
    told = await imported(text, on_errors="skip_rows")
    assert [(e["line"], e["column"], e["code"]) for e in told["errors"]] == [
        (4, "CNPJ", "several_values")
    ]
    assert [p.get("postal_code") for p in told["preview"]] == ["01310-100"] * 2
    found = {c["name"]: (c["document"], c["kind"]) for c in await customers(ada)}
    assert found == {"Maria": (CPF, "person"), "Padaria": (CNPJ, "company")}


def workbook(*sheets: tuple[str, str, list[list[Any]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, state, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        "sep=;\nNome;Telefone\nMaria;1\n",
        '"sep=|"\r\nNome|Telefone\r\nMaria|1\r\n',
        "Relatório de clientes, julho\nEmitido em 29/11/2026, 18:40\n\nNome;Telefone\nMaria;1\n",
        "Nome;Endereço;Cidade;Telefone\nMaria;Rua A, 12, apto 3, fundos;Campinas;1\n",
        'Nome;Telefone\nMaria;="1"\n',
        "Nome;Telefone\nMaria;1\nNome;Telefone\n",
        'Nome;Telefone;Obs\nMaria;1;Cabo 2" x 3\n',
        "Nome;Telefone\nMaria;1\n".encode("utf-16"),
        "\ufeffNome\tTelefone\r\nMaria\t1\r\n".encode("utf-16-be"),
        workbook(
            ("Parâmetros", "hidden", [["Nome", "Telefone"], ["Errado", 2]]),
            ("Vazia", "visible", []),
            ("Dados", "visible", [["Clientes"], [], ["Nome", "Telefone"], ["Maria", 1]]),
        ),
        workbook(
            ("Segredo", "veryHidden", [["Nome"], ["=1+1"]]),
            ("Dados", "visible", [["Nome", "Telefone", "Total"], ["Maria", 1, "=SUM(B2)"]]),
        ),
    ],
)
async def test_a_table_is_found_in_what_is_around_it(
    ada: Caller, imported: Imported, content: str | bytes
) -> None:
    told = await imported(content)
    assert (told["errors"], told["rows"], told["imported"]) == ([], 1, 1)
    [maria] = await customers(ada)
    assert (maria["name"], maria["phone"]) == ("Maria", "1")


async def test_lines_are_those_of_the_file(imported: Imported) -> None:
    told = await imported("sep=;\nClientes\n\nNome;CPF\nMaria;1\n")
    assert (told["heading_line"], [(e["line"], e["column"]) for e in told["errors"]]) == (
        *(4, [(5, "CPF")]),
    )


async def test_the_caller_maps_columns_whose_names_are_unknown(
    ada: Caller, imported: Imported
) -> None:
    text = "Relatório;;;\nAssinante;Doc. fiscal;Nome;名前\nMaria;001.234.567-97;apelido;x\n"
    told = await imported(text, dry_run=True)
    assert (told["preview"][0]["name"], told["ignored_columns"]) == (
        *("apelido", ["Assinante", "Doc. fiscal", "名前"]),
    )
    mapped = {"Assinante": "name", "doc fiscal": "document", "Nome": None, "名前": "notes"}
    told = await imported(text, columns=mapped)
    assert told["columns"] == {"Assinante": "name", "Doc. fiscal": "document", "名前": "notes"}
    assert told["ignored_columns"] == ["Nome"]
    [maria] = await customers(ada)
    assert (maria["name"], maria["document"], maria["notes"]) == ("Maria", CPF, "x")


async def test_a_column_that_is_mapped_and_not_there_is_told(imported: Imported) -> None:
    told = await imported("Nome\nMaria\n", columns={"Assinante": "name"})
    assert [(e["line"], e["column"], e["code"]) for e in told["errors"]] == [
        (1, "Assinante", "unknown_column")
    ]
    assert told["imported"] == 0


async def test_a_field_that_there_is_not_is_refused(ada: Caller) -> None:
    file = await upload(ada, "a.csv", b"Nome\nMaria\n")
    for columns, code, pointer in (
        ({"CNPJ / CPF": "organization_id"}, "unknown_field", "#/body/columns/CNPJ ~1 CPF"),
        ({"Nome": "nome"}, "unknown_field", "#/body/columns/Nome"),
        ({"No\0me": "name"}, "not_a_heading", "#/body/columns"),
        ({" ": None}, "not_a_heading", "#/body/columns"),
        ({"x" * 201: "name"}, "not_a_heading", "#/body/columns"),
    ):
        wanted = {"file_id": file["id"], "columns": columns}
        refused = await ada.post("/v1/customer-imports", wanted, 422)
        assert [(e["pointer"], e["code"]) for e in refused["errors"]] == [(pointer, code)]


async def test_an_old_workbook_is_named(ada: Caller, drain: Drain) -> None:
    file = await upload(ada, "tabela.xls", OLD_WORKBOOK)
    job = await ada.post("/v1/customer-imports", {"file_id": file["id"]}, 202)
    await drain(ada.organization_id)
    told = (await ada.get(f"/v1/jobs/{job['id']}"))["result"]
    assert [e["code"] for e in told["errors"]] == ["old_workbook"]
