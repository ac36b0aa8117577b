"""`make bench`: how far the API is from the same SQL with next to nothing around it."""

import json
import signal
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from app.embedded import servers as embedded
from bench import growth, load, servers
from bench.pinning import processors
from bench.rounds import Comparison, compare, middle, operations

RESULTS = Path("bench/results")
out = Console(width=120)


def main(
    tickets: Annotated[int, typer.Option(help="Tickets behind the comparison.")] = 10_000,
    rounds: Annotated[int, typer.Option(help="Turns of floor and product.")] = 3,
    seconds: Annotated[float, typer.Option(help="Length of a turn.")] = 2,
    sizes: Annotated[str, typer.Option(help="Tickets at which lists are timed.")] = "1000,30000",
    requests: Annotated[int, typer.Option(help="Reads behind the memory figures.")] = 20_000,
) -> None:
    """Measure; the long form is --tickets 100000 --rounds 7 --sizes 1000,100000,1000000."""
    cpus = processors()
    server_cpu, load_cpu = cpus[0], cpus[-1]
    result: dict[str, Any] = {"at": datetime.now(UTC).isoformat(), "tickets": tickets}
    with ExitStack() as running:
        home = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="chamado-bench-")))
        home.chmod(0o711)
        database = running.enter_context(embedded.start(home))
        generator = running.enter_context(load.generator(load_cpu))
        progress = running.enter_context(Progress(console=out, transient=True))

        bench = servers.prepare(database, home, tickets, progress)
        with servers.floor(bench, server_cpu) as floor, servers.api(bench, server_cpu) as product:
            table = _table(
                "Operation", "req/s", "p50 ms", "p99 ms", "CPU µs", "of floor", "by CPU", "goal"
            )
            result["operations"] = [
                _row(table, compared)
                for compared in compare(
                    generator, operations(bench), floor, product, rounds=rounds, seconds=seconds
                )
            ]
            out.print(table)
            result["memory_mb"] = growth.memory(generator, bench, product, requests)
        held = " → ".join(f"{mb:.0f}" for mb in result["memory_mb"])
        out.print(f"Memory of the API process over {requests} reads: {held} MB (goal: 150, flat)")

        grown = {}
        for size in map(int, sizes.split(",")):
            bench = servers.prepare(database, home, size, progress)
            grown[size] = (bench, running.enter_context(servers.api(bench, server_cpu)))
        result["growth"] = growth.milliseconds(generator, grown, seconds=seconds / 2)
        out.print(_growth(result["growth"], list(grown)))
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{datetime.now(UTC):%Y%m%dT%H%M%S}.json"
    path.write_text(json.dumps(result, indent=2))
    out.print(f"Written to {path}")


def _row(table: Table, compared: Comparison) -> dict[str, Any]:
    rows = {}
    for name, samples in (("floor", compared.floor), ("product", compared.product)):
        per_second, p50, p99, cpu = middle(samples)
        rows[name] = {"per_second": per_second, "p50_ms": p50, "p99_ms": p99, "cpu_us": cpu}
    ratios = {"throughput": compared.throughput, "cpu": compared.cpu}
    bare, ours = rows["floor"], rows["product"]
    table.add_row(f"{compared.operation.name}, floor", *_figures(bare), "", "", "", style="dim")
    table.add_row(
        compared.operation.name,
        *_figures(ours),
        *(f"{median(r):.2f} ({min(r):.2f}-{max(r):.2f})" for r in ratios.values()),
        f"{compared.operation.goal}",
    )
    return {"name": compared.operation.name, "goal": compared.operation.goal, **rows, **ratios}


def _figures(row: dict[str, float]) -> list[str]:
    whole, fine = (row["per_second"], row["cpu_us"]), (row["p50_ms"], row["p99_ms"])
    return [f"{whole[0]:.0f}", f"{fine[0]:.1f}", f"{fine[1]:.1f}", f"{whole[1]:.0f}"]


def _growth(found: dict[str, dict[int, float]], sizes: list[int]) -> Table:
    table = _table("List of 50", *(f"{size:,} ms" for size in sizes), "largest : smallest")
    for name, times in found.items():
        ratio = times[sizes[-1]] / times[sizes[0]]
        table.add_row(name, *(f"{times[size]:.2f}" for size in sizes), f"{ratio:.2f}")
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(first)
    for name in others:
        table.add_column(name, justify="right")
    return table


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # stops the servers
    typer.run(main)
