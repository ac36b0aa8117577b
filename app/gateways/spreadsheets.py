"""Spreadsheets: CSV and XLSX, read and written."""

import asyncio
import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Literal

from app.core.values.notation import Notation
from app.gateways.sandbox import LimitExceeded, Sandbox

_SANDBOX = Sandbox(seconds=60, memory_bytes=600_000_000, at_once=1)
#: More is no list that somebody keeps by hand.
MOST_ROWS = 50_000
_MOST_COLUMNS = 100
#: An empty row takes time too, and a sheet may name its very last one.
_LAST_LINE = 2 * MOST_ROWS
#: What an XLSX of 2 MiB may unpack to.
_MOST_BYTES = 100_000_000
#: What a spreadsheet would calculate instead of showing, and what has apostrophes in front of that.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
#: A text that a CSV writes as a formula, so that Excel leaves its zeros alone.
_QUOTED = re.compile(r'="([^"]*)"')
_SEPARATOR_LINE = re.compile(r'"?sep=([^"\r\n])"?\r?\n', re.IGNORECASE)
_SEPARATORS = ";,\t|"
#: So many rows tell which separator a CSV has.
_TRIED = 30
_FORMULA_TAG = re.compile(rb"<(?:\w{1,20}:)?f[\s/>]")
_OLE = b"\xd0\xcf\x11\xe0"
#: Workbooks are packed here, one after the other: the threads of the passwords stay free.
_PACKING = ThreadPoolExecutor(1, "workbook")

#: Excel takes a file for UTF-8 by its first character only.
MARK = "\ufeff"
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Format = Literal["csv", "xlsx"]
#: The workbook first: generated clients expect what the first one is, and bytes hold both.
MEDIA_TYPES: dict[Format, str] = {"xlsx": XLSX, "csv": CSV}


Unreadable = Literal["not_a_table", "old_workbook", "too_many_rows", "too_complex"]


class SheetUnreadable(Exception):
    """No table: `not_a_table`, `old_workbook` (XLS), `too_many_rows`, or `too_complex` to read."""

    def __init__(self, reason: Unreadable) -> None:
        super().__init__(reason)
        self.reason = reason


class Numeric(str):
    """Text of a cell that holds a number, so that nobody has to guess its decimal sign (`.`)."""

    __slots__ = ()


class Uncomputed(str):
    """A formula whose value is not in the file."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row, with the line of the file on which it begins; an empty cell is an empty text."""

    line: int
    cells: tuple[str, ...]


async def read_sheet(data: bytes) -> list[Row]:
    """Rows of a CSV (`;`, `,`, tabs or `|`) or of an XLSX's first visible sheet that has any.

    Blank rows are left out. Raises SheetUnreadable.
    """
    try:
        return await _SANDBOX.run(_read, data)
    except LimitExceeded:
        raise SheetUnreadable("too_complex") from None


def _read(data: bytes) -> list[Row]:
    if data.startswith(_OLE):
        raise SheetUnreadable("old_workbook")
    rows: list[Row] = []
    for row in _xlsx_rows(data) if data.startswith(b"PK") else _csv_rows(data):
        if not any(row.cells):
            continue
        if len(rows) > MOST_ROWS:
            raise SheetUnreadable("too_many_rows")
        rows.append(row)
    if not rows:
        raise SheetUnreadable("not_a_table")
    return rows


