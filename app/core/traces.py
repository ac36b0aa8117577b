"""Traces: a request, the listeners of its events and their outbox tasks are spans of one trace.

Nothing is traced until a tracer is installed. From process to process a trace goes on by the
`traceparent` (W3C) of a header, of an event and of an outbox task.
"""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from opentelemetry.trace import INVALID_SPAN, Span, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

#: One for all: while nothing is traced, a span costs no more than a look.
_UNTRACED: AbstractContextManager[Span] = nullcontext(INVALID_SPAN)
_PROPAGATOR = TraceContextTextMapPropagator()


@dataclass(slots=True)
class Traces:
    """The tracer of this process, if there is one."""

    tracer: Tracer | None = None

    def span(self, name: str, parent: str | None) -> AbstractContextManager[Span]:
        """A span for the length of a block, below the one that the parent names."""
        if self.tracer is None:
            return _UNTRACED
        context = _PROPAGATOR.extract({"traceparent": parent or ""})
        return self.tracer.start_as_current_span(name, context=context)

    def traceparent(self) -> str | None:
        """The name of the current span, for whoever goes on with it."""
        if self.tracer is None:
            return None
        carrier: dict[str, str] = {}
        _PROPAGATOR.inject(carrier)
        return carrier.get("traceparent")


TRACES = Traces()
