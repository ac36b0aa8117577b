"""`make bench`: what the product costs, and how far it is from the same SQL with little around."""

import json
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from app.embedded import servers as embedded
from app.embedded.servers import Servers
from bench import delivery, growth, idleness, load, servers
from bench.costs import meter
from bench.operations import LIFE, changes, orders, reads
from bench.pinning import processors
from bench.rounds import Bank, Comparison, middle
from bench.servers import Bench, Target

RESULTS = Path("bench/results")
out = Console(width=150)


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    rows: int
    rounds: int
    seconds: float
    sizes: list[int]
    requests: int
    organizations: list[int]


@dataclass
class Run:
    """The servers of a run, what is made of them when it is first needed, and what was found."""

    plan: Plan
    embedded: Servers
    home: Path
    generator: ProcessPoolExecutor
    progress: Progress
    server_cpu: int
    result: dict[str, Any] = field(default_factory=dict)
    _made: dict[int, Bench] = field(default_factory=dict)

    def bench(self, rows: int) -> Bench:
        if rows not in self._made:
            self._made[rows] = servers.prepare(self.embedded, self.home, rows, self.progress)
        return self._made[rows]

    @contextmanager
    def working(self) -> Iterator[tuple[Bench, Bank, Target]]:
        """The product at work: API, worker, clients and clocks."""
        bench = self.bench(self.plan.rows)
        with (
            meter(bench.admin_url, self.home) as clocks,
            servers.worker(bench.settings) as worker,
            servers.api(bench.settings, self.server_cpu) as product,
        ):
            yield bench, Bank(self.generator, clocks, worker), product


def main(
    *,
    rows: Annotated[int, typer.Option(help="Tickets, and orders, behind all but growth.")] = 10_000,
    rounds: Annotated[int, typer.Option(help="Turns of floor and product.")] = 3,
    seconds: Annotated[float, typer.Option(help="Length of a turn of reads.")] = 2,
    sizes: Annotated[str, typer.Option(help="Rows at which lists are timed.")] = "1000,30000",
    requests: Annotated[int, typer.Option(help="Reads behind the memory figures.")] = 20_000,
    organizations: Annotated[str, typer.Option(help="So many that rest.")] = "1,1000,10000",
    only: Annotated[
        str, typer.Option(help="Sections, by commas: see bench/README.md.")
    ] = "reads,changes,orders,events,bells,memory,growth",
) -> None:
    """Measure; the long form is in bench/README.md."""
    cpus = processors()
    plan = Plan(
        *(rows, rounds, seconds, _numbers(sizes), requests),
        organizations=_numbers(organizations),
    )
    with ExitStack() as running:
        home = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="chamado-bench-")))
        home.chmod(0o711)
        database = running.enter_context(embedded.start(home))
        generator = running.enter_context(load.generator(cpus[-1]))
        progress = running.enter_context(Progress(console=out, transient=True))
        run = Run(plan, database, home, generator, progress, cpus[0])
        run.result |= {"at": datetime.now(UTC).isoformat(), "rows": rows}
        for name in only.split(","):
            SECTIONS[name](run)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{datetime.now(UTC):%Y%m%dT%H%M%S}.json"
    path.write_text(json.dumps(run.result, indent=2))
    out.print(f"Written to {path}")


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def _reads(run: Run) -> None:
    _compare(run, "reads", reads)


def _changes(run: Run) -> None:
    found = _compare(run, "changes", changes)
    life = {
        part: sum(found[name]["product"][part] * times for name, times in LIFE.items())
        for part in ("server_ms", "worker_ms", "valkey_ms", "postgres_ms", "whole_ms")
    }
    floor = sum(found[name]["floor"]["whole_ms"] * n for name, n in LIFE.items() if n > 0)
    run.result["life"] = {**life, "floor_whole_ms": floor}
    out.print(
        "One order's life (scheduled, started, two materials, closed; its report apart): "
        f"API {life['server_ms']:.1f}, worker {life['worker_ms']:.1f}, Valkey"
        f" {life['valkey_ms']:.1f}, PostgreSQL {life['postgres_ms']:.1f}, whole"
        f" {life['whole_ms']:.1f} ms; the floor {floor:.1f} ms (goal: API + worker 25)"
    )


def _compare(
    run: Run, section: str, operations: Callable[[Bench], list[Any]]
) -> dict[str, dict[str, Any]]:
    with (
        run.working() as (bench, bank, product),
        servers.floor(bench, run.server_cpu) as floor,
    ):
        found = bank.compare(
            operations(bench),
            floor,
            product,
            rounds=run.plan.rounds,
            seconds=run.plan.seconds,
        )
    table = _table(
        *(section.capitalize(), "/s", "p50 ms", "p99", "API ms", "worker", "Valkey", "PG"),
        *("whole", "floor:API", "floor:whole", "goal"),
    )
    rows = {one.operation.name: _row(table, one) for one in found}
    out.print(table)
    run.result[section] = rows
    return rows


def _row(table: Table, compared: Comparison) -> dict[str, Any]:
    name, ours = compared.operation.name, middle(compared.product)
    row: dict[str, Any] = {"goal": compared.operation.goal, "product": ours}
    ratios = {"throughput": compared.throughput, "own": compared.own, "whole": compared.whole}
    if compared.floor:
        row["floor"] = middle(compared.floor)
        table.add_row(f"{name}, floor", *_figures(row["floor"]), "", "", "", style="dim")
    shown = (_spread(ratios["own"]), _spread(ratios["whole"]))
    table.add_row(name, *_figures(ours), *shown, compared.operation.goal)
    return row | ratios


