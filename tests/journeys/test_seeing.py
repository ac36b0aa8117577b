"""An operator sees from outside that the worker works: in metrics, in readiness, in a status."""

import re

import httpx

from app.embedded.processes import free_port
from tests.journeys.house import House
from tests.patience import PATIENCE, wait_for


def test_metrics_readiness_and_status_tell_of_the_worker(house: House) -> None:
    ports = {"CHAMADO_METRICS_PORT": free_port(), "CHAMADO_WORKER_METRICS_PORT": free_port()}
    house.options = {name: str(port) for name, port in ports.items()}
    house.chamado(
        *("organization", "--name", "Rede Boa", "--domain", "boa", "--company", "matriz"),
        *("--manager", "Ada", "--username", "ada", "--email", "ada@example.com"),
        *("--password", "correct horse battery"),
    )
    house.serve("--processes", "2")
    assert _checks(house)["worker"] == "no heartbeat"
    worker = house.start("worker")
    worker.until_it_says("worker_ready")
    wait_for(lambda: _checks(house)["worker"] == "ok", "a heartbeat")

    def told() -> str:
        return httpx.get(
            f"http://127.0.0.1:{ports['CHAMADO_WORKER_METRICS_PORT']}/metrics", timeout=PATIENCE
        ).text

    wait_for(lambda: "chamado_schedule_last_run_timestamp_seconds{" in told(), told)
    assert re.search(r'^chamado_work_waiting\{work="deliveries"\} 0\.0$', told(), re.MULTILINE)
    api = httpx.get(
        f"http://127.0.0.1:{ports['CHAMADO_METRICS_PORT']}/metrics", timeout=PATIENCE
    ).text
    assert 'chamado_http_request_seconds_count{method="GET",route="/readyz"' in api
    assert "chamado_pool_size{" in api, "the sum over both processes"

    said = house.chamado("status")
    assert re.search(r"^API +ok$", said, re.MULTILINE)
    assert re.search(r"^outbox outside +0 ", said, re.MULTILINE)
    assert re.search(r"^core.jobs.delete_expired_answers +\d+ (s|min) ago$", said, re.MULTILINE)


def _checks(house: House) -> dict[str, str]:
    checks: dict[str, str] = httpx.get(f"{house.url}/readyz", timeout=PATIENCE).json()["checks"]
    return checks
