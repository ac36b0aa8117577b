"""Documents are made of what they are given, with nothing from the disk or the network."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import app
from app.gateways.pdf import TypesettingFailed, typeset

AT = datetime(2026, 11, 22, tzinfo=UTC)
HEAD = '#set document(title: "x")\n'


async def typeset_text(source: str, folder: Path, **files: bytes) -> bytes:
    template = folder / "template.typ"
    template.write_text(HEAD + source)
    return await typeset(template, {"name": "Conceição"}, files, at=AT)


async def test_a_template_reads_its_data_and_its_files(tmp_path: Path) -> None:
    pdf = await typeset_text('#json("data.json").name #read("note")', tmp_path, note=b"x")
    assert pdf.startswith(b"%PDF-1.7")


@pytest.mark.parametrize("path", ["secret.txt", "/secret.txt", "../secret.txt", "/etc/hostname"])
async def test_a_template_cannot_read_the_disk(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    with pytest.raises(TypesettingFailed, match=r"template\.typ"):
        await typeset_text(f'#read("{path}")', tmp_path)


async def test_a_broken_template_says_where(tmp_path: Path) -> None:
    with pytest.raises(TypesettingFailed, match="unknown variable: nonsense"):
        await typeset_text("#nonsense", tmp_path)


async def test_a_picture_without_words_for_the_blind_is_refused(tmp_path: Path) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    with pytest.raises(TypesettingFailed, match="alt"):
        await typeset_text('#image("a.svg")', tmp_path, **{"a.svg": svg})


def test_no_template_asks_for_a_package_from_the_network() -> None:
    templates = list(Path(app.__path__[0]).rglob("*.typ"))
    assert templates
    asking = [t.name for t in templates if re.search(r'(import|include)\s+"@', t.read_text())]
    assert asking == []
