"""Floor and product in turns: what each request costs, and how far one is from the other."""

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from statistics import median

from bench import load
from bench.load import Load, Outcome
from bench.pinning import cpu_seconds
from bench.servers import Bench, Target

_NEW = {
    "subject": "Sem sinal desde ontem à noite",
    "description": "O roteador acende a luz vermelha e o telefone também não funciona.",
}


@dataclass(frozen=True)
class Operation:
    """Something callers do all day, and the share of the floor's speed that we want."""

    name: str
    goal: float
    requests: tuple[bytes, ...]


@dataclass(frozen=True)
class Sample:
    """One target under load in one round."""

    outcome: Outcome
    cpu_us: float


@dataclass(frozen=True)
class Comparison:
    """All rounds of one operation."""

    operation: Operation
    floor: list[Sample]
    product: list[Sample]

    @property
    def throughput(self) -> list[float]:
        """Requests per second over those of the floor, round by round."""
        pairs = zip(self.product, self.floor, strict=True)
        return [ours.outcome.per_second / bare.outcome.per_second for ours, bare in pairs]

    @property
    def cpu(self) -> list[float]:
        """CPU of the floor per request over ours, round by round: 0.5 is twice the work."""
        pairs = zip(self.product, self.floor, strict=True)
        return [bare.cpu_us / ours.cpu_us if ours.cpu_us else 0.0 for ours, bare in pairs]


def operations(bench: Bench) -> list[Operation]:
    one = tuple(load.request("GET", f"/v1/tickets/{t}", bench.token) for t in bench.ticket_ids)
    listed = (load.request("GET", "/v1/tickets?limit=50", bench.token),)
    body = json.dumps(_NEW).encode()
    return [
        Operation("read one ticket", 0.5, one),
        Operation("list 50 tickets", 0.6, listed),
        Operation(
            "create a ticket", 0.5, (load.request("POST", "/v1/tickets", bench.token, body),)
        ),
        Operation(
            "create, Idempotency-Key",
            0.5,
            (load.request("POST", "/v1/tickets", bench.token, body, keyed=True),),
        ),
    ]


def compare(
    generator: ProcessPoolExecutor,
    wanted: list[Operation],
    floor: Target,
    product: Target,
    *,
    rounds: int,
    seconds: float,
) -> Iterator[Comparison]:
    """Run floor and product in turns; the first turn of each only warms up."""
    for operation in wanted:
        for target in (floor, product):
            measure(generator, operation.requests, target, 1)
        comparison = Comparison(operation, [], [])
        for number in range(rounds):
            turns = [(floor, comparison.floor), (product, comparison.product)]
            for target, samples in turns if number % 2 else reversed(turns):
                samples.append(measure(generator, operation.requests, target, seconds))
        yield comparison


def measure(
    generator: ProcessPoolExecutor,
    requests: tuple[bytes, ...],
    target: Target,
    seconds: float,
    clients: int = load.CLIENTS,
) -> Sample:
    """Put a target under load and see what it costs."""
    before = cpu_seconds(target.pid)
    outcome = generator.submit(load.run, Load(target.port, requests, seconds, clients)).result()
    used = cpu_seconds(target.pid) - before
    return Sample(outcome, used / outcome.requests * 1e6)


def middle(samples: list[Sample]) -> tuple[float, float, float, float]:
    """Medians: requests per second, p50 and p99 in ms, CPU in µs per request."""
    return (
        median(s.outcome.per_second for s in samples),
        median(s.outcome.p50_ms for s in samples),
        median(s.outcome.p99_ms for s in samples),
        median(s.cpu_us for s in samples),
    )
