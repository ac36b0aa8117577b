"""PDF: a template and its data, typeset with Typst."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from app.gateways.sandbox import LimitExceeded, Sandbox

if TYPE_CHECKING:
    import typst

# PDF/A-2a: readable in thirty years. PDF/UA-1: readable by a screen reader. A template therefore
# sets the document's title and language and gives every image an `alt`; typst refuses to compile
# one that does not.
STANDARDS: list["typst.PDFStandard"] = ["a-2a", "ua-1"]

_SANDBOX = Sandbox(seconds=30, memory_bytes=1_000_000_000)

log = logging.getLogger(__name__)


class TypesettingFailed(Exception):
    """The template and the data do not make a document. Trying again will not help."""


async def typeset(
    template: Path, data: Mapping[str, Any], files: Mapping[str, bytes], *, at: datetime
) -> bytes:
    """The PDF of `template`, typeset in a sandbox; the same input gives the same bytes.

    `data` is JSON (no dates, no decimals: callers write them as people read them) and is read by
    the template with `json("data.json")`. `files` are its pictures under plain names
    (`"logo.png"`). The template sees these and nothing else of the disk; the fonts are the ones
    inside typst's wheel. `at`, with a time zone, is the date of creation that the PDF
    bears.

    The result is PDF/A-2a and PDF/UA-1, save when a name bears a character that the fonts cannot
    draw (an emoji, Chinese): that may not hold up somebody's report, so it is issued as an ordinary
    PDF.

    Raises TypesettingFailed.
    """
    for name in files:
        if name in {"main.typ", "data.json"} or "/" in name or "\\" in name:
            raise TypesettingFailed(f"{name!r} is not a plain name of a file beside the template")
    project = {**files, "data.json": json.dumps(data, ensure_ascii=False, allow_nan=False).encode()}
    try:
        return await _SANDBOX.run(_compile, template, project, int(at.timestamp()))
    except LimitExceeded:
        raise TypesettingFailed(f"{template.name} takes too long, or too much memory") from None


def _compile(template: Path, project: dict[str, bytes], timestamp: int) -> bytes:
    import typst

    with TemporaryDirectory(prefix="chamado-") as folder:
        root = Path(folder)
        for name, content in project.items():
            (root / name).write_bytes(content)
        main = root / "main.typ"
        main.write_bytes(template.read_bytes())

        def compiled(standards: list["typst.PDFStandard"]) -> bytes:
            return typst.compile(
                main,
                root=root,
                ignore_system_fonts=True,
                pdf_standards=standards,
                timestamp=timestamp,
            )

        try:
            try:
                return compiled(STANDARDS)
            except typst.TypstError as refusal:
                if "could not be displayed" not in str(refusal):
                    raise
                log.warning("%s has a character without a glyph: not PDF/A", template.name)
                return compiled([])
        except typst.TypstError as failure:
            raise TypesettingFailed(f"{template.name}: {failure}") from failure
