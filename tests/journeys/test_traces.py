"""A request, the listeners of its events and what these send are one trace, at a real collector."""

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.journeys.house import PASSWORD, House, Person
from tests.patience import wait_for

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


class Collector(ThreadingHTTPServer):
    """Takes spans by OTLP over HTTP."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Take)
        #: Service, name, trace, span, parent.
        self.spans: list[tuple[str, str, str, str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Take(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            attributes = {each.key: each.value for each in resource.resource.attributes}
            service = attributes["service.name"].string_value
            for scope in resource.scope_spans:
                self.server.spans += [
                    (service, s.name, s.trace_id.hex(), s.span_id.hex(), s.parent_span_id.hex())
                    for s in scope.spans
                ]
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def test_a_reply_its_listeners_and_the_mail_are_one_trace(
    house: House, collector: Collector
) -> None:
    house.options = {"CHAMADO_OTLP_URL": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "200"}
    house.chamado(
        *("organization", "--name", "Rede Boa", "--domain", "boa", "--company", "matriz"),
        *("--manager", "Ada", "--username", "ada", "--email", "ada@example.com"),
        *("--password", PASSWORD),
    )
    house.serve()
    house.start("worker").until_it_says("worker_ready")
    ada = Person.sign_in(house, "boa", "ada")
    invitation = {"email": "nova@example.com", "name": "Nova Gente", "role": "agent"}
    headers = {"traceparent": f"00-{TRACE}-{SPAN}-01"}
    answer = ada.http.post("/v1/invitations", json=invitation, headers=headers)
    assert answer.status_code == 201, answer.text

    def found() -> dict[str, tuple[str, str, str]]:
        return {
            name: (service, span, parent)
            for service, name, trace, span, parent in collector.spans
            if trace == TRACE
        }

    wait_for(lambda: "outbox invitation_mail" in found(), lambda: str(collector.spans))
    service, request, parent = found()["POST /v1/invitations"]
    assert (service, parent) == ("chamado-api", SPAN)
    service, _, parent = found()["outbox invitation_mail"]
    assert (service, parent) == ("chamado-worker", request)

    carla = {"username": "carla", "name": "Carla Dias", "email": "carla@example.com"}
    person = ada.post("/v1/people", {**carla, "role": "requester", "password": PASSWORD})
    asked = {"subject": "Sem sinal", "description": "Luz.", "requester_id": person["id"]}
    ticket = ada.post("/v1/tickets", asked)
    path = f"/v1/tickets/{ticket['id']}/replies"
    ada.http.post(path, json={"body": "Vamos ver."}, headers=headers).raise_for_status()
    wait_for(lambda: "outbox mail" in found(), lambda: str(found()))
    spans = found()
    _, replied, _ = spans["POST /v1/tickets/{ticket_id}/replies"]
    service, listener, parent = spans["notifications.jobs.notify_of_reply"]
    assert (service, parent) == ("chamado-worker", replied)
    assert spans["outbox mail"][2] == listener
