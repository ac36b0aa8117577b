"""Spreadsheets: CSV and XLSX, read and written."""

import asyncio
import csv
import io
import zipfile
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

from app.core.values.notation import Notation

#: More is no list that somebody keeps by hand.
MOST_ROWS = 50_000
_MOST_COLUMNS = 100
#: What an XLSX of 2 MiB may unpack to.
_MOST_BYTES = 200_000_000
#: What a spreadsheet would calculate instead of showing.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

#: Excel takes a file for UTF-8 by its first character only.
MARK = "\ufeff"
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Format = Literal["csv", "xlsx"]
MEDIA_TYPES: dict[Format, str] = {"csv": CSV, "xlsx": XLSX}


class SheetUnreadable(Exception):
    """No table: `not_a_table`, or `too_many_rows`."""

    def __init__(self, reason: Literal["not_a_table", "too_many_rows"]) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Row:
    """One row, with the line of the file on which it begins; an empty cell is an empty text."""

    line: int
    cells: tuple[str, ...]


async def read_sheet(data: bytes) -> list[Row]:
    """The rows of a CSV (`,`, `;` or tabs) or of an XLSX's first sheet; blank ones left out.

    The first is the heading. Raises SheetUnreadable.
    """
    return await asyncio.to_thread(_read, data)


def _read(data: bytes) -> list[Row]:
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


def _csv_rows(data: bytes) -> Iterator[Row]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode(
            "cp1252", errors="replace"
        )  # as Excel saves it, unless it is told not to
    heading = text.partition("\n")[0]
    delimiter = max(";,\t", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            yield Row(line, tuple(cell.strip() for cell in cells[:_MOST_COLUMNS]))
            line = reader.line_num + 1
    except csv.Error:
        raise SheetUnreadable("not_a_table") from None


def _xlsx_rows(data: bytes) -> Iterator[Row]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_BYTES:
                raise SheetUnreadable("too_many_rows")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for line, cells in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True), 1):
            yield Row(line, tuple(_text(cell) for cell in cells))
    except SheetUnreadable:
        raise
    except Exception as error:
        raise SheetUnreadable("not_a_table") from error


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    return str(cell).strip()


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
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(heading))
    async for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    packed = io.BytesIO()  # the sheet itself lies on the disk until it is packed
    await asyncio.to_thread(book.save, packed)
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
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _cell(sheet: Any, value: Any) -> Any:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell
