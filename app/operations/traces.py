"""The exporter of traces, by OTLP over HTTP; loaded only where a collector is set."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.core.settings import Settings
from app.core.traces import TRACES


@asynccontextmanager
async def traced(settings: Settings, service: str) -> AsyncIterator[None]:
    """Send the spans of this process to the collector, for the length of a block."""
    if not settings.otlp_url:
        yield
        return
    # Some 40 MB and a quarter of a second, which nobody else should pay.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
        OTLPSpanExporter,
    )
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = TracerProvider(resource=Resource.create({"service.name": f"chamado-{service}"}))
    exporter = OTLPSpanExporter(endpoint=f"{settings.otlp_url.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    TRACES.tracer = provider.get_tracer("chamado")
    try:
        yield
    finally:
        TRACES.tracer = None
        await asyncio.to_thread(provider.shutdown)