def decoded(data: bytes, errors: Literal["strict", "replace"] = "replace") -> str:
    """Text in UTF-8, in UTF-16 with its mark, or else as Windows writes it (code page 1252).

    What none of them knows becomes U+FFFD or, if strict, raises UnicodeDecodeError.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors)


def _csv_rows(data: bytes) -> Iterator[Row]:
    text = decoded(data)
    line, separator = 1, ""
    if named := _SEPARATOR_LINE.match(text):
        line, separator, text = 2, named[1], text[named.end() :]
    try:
        reader = _csv_reader(text, separator or max(_SEPARATORS, key=lambda sign: _fit(text, sign)))
        before = line - 1
        for cells in reader:
            yield Row(line, tuple(_csv_cell(cell.strip()) for cell in cells[:_MOST_COLUMNS]))
            line = before + reader.line_num + 1
    except csv.Error:
        raise SheetUnreadable("not_a_table") from None


def _csv_reader(text: str, separator: str) -> Any:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _fit(text: str, separator: str) -> tuple[int, int]:
    """Number of the first rows that have equally many cells, and the number of these."""
    try:
        widths = Counter(len(row) for row in islice(_csv_reader(text, separator), _TRIED))
    except csv.Error:
        return 0, 0
    del widths[0], widths[1]
    return max(((rows, width) for width, rows in widths.items()), default=(0, 0))


def _csv_cell(text: str) -> str:
    if quoted := _QUOTED.fullmatch(text):
        return quoted[1].strip()
    return Uncomputed(text) if text.startswith("=") else _unguarded(text)


def _unguarded(text: str) -> str:
    """The text without the apostrophe that kept it from being a formula, see `_plain`."""
    return text[1:] if _GUARDED.match(text) else text


def _xlsx_rows(data: bytes) -> Iterator[Row]:
    from openpyxl import load_workbook

    def visible(**options: bool) -> list[Any]:
        book = load_workbook(io.BytesIO(data), read_only=True, **options)
        return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_BYTES:
                raise SheetUnreadable("too_many_rows")
            parts = [name for name in packed.namelist() if name.startswith("xl/worksheets/")]
            calculates = any(_FORMULA_TAG.search(packed.read(name)) for name in parts)
        formulas = visible(data_only=False) if calculates else []
        for place, sheet in enumerate(visible(data_only=True)):
            is_empty = True
            rows = _computed(sheet, formulas[place]) if calculates else _values(sheet)
            for line, cells in enumerate(rows, 1):
                if line > _LAST_LINE:
                    raise SheetUnreadable("too_many_rows")
                is_empty = is_empty and not any(cells)
                yield Row(line, cells)
            if not is_empty:
                return
    except SheetUnreadable:
        raise
    except Exception as error:
        raise SheetUnreadable("not_a_table") from error


def _values(sheet: Any) -> Iterator[tuple[str, ...]]:
    for cells in sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True):
        yield tuple(_text(cell) for cell in cells)


def _computed(sheet: Any, formulas: Any) -> Iterator[tuple[str, ...]]:
    """Values, and `Uncomputed` for a formula that whoever wrote the file did not calculate."""
    both = (of.iter_rows(max_col=_MOST_COLUMNS) for of in (sheet, formulas))
    for values, written in zip(*both, strict=True):
        yield tuple(
            # An empty text that was calculated has the type `str`, what was not has none.
            Uncomputed("=")
            if formula.data_type == "f" and cell.value is None and cell.data_type != "str"
            else _text(cell.value)
            for cell, formula in zip(values, written, strict=True)
        )


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        # Excel keeps fifteen digits: 149.90000000000001 was 149.9.
        is_whole = isinstance(cell, int) or cell.is_integer()
        return Numeric(int(cell) if is_whole else f"{cell:.15g}")
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    return _unguarded(str(cell).strip())


async def write_sheet(
    form: Format,
    notation: Notation,
    heading: Sequence[str],
    rows: AsyncIterator[Sequence[Any]],
) -> AsyncIterator[bytes]:
    """The table as a file, in pieces. Texts stay texts: no spreadsheet takes one for a formula."""
    if form == "csv":
        yield (MARK + csv_line(notation, heading)).encode()
        async for row in rows:
            yield csv_line(notation, row).encode()
        return
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    def cell(value: Any) -> Any:
        if not isinstance(value, str):
            return WriteOnlyCell(sheet, value)
        written = WriteOnlyCell(sheet, f"'{value}" if _GUARDED.match(value) else value)
        written.data_type = "s"
        return written

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(heading))
    async for row in rows:
        sheet.append([cell(value) for value in row])
    packed = io.BytesIO()  # the sheet itself lies on the disk until it is packed
    await asyncio.get_running_loop().run_in_executor(_PACKING, book.save, packed)
    packed.seek(0)
    while piece := packed.read(65_536):
        yield piece


def csv_of(notation: Notation, heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A small table as CSV, at once."""
    return (MARK + "".join(csv_line(notation, row) for row in (heading, *rows))).encode()


def csv_line(notation: Notation, cells: Sequence[Any]) -> str:
    """A row of a CSV that spreadsheets of the reader's locale open as a table.

    Where decimals have a comma, `;` stands between the cells.
    """
    sign = notation.decimal_sign
    line = io.StringIO()
    writer = csv.writer(line, delimiter=";" if sign == "," else ",")
    writer.writerow([_plain(cell, sign) for cell in cells])
    return line.getvalue()


def _plain(value: Any, decimal_sign: str) -> str:
    text = "" if value is None else str(value)
    if isinstance(value, Decimal | float):
        return text.replace(".", decimal_sign)
    return f"'{text}" if isinstance(value, str) and _FORMULA.match(text) else text
