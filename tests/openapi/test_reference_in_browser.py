"""Reference and quotes in a real Chromium: accessible, as wide as the screen, tried for real."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pyotp
import pytest

from openapi import node
from tests.patience import PATIENCE

FOLDER = Path(node.__file__).parent
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
PAGES = [
    "/docs",
    "/docs/operations/createTicket",
    "/docs/operations/uploadFile",
    "/docs/operations/listTickets",
    "/docs/schemas/Ticket",
    "/docs/schemas/TicketStatus",
    "/docs/tags/orders",
    "/docs/problems",
    "/docs/permissions",
    "/docs/changelog",
    "/docs/search?q=how+do+I+refresh+a+token",
    "/docs/search?q=zzz",
    "/docs/nothing",
    "/problems/technician-overlap",
]
PERSON = {
    "domain": "demo",
    "company": "matriz",
    "username": "gestora",
    "password": "chamado-demo",
}

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs Chromium on the path")


def test_every_kind_of_page_is_accessible_and_fits_the_screen(demo_url: str) -> None:
    guides = httpx.get(f"{demo_url}/docs", headers={"Accept": "text/html"}, timeout=PATIENCE).text
    pages = [*PAGES, *dict.fromkeys(_links(guides, "/docs/guides/"))]
    for seen in _visit(demo_url, pages=pages):
        assert seen["violations"] == [], seen
        assert seen["console"] == [], seen
        assert seen["wider"] <= 0, seen


def test_a_quote_fits_the_narrowest_telephone_whatever_it_comes_to(demo_url: str) -> None:
    with httpx.Client(base_url=f"{demo_url}/v1", timeout=PATIENCE) as client:
        session = client.post("/auth/sessions", json=PERSON).raise_for_status().json()
        client.headers["Authorization"] = f"Bearer {session['access_token']}"
        endless = {"description": "Fibra" * 30, "quantity": "99.5", "unit_price": "99999999.99"}
        quote = {
            "customer_id": client.get("/customers").json()["items"][0]["id"],
            "title": "W" * 90,
            "lines": [{"description": "Andaime", "unit_price": "80.00"}, endless],
            "discount_percent": "10",
        }
        made = client.post("/quotes", json=quote).raise_for_status().json()
        sent = client.post(f"/quotes/{made['id']}/send", json={}).raise_for_status().json()
    narrow = {"width": 360, "height": 640, "isMobile": True, "hasTouch": True}
    views = [narrow | {"scheme": "light"}, narrow | {"scheme": "dark"}]
    page = f"/quote#{sent['link'].partition('#')[2]}"
    for seen in _visit(demo_url, pages=[page], views=views, until="table"):
        assert seen["violations"] == [], seen
        assert seen["console"] == [], seen
        assert seen["wider"] <= 0, seen


def test_operations_are_tried_by_somebody_who_signs_in_with_a_second_factor(
    demo_url: str, recovery_code: str, tmp_path: Path
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("The red light blinks.\n")
    seen = _visit(
        demo_url,
        person=PERSON | {"code": recovery_code},
        ticket={"subject": "No internet since the storm", "description": "The red light blinks."},
        file=str(note),
        download="downloadAudit",
    )
    assert seen["unsigned"].startswith("401")
    assert "unauthenticated" in seen["problem"]
    assert seen["wrong"]
    assert seen["account"] == "Signed in as gestora."
    assert seen["read"].startswith("200")
    assert seen["items"] > 0
    assert (seen["renewed"], seen["renewals"]) == (True, 1)
    assert seen["afterwards"].startswith("200")
    assert seen["created"].startswith("201")
    assert seen["key"]
    assert seen["uploaded"].startswith("201")
    assert seen["missing"].startswith("404")
    assert seen["explained"] == "/problems/not-found"
    assert seen["downloaded"].startswith("200")
    assert seen["offered"].startswith("Download table.csv")
    assert seen["found"] == "/docs/operations/refreshSession"
    assert seen["signedOut"] == "Not signed in."
    assert seen["console"] == []


@pytest.fixture
def recovery_code(demo_url: str) -> Iterator[str]:
    """One of the codes of somebody who has a second factor for as long as the test lasts."""
    with httpx.Client(base_url=demo_url, timeout=PATIENCE) as client:

        def post(path: str, body: dict[str, str]) -> Any:
            key = {"Idempotency-Key": str(uuid4())}
            answer = client.post(f"/v1{path}", json=body, headers=key).raise_for_status()
            return answer.json() if answer.content else None

        token = post("/auth/sessions", PERSON)["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        secret = post("/me/second-factor", {"password": PERSON["password"]})["secret"]
        code = pyotp.TOTP(secret).now()
        first, second, *_ = post("/me/second-factor/confirm", {"code": code})["recovery_codes"]
        yield first
        post("/me/second-factor/remove", {"code": second})


def _visit(url: str, **task: Any) -> Any:
    """What the browser has seen there."""
    done = node.run_script(
        FOLDER,
        "browser",
        json.dumps({"browser": CHROMIUM, "url": url, **task}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _links(page: str, below: str) -> list[str]:
    return [part.partition('"')[0] for part in page.split('href="') if part.startswith(below)]
