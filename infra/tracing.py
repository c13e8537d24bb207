"""追踪 tracing — spans for OpenTelemetry, when the environment names who collects them.

They tell routes, kinds of commands, numbers and durations: nothing of anybody, no address that was
asked for, and of exceptions nothing at all. Without a collector nothing of this runs.
"""

from __future__ import annotations

import os
from time import perf_counter_ns, time_ns
from typing import TYPE_CHECKING, Final

from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.datastructures import Headers

from infra.settings import OperatorError
from infra.watching import Watch
from services.door import Recorded
from services.request_ids import REQUEST_ID
from services.underway import route_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from domain.kernel import Command
    from projections.views import Community
    from services.door import Door, RequestKey

ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
NS: Final = 1_000_000_000


class NoOpenTelemetry(OperatorError):
    """OTEL_EXPORTER_OTLP_ENDPOINT is set, but what sends spans is not installed: linli[otel]."""


class Tracing(Watch):
    """Makes spans and sends them, in the background, to whoever collects them."""

    def __init__(self) -> None:
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 - an extra.
                OTLPSpanExporter,
            )
            from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - the same.
            from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - the same.
            from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - the same.
        except ImportError:
            raise NoOpenTelemetry(NoOpenTelemetry.__doc__) from None
        named = {"service.name": os.environ.get("OTEL_SERVICE_NAME", "linli")}
        # Never the provider of the whole process: libraries that find one make spans of their own.
        self.provider = TracerProvider(resource=Resource.create(named))
        self.provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self.tracer = self.provider.get_tracer("linli")

    def stop(self) -> None:
        """Send what is left."""
        self.provider.shutdown()

    def decided(self, outcomes: Sequence[Recorded | Exception], began: float) -> None:
        recorded = sum(isinstance(outcome, Recorded) for outcome in outcomes)
        self._past("batch", began, {"linli.commands": len(outcomes), "linli.accepted": recorded})

    def folded(self, projection: str, events: int, began: float) -> None:
        self._past("fold", began, {"linli.projection": projection, "linli.events": events})

    def _past(self, name: str, began: float, told: dict[str, str | int]) -> None:
        now = time_ns()
        start = now - (perf_counter_ns() - int(began * NS))
        self.tracer.start_span(name, start_time=start, attributes=told).end(now)


def tracing() -> Tracing | None:
    return Tracing() if any(os.environ.get(name) for name in ENDPOINTS) else None


class Traced:
    """A plain ASGI layer: one span a request, below that of a proxy which sent its own."""

    def __init__(self, app: ASGIApp, tracing: Tracing) -> None:
        self.app, self.tracer = app, tracing.tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        above = {"traceparent": Headers(scope=scope).get("traceparent", "")}
        with self.tracer.start_as_current_span(
            scope["method"],
            TraceContextTextMapPropagator().extract(above),
            SpanKind.SERVER,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:

            async def told(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                await send(message)

            try:
                await self.app(scope, receive, told)
            finally:
                span.update_name(f"{scope['method']} {route_of(scope)}")
                span.set_attribute("http.request.method", scope["method"])
                span.set_attribute("http.route", route_of(scope))
                span.set_attribute("linli.request", REQUEST_ID.get())


class TracedDoor:
    """Implements `services.door.Door`: a span for how long a decision was waited for."""

    def __init__(self, door: Door, tracing: Tracing) -> None:
        self.door, self.tracer = door, tracing.tracer

    async def decide(
        self,
        community: Community,
        command: Command,
        request: RequestKey | None = None,
        arrived: datetime | None = None,
    ) -> Recorded:
        with self.tracer.start_as_current_span(
            "decide",
            attributes={"linli.command": type(command).__name__},
            record_exception=False,
            set_status_on_exception=False,
        ):
            return await self.door.decide(community, command, request, arrived)
