"""Import of spreadsheets: rows are checked one by one, problems are listed, valid rows written."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from app.core.data.database import TenantSession
from app.core.http.problems import field_problems
from app.core.values.errors import ValidationFailed, field_problem
from app.core.values.notation import Codes, Notation, Serial
from app.core.values.text import DEFAULT_LOCALE, N_
from app.files.importing.schemas import SheetImport
from app.files.long_jobs.models import Job
from app.files.long_jobs.service import Result, Running, start_job
from app.files.models import File
from app.files.service import require_upload
from app.gateways.spreadsheets import CSV, Row, SheetUnreadable, Uncomputed, csv_of, read_sheet
from app.gateways.storage import Storage

#: So many are told in the job itself; the file that is its result has them all.
_MOST_TOLD = 1000
_SHOWN = 20
_AT_ONCE = 1000
#: The headings are looked for in so many rows, below titles.
_HEADING_WITHIN = 20
#: What spreadsheets show where they cannot calculate, in English and in Portuguese.
_ERROR_VALUE = re.compile(
    r"#(N/A|N/D|REF!|VALUE!|VALOR!|DIV/0!|NAME\?|NOME\?|NULL!|NULO!|NUM!|NÚM!|SPILL!|CALC!)"
)
_UNREADABLE = {
    "not_a_table": N_("This file is no CSV and no XLSX, or there is nothing in it."),
    "old_workbook": N_(
        "This is a workbook as Excel saved it until 2003 (XLS). Save it as XLSX or as CSV."
    ),
    "too_many_rows": N_("This file has more rows than an import takes."),
    "too_complex": N_("Reading this file takes too long. Save it again, with its values only."),
}

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Entry(Generic[Model]):
    """A row that was understood."""

    line: int
    value: Model


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Problem of one cell, in English; `name` is the field that its column means.

    `heading`: that of the column, where several mean the field.
    """

    line: int
    name: str
    code: str
    detail: str
    params: dict[str, Any] = field(default_factory=dict)
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Importer(Generic[Model]):
    """Model, headings, checks and writer of a kind of entry.

    `columns`: field of `model` -> headings that mean it beside its own name, the best first. A row
    of the model has what its table has (`model_fields_set`): all else is for new entries only.
    `check` finds what single rows do not show: duplicates, references. `write` gets what is right,
    in order.
    """

    model: type[Model]
    columns: Mapping[str, Sequence[str]]
    required: Sequence[str]
    #: Field -> the field that a row which has it needs as well.
    pairs: Sequence[tuple[str, str]]
    check: Callable[[TenantSession, list[Entry[Model]]], Awaitable[list[RowProblem]]]
    write: Callable[[TenantSession, list[Entry[Model]]], Awaitable[None]]
    #: Fields that an entry may lack, so that an empty cell may clear them.
    clearable: Sequence[str] = ()
    #: Field -> the field that keeps, with their headings, what further columns of it hold.
    further: Mapping[str, str] = field(default_factory=dict)


async def ask_for_import(
    session: TenantSession, kind: str, wanted: SheetImport, importer: Importer[Any]
) -> Job:
    """Start the job of this kind; 422 for a file not the caller's, or a field that is none."""
    detail = N_("There is no such field. There are: {fields}.")
    fields = Codes(tuple(importer.columns), ", ".join(importer.columns))
    unknown = [
        field_problem(_pointer("columns", heading), "unknown_field", detail, fields=fields)
        for heading, name in wanted.columns.items()
        if name is not None and name not in importer.columns
    ]
    if unknown:
        raise ValidationFailed(errors=unknown)
    await require_upload(session, wanted.file_id)
    locale = session.actor.locale or DEFAULT_LOCALE
    return start_job(
        session,
        kind,
        **wanted.model_dump(include={*SheetImport.model_fields}),
        locale=locale,
        zone=session.actor.zone,
    )


def _pointer(*names: str) -> str:
    return "/".join(name.replace("~", "~0").replace("/", "~1") for name in names)


