"""`make bench-solver DIR=...`: the planned routes against known optima, and what they cost."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import mean
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.schedules.routing.feasibility import check_plan
from app.schedules.routing.models import RoutePlan, RoutingProblem
from app.schedules.routing.solver import solve
from bench.solver import growth, pyvrp_engine
from bench.solver.solomon import OPTIMA, UNIT, optimum, read_instance

#: Seconds and rounds for so many customers, and the goal: how much longer than the optimum the
#: routes may be on average, in percent. With 25 each is the optimum.
SECONDS = {25: 10.0, 50: 10.0, 100: 20.0}
GOALS = {25: 0.0, 50: 1.0, 100: 5.0}
MOST_ROUNDS = 1000
SEED = 1
out = Console(width=120)

#: Plans a problem in so many seconds; nothing is shorter than the last number.
Engine = Callable[[RoutingProblem, float, int], RoutePlan]


def ours(problem: RoutingProblem, seconds: float, least: int) -> RoutePlan:
    for step in solve(problem, seed=SEED, rounds=MOST_ROUNDS, seconds=seconds):
        if step.plan.cost(problem) == (0, 0, least):
            break
    return step.plan


def pyvrp(problem: RoutingProblem, seconds: float, least: int) -> RoutePlan:
    return pyvrp_engine.solve(problem, seed=SEED, seconds=seconds, least=least)


ENGINES: dict[str, Engine] = {"pyvroom, in our rounds": ours, "PyVRP": pyvrp}


def compare(folder: Path, customers: int, seconds: float, names: list[str]) -> bool:
    """Print a table of all instances, and tell whether our engine reaches its goal."""
    table = Table("instance", "optimum", title=f"{customers} customers, {seconds:.0f} s at most")
    for name in ENGINES:
        table.add_column(f"{name}: distance / vans / % / s", justify="right")
    gaps: dict[str, list[float]] = {name: [] for name in ENGINES}
    for instance in names:
        problem = read_instance(folder / f"{instance}.txt", customers)
        least = optimum(instance, customers)
        cells = []
        for name, engine in ENGINES.items():
            begin = perf_counter()
            plan = engine(problem, seconds, least)
            took = perf_counter() - begin
            check_plan(problem, plan)
            cost = plan.cost(problem)
            assert cost.visits_left == 0, f"{instance}: {cost}"
            assert cost.travel_seconds >= least, f"{instance}: {cost} is below the optimum"
            gap = 100 * (cost.travel_seconds / least - 1)
            gaps[name].append(gap)
            distance = cost.travel_seconds / UNIT
            cells.append(f"{distance:.1f} / {len(plan.routes)} / {gap:.2f} / {took:.1f}")
        table.add_row(instance, f"{least / UNIT:.1f}", *cells)
    averages = [f"{mean(gap):.2f} %, at most {max(gap):.2f}" for gap in gaps.values()]
    table.add_row("average", f"goal {GOALS[customers]} %", *averages, style="bold")
    out.print(table)
    return mean(gaps["pyvroom, in our rounds"]) <= GOALS[customers]


def grow(seconds: float) -> None:
    """Print what larger days cost, each in a process of its own."""
    table = Table("technicians x visits", "first plan, s", "left / travel, h", title="growth")
    for column in ("all rounds, s", "rounds", "left / travel, h", "MB"):
        table.add_column(column)
    for technicians, visits in growth.SIZES:
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, spawn) as process:
            found = process.submit(
                growth.measure, technicians, visits, rounds=10, seconds=seconds
            ).result()
        table.add_row(
            f"{technicians} x {visits}",
            f"{found.first_seconds:.1f}",
            f"{found.first.visits_left} / {found.first.travel_seconds / 3600:.1f}",
            f"{found.seconds:.1f}",
            str(found.rounds),
            f"{found.best.visits_left} / {found.best.travel_seconds / 3600:.1f}",
            f"{found.megabytes:.0f}",
        )
    out.print(table)


def main(
    folder: Annotated[Path, typer.Argument(help="Solomon's instances, NAME.txt each")],
    sizes: Annotated[str, typer.Option(help="numbers of customers, by commas")] = "25,50,100",
    only: Annotated[str, typer.Option(help="instances, by commas")] = "",
    growth_seconds: Annotated[float, typer.Option(help="for each of the larger days")] = 60,
) -> None:
    names = only.split(",") if only else [n for n in OPTIMA if (folder / f"{n}.txt").exists()]
    if not names:
        raise typer.BadParameter(f"no instance in {folder}")
    wanted = [int(size) for size in sizes.split(",") if size]
    reached = [compare(folder, size, SECONDS[size], names) for size in wanted]
    if growth_seconds:
        grow(growth_seconds)
    raise typer.Exit(0 if all(reached) else 1)


if __name__ == "__main__":
    typer.run(main)
