"""The main job from the first call to the signed report, as the people of the demo live it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from demo.builder.sample_signature import signature_of
from demo.stage import DemoFailed, Person, Stage

TITLE = "Padaria sem internet desde cedo"
DROP, CONNECTOR = ("DROP-1FO", "35.5"), ("CON-SCAPC", "2")
SHORTEST, USUAL = timedelta(minutes=30), timedelta(hours=2)

Json = dict[str, Any]


def play(stage: Stage, folder: Path) -> tuple[Path, Json]:
    """Play it; returns where the signed PDF was saved, and the ticket as it is in the end."""
    stage.act("The people sign in")
    customer, agent, coordinator, technician = (
        stage.sign_in(username) for username in ("cliente", "agente", "coordenador", "tecnico")
    )
    _tidy_up(stage, coordinator, technician)

    stage.act("A customer calls for help")
    ticket = _call(stage, customer)
    stage.act("The desk answers and raises a service order")
    order = _answer(stage, agent, ticket)
    stage.act("The order gets a technician and a time")
    afternoon = _schedule(stage, coordinator, technician, order)
    stage.act("The technician at the customer's")
    _work(stage, coordinator, technician, order)
    labels = _close(stage, technician, customer, order)
    stage.act("The agenda is free again")
    _book_the_rest(stage, coordinator, afternoon)
    stage.act("What the worker did meanwhile")
    saved = _fetch_report(stage, agent, order, folder)
    _answer_with_the_report(stage, agent, ticket)
    return saved, _hear_of_it(stage, customer, ticket, labels)


def _call(stage: Stage, customer: Person) -> Json:
    ticket: Json = stage.play(
        customer,
        "POST",
        "/v1/tickets",
        {
            "subject": TITLE,
            "description": "A luz LOS do aparelho está vermelha e os caixas não funcionam.",
        },
        expect=201,
        says=lambda t: f"ticket {t['protocol']} is {t['status']}: “{t['subject']}”",
    )
    return ticket


def _answer(stage: Stage, agent: Person, ticket: Json) -> Json:
    path = f"/v1/tickets/{ticket['id']}"
    stage.play(
        agent,
        "POST",
        f"{path}/assign",
        {"assignee_id": agent.id},
        says=lambda t: f"assigned to {t['assignee_name']}, {t['status']}",
    )
    reply = "Bom dia! Vi que o sinal caiu e vou mandar um técnico."
    stage.play(
        agent, "POST", f"{path}/replies", {"body": reply}, expect=201, says=lambda _: f"“{reply}”"
    )
    stage.play(
        agent,
        "POST",
        f"{path}/notes",
        {"body": "LOS na porta 6 da CTO-CAM-042; deve ser o cabo drop."},
        expect=201,
        says=lambda _: "an internal note: the customer never hears of it",
    )
    site = stage.play(
        agent,
        "GET",
        f"/v1/customers/{ticket['customer_id']}/sites",
        says=lambda page: f"{len(page['items'])} sites of {ticket['customer_name']}",
    )["items"][-1]
    problem = _codes(stage, agent, "problem")["SEM-SINAL"]
    order: Json = stage.play(
        agent,
        "POST",
        f"{path}/orders",
        {"problem_code_id": problem["id"], "site_id": site["id"]},
        expect=201,
        says=lambda o: f"order {o['protocol']} is {o['status']}: {o['problem']['label']}",
    )
    return order


def _schedule(stage: Stage, coordinator: Person, technician: Person, order: Json) -> Json:
    """Book the next free slot; returns a booking for its second half, which is refused as yet."""
    start, end = _free_slot(stage, coordinator, technician)
    stage.play(
        coordinator,
        "POST",
        f"/v1/orders/{order['id']}/schedule",
        {"technician_id": technician.id, "starts_at": _instant(start), "ends_at": _instant(end)},
        expect=201,
        says=lambda o: f"{o['status']} with {o['technician_name']}, {_clock(start)}–{_clock(end)}",
    )
    middle = start + (end - start) / 2
    other = {
        "person_id": technician.id,
        "kind": "block",
        "starts_at": _instant(middle),
        "ends_at": _instant(end),
        "note": "Reunião de equipe",
    }
    stage.play(
        coordinator,
        "POST",
        "/v1/bookings",
        other,
        expect=409,
        says=lambda p: f"{p['code']}: nobody is in two places at once",
    )
    return other


def _work(stage: Stage, coordinator: Person, technician: Person, order: Json) -> None:
    path = f"/v1/orders/{order['id']}"
    stage.play(
        technician,
        "POST",
        f"{path}/start",
        {
            "occurred_at": _instant(_now()),
            "latitude": order["latitude"],
            "longitude": order["longitude"],
            "accuracy_m": 8.0,
        },
        says=lambda o: f"{o['status']} at {o['site']['street']}, {o['site']['street_number']}",
    )
    van = stage.play(
        technician,
        "GET",
        "/v1/locations",
        kind="van",
        person_id="me",
        says=lambda page: f"the van is {page['items'][0]['name']}",
    )["items"][0]
    stock = _stock(stage, technician, van)
    for sku, quantity in (DROP, CONNECTOR):
        held = stock[sku]
        if Decimal(held["quantity"]) < Decimal(quantity):
            _reload(stage, coordinator, van, held["product"])
        stage.play(
            technician,
            "POST",
            f"{path}/materials",
            {"product_id": held["product"]["id"], "quantity": quantity},
            expect=201,
            says=lambda m: f"{_plain(m['quantity'])} {m['unit']} of {m['product_name']}",
        )
    _stock(stage, technician, van)


def _close(stage: Stage, technician: Person, customer: Person, order: Json) -> Json:
    """Close the order with a signed report; returns its codes by id."""
    path = f"/v1/orders/{order['id']}"
    codes = _codes(stage, technician, "cause", "solution")
    facts = {
        "cause_code_id": codes["FIBRA-ROMPIDA"]["id"],
        "solution_code_id": codes["TROCA-DROP"]["id"],
        "details": (
            "Cabo drop rompido junto ao poste. Lançados 35,5 m de drop novo, refeitos os dois"
            " conectores e medido o sinal. Caixas e maquininhas testados com a cliente."
        ),
        "attended_by": customer.name,
        "network": {"cto": "CTO-CAM-042", "port": "6", "signal_dbm": "-18.4"},
    }
    shown = stage.play(
        technician,
        "POST",
        f"{path}/preview-close",
        facts,
        says=lambda preview: f"what she will sign, SHA-256 {preview['content_hash'][:12]}…",
    )
    drawn = signature_of(customer.name)
    signature = {
        **drawn,
        "signer_name": customer.name,
        "consent_text": "Li o relatório e concordo com o que foi feito.",
        "content_hash": shown["content_hash"],
        "device_time": _instant(_now()),
    }
    points = sum(map(len, drawn["strokes"]))
    stage.play(
        technician,
        "POST",
        f"{path}/close",
        facts | {"customer_signature": signature},
        says=lambda o: (
            f"{o['status']}, signed with {len(drawn['strokes'])} strokes of {points} points"
        ),
    )
    return {code["id"]: code["label"] for code in codes.values()}


def _book_the_rest(stage: Stage, coordinator: Person, other: Json) -> None:
    booking = stage.play(
        coordinator,
        "POST",
        "/v1/bookings",
        other,
        expect=201,
        says=lambda _: "the same request as before: now there is time",
    )
    stage.play(
        coordinator,
        "DELETE",
        f"/v1/bookings/{booking['id']}",
        expect=204,
        says=lambda _: "given back, so that the demo can be played again",
    )


def _fetch_report(stage: Stage, agent: Person, order: Json, folder: Path) -> Path:
    path = f"/v1/orders/{order['id']}"
    stage.wait(
        agent, path, lambda o: o["report_file_id"], says=lambda _: "the report has been written"
    )
    pdf = stage.download(
        agent, f"{path}/report", says=lambda content: f"a PDF of {len(content) / 1024:.0f} kB"
    )
    folder.mkdir(parents=True, exist_ok=True)
    saved = folder / f"{order['protocol']}.pdf"
    saved.write_bytes(pdf)
    return saved


def _answer_with_the_report(stage: Stage, agent: Person, ticket: Json) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    page = stage.wait(
        agent,
        f"{path}/reply-drafts",
        lambda page: page["items"],
        says=lambda page: f"the report is a draft: “{page['items'][0]['body']}”",
    )
    [draft] = page["items"]
    stage.play(
        agent,
        "POST",
        f"{path}/solve",
        {"details": draft["body"], "draft_id": draft["id"]},
        says=lambda t: f"sent as the answer, {t['status']}",
    )


def _hear_of_it(stage: Stage, customer: Person, ticket: Json, labels: Json) -> Json:
    solved: Json = stage.wait(
        customer,
        f"/v1/tickets/{ticket['id']}",
        lambda t: t["status"] == "solved",
        says=lambda t: f"solved: {labels[t['cause_code_id']]} · {labels[t['solution_code_id']]}",
    )
    stage.wait(
        customer,
        "/v1/notifications",
        lambda page: _about(page, solved),
        says=lambda page: f"the bell rings: “{_about(page, solved)[0]['title']}”",
    )
    return solved


def _about(page: Json, ticket: Json) -> list[Json]:
    """The notifications about the newest message of the ticket."""
    replies = [n for n in page["items"] if n["subject_id"] == ticket["id"]]
    return replies if len(replies) >= 2 else []  # the desk's answer, and the solution


def _tidy_up(stage: Stage, coordinator: Person, technician: Person) -> None:
    """Take back what an earlier evening left in the middle of the story."""
    page = stage.play(
        technician,
        "GET",
        "/v1/orders",
        status="in_progress",
        says=lambda page: "nothing in progress" if not page["items"] else "still in progress",
    )
    for order in page["items"]:
        if order["title"] != TITLE:
            raise DemoFailed(
                f"{technician.name} has started the order {order['protocol']}: close it, or cancel"
                " it, then play the demo again."
            )
        used = stage.play(technician, "GET", f"/v1/orders/{order['id']}/materials")
        for material in used["items"]:
            if material["reversal_id"] is None:
                stage.play(
                    technician,
                    "POST",
                    f"/v1/orders/{order['id']}/materials/{material['id']}/reverse",
                )
        stage.play(
            coordinator,
            "POST",
            f"/v1/orders/{order['id']}/cancel",
            {"reason": "Uma demonstração anterior parou no meio."},
        )


def _free_slot(stage: Stage, coordinator: Person, technician: Person) -> tuple[datetime, datetime]:
    """The technician's next free time of half an hour or more, two hours of it at most."""
    agenda = stage.play(
        coordinator,
        "GET",
        "/v1/bookings",
        person_id=technician.id,
        ends_after=_instant(_now()),
        says=lambda page: f"{len(page['items'])} in the agenda of {technician.name} from now on",
    )
    start = _now()
    for booking in agenda["items"]:
        begins, ends = (datetime.fromisoformat(booking[key]) for key in ("starts_at", "ends_at"))
        if begins - start >= SHORTEST:
            return start, min(start + USUAL, begins)
        start = max(start, ends)
    return start, start + USUAL


