"""Spans reach a collector that listens as collectors do, and tell nothing of anybody."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from infra.app import create
from infra.installation import opened
from infra.supervisor import Databases
from infra.tracing import NoOpenTelemetry, tracing
from tests.importing.importing import settings_of
from tests.services.calling import Caller
from tests.services.conftest import PASSWORD, served

ABOVE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
JOINED = "POST /api/v1/c/{community}/residents"


class Collector(ThreadingHTTPServer):
    """Takes what is sent to it as OpenTelemetry's own collector would."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.spans: list[Span] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Taking(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        said = ExportTraceServiceRequest()
        said.ParseFromString(self.rfile.read(int(self.headers["content-length"])))
        for resource in said.resource_spans:
            for scope in resource.scope_spans:
                self.server.spans += scope.spans
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@contextmanager
def collecting() -> Iterator[Collector]:
    with Collector() as collector:
        thread = threading.Thread(target=collector.serve_forever)
        thread.start()
        try:
            yield collector
        finally:
            collector.shutdown()
            thread.join()


def test_a_request_its_decision_and_its_batch_are_traced_and_nobody_is_told_of(
    fresh_databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(fresh_databases, tmp_path / "home")
    with opened(settings) as installation:
        installation.communities.found(installation.writer, "lin", "临江")
    with collecting() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address)
        with served(create(settings)) as port:
            caller = Caller(port, "lin")
            caller.post("accounts", {"login": "xiaoming", "password": PASSWORD})
            session = caller.post("sessions", {"login": "xiaoming", "password": PASSWORD})
            joining = caller.saying(
                cookie=session.cookie, x_csrf_token=session.json["csrf"], traceparent=ABOVE
            )
            joined = joining.post(
                "residents?lang=en", {"name": "王小明", "age_band": "18-and-over"}
            )
            assert joined.status == 201, joined.body
            caller.get(f"suggestions?search=xiaoming&after={joined.json['position']}")
    spans = {span.name: span for span in collector.spans}
    assert {JOINED, "decide", "batch", "fold"} <= spans.keys()
    # The leaving server has sent everything, and each request stands below that of its proxy.
    assert spans[JOINED].trace_id.hex() in ABOVE
    assert spans["decide"].parent_span_id == spans[JOINED].span_id
    said = "".join(str(span) for span in collector.spans)
    told = {one.key: one.value.string_value for one in spans[JOINED].attributes}
    assert told["linli.request"] == joined.headers["x-request-id"]
    assert not [word for word in ("xiaoming", "王小明", "/c/lin", "127.0.0.1") if word in said]


def test_a_collector_without_the_extra_is_told_to_the_operator(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    assert tracing() is None
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(NoOpenTelemetry, match=r"linli\[otel\]"):
        tracing()