async def run_import(running: Running, wanted: dict[str, Any], importer: Importer[Any]) -> Result:
    """Read, check and write; the result tells how many, what is wrong, and the first rows.

    Facts: `rows`, `imported`, `refused` (rows with something wrong), `heading_line`, `columns`
    (heading -> field), `ignored_columns`, `fields` (all that a column may mean), `errors` (`line`,
    `column`, `field`, `code`, `detail`), `preview`, `dry_run`.
    """
    context = running.context
    asked = SheetImport.model_validate(
        {name: wanted[name] for name in SheetImport.model_fields if name in wanted}, strict=False
    )
    async with context.transaction() as session:
        file = await session.fetch(File, asked.file_id)
        job = await session.fetch(Job, running.job_id)
        if job.result is not None:  # written already, by a worker that could not say so
            return _result(job.result, job.result_key)
    data = await context.gateway(Storage).get(file.storage_key)
    reading = _Reading(importer, Notation(wanted["locale"], wanted["zone"]), asked)
    try:
        rows = await read_sheet(data)
    except SheetUnreadable as unreadable:
        reading.problems.append(
            RowProblem(1, "", unreadable.reason, _UNREADABLE[unreadable.reason])
        )
        rows = []
    if rows:
        rows = reading.take_heading(rows)
    if not reading.problems:
        for start in range(0, len(rows), _AT_ONCE):
            for row in rows[start : start + _AT_ONCE]:
                reading.take(row)
            await running.progress(min(start + _AT_ONCE, len(rows)), len(rows))
    async with context.transaction() as session:
        # Whoever else was given this work, because we seemed to be gone, waits here.
        job = await session.fetch(Job, running.job_id, lock=True)
        if job.result is not None:
            return _result(job.result, job.result_key)
        reading.problems += await importer.check(session, reading.entries)
        wrong = {problem.line for problem in reading.problems}
        right = [entry for entry in reading.entries if entry.line not in wrong]
        writes = not asked.dry_run and (not wrong or asked.on_errors == "skip_rows")
        facts = reading.told(right) | {
            "rows": len(rows),
            "imported": len(right) if writes else 0,
            "refused": len(wrong),
            "dry_run": asked.dry_run,
        }
        # Inside, although storage is far away: a result that names a file has that file.
        key = await _store_errors(running, reading)
        if writes:
            await importer.write(session, right)
        job.result, job.result_key = facts, key
    return _result(facts, key)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that means a field; of several, the one with the lowest rank has its value."""

    place: int
    heading: str
    name: str
    rank: int


@dataclass(slots=True)
class _Reading:
    """State of reading a table."""

    importer: Importer[Any]
    notation: Notation
    asked: SheetImport
    heading_line: int | None = None
    columns: list[_Column] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    entries: list[Entry[Any]] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    def take_heading(self, rows: Sequence[Row]) -> list[Row]:
        """Learn what the columns mean; the rows below the headings."""
        meanings = self._meanings()
        known = [
            sum(_bare(cell) in meanings for cell in row.cells) for row in rows[:_HEADING_WITHIN]
        ]
        place = known.index(max(known))
        self.heading_line = line = rows[place].line
        headings = rows[place].cells
        for at, heading in enumerate(headings):
            rank, name = meanings.get(_bare(heading), (0, None))
            if name is not None:
                self.columns.append(_Column(at, heading, name, rank))
            elif heading:
                self.ignored.append(heading)
        self.columns.sort(key=lambda column: (column.rank, column.place))
        there = {_bare(heading) for heading in headings}
        for heading in self.asked.columns:
            if _bare(heading) not in there:
                detail = N_("There is no column `{name}`.")
                self.problems.append(
                    RowProblem(line, "", "unknown_column", detail, {"name": heading}, heading)
                )
        self.problems += [
            RowProblem(
                line, name, "missing_column", N_("There is no column `{name}`."), {"name": name}
            )
            for name in self.importer.required
            if all(column.name != name for column in self.columns)
        ]
        # A report repeats its headings on each page.
        below = [row for row in rows[place + 1 :] if row.cells != headings]
        if not below and not self.problems:
            detail = N_("There are no rows below the headings in line {line}.")
            self.problems.append(RowProblem(line, "", "no_rows", detail, {"line": Serial(line)}))
        return below

    def _meanings(self) -> dict[str, tuple[int, str | None]]:
        """Heading -> its rank among those of its field, and the field; None: it is left out."""
        known: dict[str, tuple[int, str | None]] = {
            _bare(heading): (rank, name)
            for name, others in self.importer.columns.items()
            for rank, heading in enumerate((name, *others))
        }
        return known | {_bare(heading): (-1, name) for heading, name in self.asked.columns.items()}

    def take(self, row: Row) -> None:
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        wrong = []
        for column in self.columns:
            cell = row.cells[column.place] if column.place < len(row.cells) else ""
            if isinstance(cell, Uncomputed):
                detail = N_("This is a formula without a value. Save the table in its program.")
                wrong.append(self._problem(row, column, "formula_without_value", detail))
            elif _ERROR_VALUE.fullmatch(cell):
                detail = N_("This cell holds an error of its spreadsheet instead of a value.")
                wrong.append(self._problem(row, column, "error_value", detail))
            elif cell and cell not in (there for _, there in found[column.name]):
                found[column.name].append((column.heading, cell))
        given = {name: cells[0][1] for name, cells in found.items() if cells}
        wrong += self._place_further(row, found, given)
        self.problems += wrong
        self.problems += [
            RowProblem(row.line, needed, "required", N_("This field is required."))
            for one, needed in self.importer.pairs
            if one in given and needed not in given
        ]
        self._validate(row.line, given, found, {problem.name for problem in wrong})

    def _problem(self, row: Row, column: _Column, code: str, detail: str) -> RowProblem:
        return RowProblem(row.line, column.name, code, detail, heading=column.heading)

    def _place_further(
        self,
        row: Row,
        found: Mapping[str, Sequence[tuple[str, str]]],
        given: dict[str, str],
    ) -> Iterator[RowProblem]:
        """Keep what further columns of a field hold, or tell that a field has several values."""
        for name, cells in found.items():
            place = self.importer.further.get(name)
            if place is not None:
                lines = [f"{heading}: {cell}" for heading, cell in cells[1:]]
                if lines:
                    given[place] = "\n".join(filter(None, (given.get(place), *lines)))
            elif len(cells) > 1:
                columns = Codes(headings := tuple(h for h, _ in cells), ", ".join(headings))
                detail = N_("The columns {columns} have different values, and mean the same field.")
                yield RowProblem(
                    *(row.line, name, "several_values", detail, {"columns": columns}),
                    heading=cells[1][0],
                )

    def _validate(
        self,
        line: int,
        given: dict[str, str],
        found: Mapping[str, Sequence[tuple[str, str]]],
        wrong: set[str],
    ) -> None:
        headings = {name: cells[0][0] for name, cells in found.items() if cells}
        context = {
            "decimal_sign": self.asked.decimal_sign,
            "headings": {name: _bare(heading) for name, heading in headings.items()},
        }
        try:
            value = self.importer.model.model_validate(given, context=context)
            if self.asked.empty_cells == "clear":
                columns = {column.name for column in self.columns}
                value.model_fields_set.update(columns.intersection(self.importer.clearable))
            if not wrong:
                self.entries.append(Entry(line, value))
        except ValidationError as error:
            for problem in field_problems([dict(e) for e in error.errors()]):
                name = problem.pointer.removeprefix("#/").partition("/")[0]
                if name not in wrong:
                    self.problems.append(
                        RowProblem(
                            *(line, name, problem.code, problem.detail, problem.params),
                            heading=headings.get(name, ""),
                        )
                    )

    def lines(self) -> list[dict[str, Any]]:
        """Problems as people read a table: line by line, from left to right."""
        of: dict[str, list[_Column]] = defaultdict(list)
        for column in self.columns:
            of[column.name].append(column)
        places = {name: columns[0].place for name, columns in of.items()}
        return [
            {
                "line": p.line,
                "column": p.heading or " / ".join(c.heading for c in of[p.name]) or p.name,
                "field": p.name,
                "code": p.code,
                "detail": self.notation.fill(p.detail, **p.params),
            }
            for p in sorted(self.problems, key=lambda p: (p.line, places.get(p.name, 0), p.code))
        ]

    def told(self, right: Sequence[Entry[Any]]) -> dict[str, Any]:
        return {
            "heading_line": self.heading_line,
            "columns": {c.heading: c.name for c in sorted(self.columns, key=lambda c: c.place)},
            "ignored_columns": self.ignored,
            "fields": list(self.importer.columns),
            "errors": self.lines()[:_MOST_TOLD],
            "preview": [
                {"line": entry.line} | entry.value.model_dump(mode="json", exclude_none=True)
                for entry in right[:_SHOWN]
            ],
        }


async def _store_errors(running: Running, reading: _Reading) -> str | None:
    lines = reading.lines()
    if not lines:
        return None
    notation = reading.notation
    heading = [notation.fill(text) for text in (N_("Line"), N_("Column"), N_("Reason"))]
    table = csv_of(notation, heading, [(e["line"], e["column"], e["detail"]) for e in lines])
    key = f"{running.context.organization_id}/imports/{running.job_id}"
    await running.context.gateway(Storage).put(key, table, CSV)
    return key


def _result(facts: dict[str, Any], key: str | None) -> Result:
    if key is None:
        return Result(facts)
    return Result(facts, key=key, name="errors.csv", media_type=CSV)


def _bare(heading: str) -> str:
    """`E-mail` and `e mail` are the same heading; so are `Endereço` and `endereco`."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", heading.lower()))