def _stock(stage: Stage, technician: Person, van: Json) -> dict[str, Json]:
    """Quantities in the van, by SKU."""

    def told(page: Json) -> str:
        held = {b["product"]["sku"]: _plain(b["quantity"]) for b in page["items"]}
        return f"it holds {held[DROP[0]]} m of drop and {held[CONNECTOR[0]]} connectors"

    page = stage.play(technician, "GET", "/v1/balances", location_id=van["id"], says=told)
    return {balance["product"]["sku"]: balance for balance in page["items"]}


def _reload(stage: Stage, coordinator: Person, van: Json, product: Json) -> None:
    """After many evenings the van is empty."""
    stage.play(
        coordinator,
        "POST",
        "/v1/movements",
        {
            "kind": "receipt",
            "to_location_id": van["id"],
            "lines": [{"product_id": product["id"], "quantity": "500"}],
        },
        expect=201,
        says=lambda _: f"500 {product['unit']} of {product['name']} into the van",
    )


def _codes(stage: Stage, person: Person, *kinds: str) -> dict[str, Json]:
    page = stage.play(
        person,
        "GET",
        "/v1/codes",
        kind=list(kinds),
        active=True,
        limit=100,
        says=lambda page: f"{len(page['items'])} codes for {' and '.join(kinds)}",
    )
    return {code["code"]: code for code in page["items"]}


def _plain(quantity: str) -> str:
    return f"{Decimal(quantity).normalize():f}"


def _now() -> datetime:
    return datetime.now(UTC)


def _instant(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone():%H:%M}"
