"""Floor and product in turns: what each operation costs, and how far one is from the other."""

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench import load
from bench.costs import Meter, Parts, spent
from bench.load import Load, Outcome
from bench.operations import Operation
from bench.servers import Target


@dataclass(frozen=True)
class Sample:
    """One target under load in one round: milliseconds of each part for each operation."""

    outcome: Outcome
    cost: Parts

    @property
    def own(self) -> float:
        """Cost of the server that answers, alone."""
        return self.cost["server"]

    @property
    def whole(self) -> float:
        return sum(self.cost.values())


@dataclass(frozen=True)
class Comparison:
    """All rounds of one operation."""

    operation: Operation
    floor: list[Sample] = field(default_factory=list)
    product: list[Sample] = field(default_factory=list)

    @property
    def throughput(self) -> list[float]:
        """Operations per second over those of the floor, round by round."""
        pairs = zip(self.product, self.floor, strict=False)
        return [ours.outcome.per_second / bare.outcome.per_second for ours, bare in pairs]

    @property
    def own(self) -> list[float]:
        """Cost of the floor's server over ours, round by round: 0.5 is twice the work."""
        pairs = zip(self.product, self.floor, strict=False)
        return [bare.own / ours.own for ours, bare in pairs if ours.own]

    @property
    def whole(self) -> list[float]:
        """The same for the whole cost, all processes and all consequences."""
        pairs = zip(self.product, self.floor, strict=False)
        return [bare.whole / ours.whole for ours, bare in pairs if ours.whole]


@dataclass(frozen=True)
class Bank:
    """Where operations are measured: clients, clocks, and the worker."""

    generator: ProcessPoolExecutor
    meter: Meter
    worker: Target

    def compare(
        self,
        wanted: list[Operation],
        floor: Target,
        product: Target,
        *,
        rounds: int,
        seconds: float,
    ) -> list[Comparison]:
        """Let floor and product do all of it in turns; the first turn of each only warms up."""
        found = [Comparison(operation) for operation in wanted]
        for number in range(rounds + 1):
            turns = [(product, True), (floor, False)]
            for target, is_product in turns if number % 2 else reversed(turns):
                for one in found:
                    if one.operation.asks_worker and not is_product:
                        continue
                    sample = self.measure(one.operation, target, seconds if number else 1)
                    if number:
                        (one.product if is_product else one.floor).append(sample)
        return found

    def measure(self, operation: Operation, target: Target, seconds: float) -> Sample:
        """Do it from one moment without work to the next."""
        requests = operation.requests(target)
        wanted = seconds if operation.is_repeated else None
        self.meter.await_quiet()
        before = self.meter.read(target.pid, self.worker.pid)
        if operation.asks_worker:
            outcome = self._work(operation.asks_worker, target)
        else:
            outcome = self.send(target, requests, wanted, clients=operation.clients)
        self.meter.await_quiet()
        cost = spent(before, self.meter.read(target.pid, self.worker.pid), outcome.requests)
        if target.name == "floor":
            cost |= {"worker": 0.0, "valkey": 0.0}  # at rest, and no part of it
        return Sample(outcome, cost)

    def send(
        self,
        target: Target,
        requests: tuple[bytes, ...],
        seconds: float | None = None,
        **how: Any,
    ) -> Outcome:
        """Let the clients ask; what the server says of a failure goes with it."""
        wanted = Load(target.port, requests, seconds, **how)
        try:
            return self.generator.submit(load.run, wanted).result()
        except RuntimeError as failure:
            told = target.log.read_text()[-2000:]
            raise RuntimeError(f"{failure}\n{target.name}: {told}") from None

    def _work(self, ask: Callable[[Target], int], target: Target) -> Outcome:
        began = time.perf_counter()
        count = ask(target)
        self.meter.await_quiet()
        took = time.perf_counter() - began
        return Outcome(count, took, took * 1000, took * 1000)


def middle(samples: list[Sample]) -> dict[str, float]:
    """Medians of what was measured."""
    cost = {name: median(s.cost[name] for s in samples) for name in samples[0].cost}
    return {
        "per_second": median(s.outcome.per_second for s in samples),
        "p50_ms": median(s.outcome.p50_ms for s in samples),
        "p99_ms": median(s.outcome.p99_ms for s in samples),
        **{f"{name}_ms": milliseconds for name, milliseconds in cost.items()},
        "whole_ms": median(s.whole for s in samples),
    }
