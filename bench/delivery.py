"""The worker by itself: how quickly a backlog goes, and how soon a bell rings."""

import time
from dataclasses import asdict, dataclass
from datetime import timedelta

from app.core.values.clock import now
from bench.costs import spent
from bench.operations import mix, replies
from bench.rounds import Bank
from bench.servers import Bench, Target, paused

_EVENTS = "select sum(seq)::bigint from event_heads"
#: From the moment at which a reply was written to that of the line in somebody's bell.
_BELLS = """
    select count(*) as rung,
           percentile_cont(0.5) within group (order by n.created_at - m.created_at) as p50,
           percentile_cont(0.99) within group (order by n.created_at - m.created_at) as p99
      from messages m
      join notifications n on n.organization_id = m.organization_id
                          and n.subject_id = m.ticket_id and n.seq = m.seq
     where m.created_at > $1"""


@dataclass(frozen=True)
class Backlog:
    """How one worker did away with what had waited."""

    events: int
    seconds: float
    worker_seconds: float
    postgres_seconds: float

    def figures(self) -> dict[str, float]:
        return {
            **asdict(self),
            "per_second": self.events / self.seconds,
            "per_worker_second": self.events / max(self.worker_seconds, 0.01),
        }


def backlog(bank: Bank, bench: Bench, product: Target, turns: int) -> dict[str, float]:
    """Let the ordinary mix pile up while the worker stands still; then let it go."""
    bank.meter.await_quiet()
    before = bank.meter.ask(_EVENTS)[0]
    with paused(bank.worker):
        for _ in range(turns):
            bank.send(product, mix(bench), clients=8)
        events = bank.meter.ask(_EVENTS)[0] - before
        idle = bank.meter.read(product.pid, bank.worker.pid)
        began = time.monotonic()
    bank.meter.await_quiet(600)
    took = time.monotonic() - began
    used = spent(idle, bank.meter.read(product.pid, bank.worker.pid))
    return Backlog(events, took, used["worker"] / 1000, used["postgres"] / 1000).figures()


def bells(
    bank: Bank, bench: Bench, product: Target, *, per_second: float, seconds: float
) -> dict[str, float]:
    """Reply so often, whether or not the replies before were answered; when the bells rang."""
    bank.meter.await_quiet()
    since = now()
    requests = replies(bench, round(per_second * seconds))
    outcome = bank.send(product, requests, per_second=per_second)
    bank.meter.await_quiet(600)
    rung, p50, p99 = bank.meter.ask(_BELLS, since)
    return {
        "replies": len(requests),
        "bells": rung,
        "reply_p50_ms": outcome.p50_ms,
        "reply_p99_ms": outcome.p99_ms,
        "bell_p50_ms": p50 / timedelta(milliseconds=1),
        "bell_p99_ms": p99 / timedelta(milliseconds=1),
    }
