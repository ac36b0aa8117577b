"""Import of spreadsheets: rows are checked one by one, problems are listed, valid rows written."""

import re
import unicodedata
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field, ValidationError

from app.core.data.database import TenantSession
from app.core.http.problems import field_problems
from app.core.values.notation import Notation
from app.core.values.text import DEFAULT_LOCALE, N_
from app.core.values.wire import In, StrictBool
from app.files.long_jobs.models import Job
from app.files.long_jobs.service import Result, Running, start_job
from app.files.models import File
from app.files.service import require_upload
from app.gateways.spreadsheets import CSV, SheetUnreadable, csv_of, read_sheet
from app.gateways.storage import Storage

#: So many are told in the job itself; the file that is its result has them all.
_MOST_TOLD = 1000
_SHOWN = 20
_AT_ONCE = 1000
_UNREADABLE = {
    "not_a_table": N_("This file is no CSV and no XLSX, or there is nothing in it."),
    "too_many_rows": N_("This file has more rows than an import takes."),
}

Model = TypeVar("Model", bound=BaseModel)


class SheetImport(In):
    """A table to be imported: a CSV file or the first sheet of an XLSX file.

    The first row holds the headings.
    """

    file_id: UUID = Field(description="The table, as an upload of the caller (`uploadFile`).")
    dry_run: StrictBool = Field(
        False,
        description="Whether the table is only checked: the result tells what would be imported,"
        " and nothing is written.",
    )
    on_errors: Literal["skip_rows", "import_nothing"] = Field(
        "import_nothing",
        description="What happens if some rows have errors: `skip_rows` imports the others,"
        " `import_nothing` imports none.",
    )


@dataclass(frozen=True, slots=True)
class Entry(Generic[Model]):
    """A row that was understood."""

    line: int
    value: Model


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Problem of one cell, in English; `name` is the field that its column means."""

    line: int
    name: str
    code: str
    detail: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Importer(Generic[Model]):
    """Model, headings, checks and writer of a kind of entry.

    `columns`: field of `model` -> headings that mean it beside its own name. `check` finds what
    single rows do not show: duplicates, references. `write` gets what is right, in order.
    """

    model: type[Model]
    columns: Mapping[str, Sequence[str]]
    required: Sequence[str]
    #: Field -> the field that a row which has it needs as well.
    pairs: Sequence[tuple[str, str]]
    check: Callable[[TenantSession, list[Entry[Model]]], Awaitable[list[RowProblem]]]
    write: Callable[[TenantSession, list[Entry[Model]]], Awaitable[None]]


async def ask_for_import(session: TenantSession, kind: str, wanted: SheetImport) -> Job:
    """Start the job of this kind; 422 for a file that is not the caller's."""
    await require_upload(session, wanted.file_id)
    locale = session.actor.locale or DEFAULT_LOCALE
    return start_job(
        session,
        kind,
        **wanted.model_dump(include={*SheetImport.model_fields}),
        locale=locale,
        zone=session.actor.zone,
    )


async def run_import(running: Running, wanted: dict[str, Any], importer: Importer[Any]) -> Result:
    """Read, check and write; the result tells how many, what is wrong, and the first rows.

    Facts: `rows`, `imported`, `refused` (rows with something wrong), `columns` (heading -> field),
    `ignored_columns`, `errors` (`line`, `column`, `field`, `code`, `detail`), `preview`, `dry_run`.
    """
    context = running.context
    asked = SheetImport.model_validate(
        {name: wanted[name] for name in SheetImport.model_fields}, strict=False
    )
    async with context.transaction() as session:
        file = await session.fetch(File, asked.file_id)
        job = await session.fetch(Job, running.job_id)
        if job.result is not None:  # written already, by a worker that could not say so
            return _result(job.result, job.result_key)
    data = await context.gateway(Storage).get(file.storage_key)
    reading = _Reading(importer, Notation(wanted["locale"], wanted["zone"]))
    try:
        rows = await read_sheet(data)
    except SheetUnreadable as unreadable:
        reading.problems.append(
            RowProblem(1, "", unreadable.reason, _UNREADABLE[unreadable.reason])
        )
        rows = []
    if rows:
        reading.take_heading(rows[0].cells)
    if not reading.problems:
        for start in range(1, len(rows), _AT_ONCE):
            for row in rows[start : start + _AT_ONCE]:
                reading.take(row.line, row.cells)
            await running.progress(min(start + _AT_ONCE, len(rows)) - 1, len(rows) - 1)
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
            "rows": max(0, len(rows) - 1),
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


@dataclass(slots=True)
class _Reading:
    """State of reading a table."""

    importer: Importer[Any]
    notation: Notation
    headings: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    places: list[str | None] = field(default_factory=list)
    entries: list[Entry[Any]] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    def take_heading(self, cells: Sequence[str]) -> None:
        meanings = {
            _bare(heading): name
            for name, others in self.importer.columns.items()
            for heading in (name, *others)
        }
        for heading in cells:
            name = meanings.get(_bare(heading))
            if name is None or name in self.headings:
                self.places.append(None)
                if heading:
                    self.ignored.append(heading)
            else:
                self.places.append(name)
                self.headings[name] = heading
        self.problems += [
            RowProblem(
                1, name, "missing_column", N_("There is no column `{name}`."), {"name": name}
            )
            for name in self.importer.required
            if name not in self.headings
        ]

    def take(self, line: int, cells: Sequence[str]) -> None:
        given = {
            name: cell for name, cell in zip(self.places, cells, strict=False) if name and cell
        }
        self.problems += [
            RowProblem(line, needed, "required", N_("This field is required."))
            for one, needed in self.importer.pairs
            if one in given and needed not in given
        ]
        try:
            self.entries.append(Entry(line, self.importer.model.model_validate(given)))
        except ValidationError as error:
            for problem in field_problems([dict(e) for e in error.errors()]):
                name = problem.pointer.removeprefix("#/").partition("/")[0]
                self.problems.append(
                    RowProblem(line, name, problem.code, problem.detail, problem.params)
                )

    def lines(self) -> list[dict[str, Any]]:
        """Problems as people read a table: line by line, from left to right."""
        places = {name: place for place, name in enumerate(self.headings)}
        return [
            {
                "line": p.line,
                "column": self.headings.get(p.name, p.name),
                "field": p.name,
                "code": p.code,
                "detail": self.notation.fill(p.detail, **p.params),
            }
            for p in sorted(self.problems, key=lambda p: (p.line, places.get(p.name, 0), p.code))
        ]

    def told(self, right: Sequence[Entry[Any]]) -> dict[str, Any]:
        return {
            "columns": {heading: name for name, heading in self.headings.items()},
            "ignored_columns": self.ignored,
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
    plain = unicodedata.normalize("NFKD", heading.lower())
    return re.sub(r"[^a-z0-9]", "", plain)