def _figures(row: dict[str, float]) -> list[str]:
    cost = [f"{row[f'{part}_ms']:.2f}" for part in ("server", "worker", "valkey", "postgres")]
    times = [f"{row['per_second']:.0f}", f"{row['p50_ms']:.1f}", f"{row['p99_ms']:.1f}"]
    return [*times, *cost, f"{row['whole_ms']:.2f}"]


def _spread(ratios: list[float]) -> str:
    if not ratios:
        return ""
    return f"{median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"


def _orders(run: Run) -> None:
    """Open and list orders, eight clients at once, with the worker at work."""
    with run.working() as (bench, bank, product):
        table = _table("Orders, 8 clients", "/s", "p50 ms", "p99", "worst p99", "goal")
        rows = {}
        for operation in orders(bench):
            bank.measure(operation, product, 1)
            samples = [
                bank.measure(operation, product, run.plan.seconds) for _ in range(run.plan.rounds)
            ]
            rows[operation.name] = ours = middle(samples)
            worst = max(sample.outcome.p99_ms for sample in samples)
            times = (ours["per_second"], ours["p50_ms"], ours["p99_ms"], worst)
            table.add_row(operation.name, *(f"{each:.1f}" for each in times), operation.goal)
    out.print(table)
    run.result["orders"] = rows


def _events(run: Run) -> None:
    with run.working() as (bench, bank, product):
        delivery.backlog(bank, bench, product, 1)  # warms up
        found = delivery.backlog(bank, bench, product, run.plan.rounds)
    run.result["events"] = found
    out.print(
        f"A backlog of {found['events']:.0f} events took {found['seconds']:.1f} s:"
        f" {found['per_second']:.0f} events/s, {found['per_worker_second']:.0f} for each second of"
        f" the worker's CPU; PostgreSQL used {found['postgres_seconds']:.1f} s"
    )


def _bells(run: Run) -> None:
    with run.working() as (bench, bank, product):
        for seconds in (2, 10 * run.plan.seconds):  # the first warms up
            found = delivery.bells(bank, bench, product, per_second=20, seconds=seconds)
    run.result["bells"] = found
    out.print(
        f"20 replies/s: answered after {found['reply_p50_ms']:.0f} ms (p99"
        f" {found['reply_p99_ms']:.0f}), {found['bells']:.0f} bells for {found['replies']:.0f}"
        f" replies after {found['bell_p50_ms']:.0f} ms (p99 {found['bell_p99_ms']:.0f}; goal: p50"
        " 250)"
    )


def _memory(run: Run) -> None:
    bench = run.bench(run.plan.rows)
    with servers.api(bench.settings, run.server_cpu) as product:
        found = growth.memory(run.generator, bench, product, run.plan.requests)
    run.result["memory_mb"] = found
    held = " → ".join(f"{mb:.0f}" for mb in found)
    out.print(
        f"Memory of the API process over {run.plan.requests} reads: {held} MB (goal: 260, flat)"
    )


def _growth(run: Run) -> None:
    sizes = run.plan.sizes
    with ExitStack() as running:
        grown = {}
        for size in sizes:
            bench = run.bench(size)
            product = running.enter_context(servers.api(bench.settings, run.server_cpu))
            grown[size] = (bench, product)
        found = growth.milliseconds(run.generator, grown, seconds=run.plan.seconds / 2)
    run.result["growth"] = found
    table = _table("List of 50", *(f"{size:,} ms" for size in sizes), "largest : smallest")
    for name, times in found.items():
        shown = [f"{times[size]:.2f}" if size in times else "" for size in sizes]
        full = list(times.values())
        table.add_row(name, *shown, f"{full[-1] / full[0]:.2f}" if len(full) > 1 else "")
    out.print(table)
    out.print("Empty: fewer than 51 rows there, so no full page; goal: 1.3")


def _organizations(run: Run) -> None:
    settings, admin_url = servers.migrated(run.embedded, run.home, "idle")
    idleness.found(settings)
    table = _table("A minute of rest", "worker ms", "PG", "Valkey", "of a core")
    rows = {}
    with meter(admin_url, run.home) as clocks, servers.worker(settings) as worker:
        minutes = idleness.minutes(clocks, worker, run.plan.organizations, seconds=70)
        for size, used in minutes:
            rows[size] = used
            whole = sum(used.values())
            parts = (used["worker"], used["postgres"], used["valkey"])
            share = f"{whole / 60_000:.1%}"
            table.add_row(f"{size:,} organizations", *(f"{ms:.0f}" for ms in parts), share)
    out.print(table)
    run.result["organizations"] = rows


def _table(first: str, *others: str) -> Table:
    table = Table(first)
    for name in others:
        table.add_column(name, justify="right")
    return table


SECTIONS: dict[str, Callable[[Run], None]] = {
    "reads": _reads,
    "changes": _changes,
    "orders": _orders,
    "events": _events,
    "bells": _bells,
    "memory": _memory,
    "growth": _growth,
    "organizations": _organizations,
}


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # stops the servers
    typer.run(main)
