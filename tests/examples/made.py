"""Things that are made in the demo organization for one example alone."""

from datetime import timedelta
from typing import Any

import time_machine

from app.contract.examples.ids import CABLE_CUT, CUSTOMER_PERSON, NO_SIGNAL, SHOP, SPLICED
from app.core.values.clock import now
from demo.builder.sample_signature import signature_of
from tests.examples.calls import Demo

Body = dict[str, Any]


def earlier(**ago: float) -> time_machine.travel:
    """A context in which it is as long ago as this says, such as `hours=26`."""
    return time_machine.travel(now() - timedelta(**ago), tick=True)


async def ticket(
    demo: Demo, subject: str, description: str, *, assigned: bool = False, **more: Any
) -> Body:
    """A ticket that the agent opens for Helena Duarte, who is on the telephone."""
    body = {
        "subject": subject,
        "description": description,
        "requester_id": CUSTOMER_PERSON,
        "channel": "phone",
    }
    opened: Body = await demo["agente"].post("/v1/tickets", body | more)
    if assigned:
        opened = await demo["agente"].post(f"/v1/tickets/{opened['id']}/take", None, 200)
    return opened


async def second_copy(demo: Demo, **more: Any) -> Body:
    """A ticket that nobody has taken yet."""
    subject = "Segunda via da nota fiscal"
    return await ticket(demo, subject, "A contadora pediu a nota de dezembro em PDF.", **more)


async def solved(demo: Demo) -> str:
    """The id of a ticket that the agent has solved; nobody has rated it."""
    opened = await ticket(
        demo,
        "Maquininha fora do ar no caixa 2",
        "A maquininha do caixa 2 não conecta desde cedo.",
        assigned=True,
    )
    details = "A maquininha estava na rede de visitantes; passou para a rede dos caixas."
    await demo["agente"].post(f"/v1/tickets/{opened['id']}/solve", {"details": details}, 200)
    return str(opened["id"])


async def drafted(demo: Demo) -> Body:
    """A ticket whose visit was closed, with the draft that the technician's report left."""
    agent, coordinator = demo["agente"], demo["coordenador"]
    technician = await demo.newcomer("technician", "Diego Alves")
    opened = await ticket(
        demo,
        "Loja sem internet, luz LOS acesa",
        "Caiu de madrugada e não voltou; a luz LOS está vermelha.",
        assigned=True,
        site_id=SHOP,
    )
    path = f"/v1/tickets/{opened['id']}"
    order = await agent.post(f"{path}/orders", {"problem_code_id": NO_SIGNAL})
    visited = f"/v1/orders/{order['id']}"
    slot = {
        "technician_id": str(technician.person_id),
        "starts_at": now().isoformat(),
        "ends_at": (now() + timedelta(hours=1)).isoformat(),
    }
    await coordinator.post(f"{visited}/schedule", slot)
    await technician.post(f"{visited}/start", {"occurred_at": now().isoformat()}, 200)
    facts = {
        "cause_code_id": CABLE_CUT,
        "solution_code_id": SPLICED,
        "details": "Drop rompido numa poda. Lançados 35,5 m de cabo novo; sinal em -19,8 dBm.",
    }
    shown = await technician.post(f"{visited}/preview-close", facts, 200)
    signature = {
        **signature_of("Helena Duarte"),
        "signer_name": "Helena Duarte",
        "content_hash": shown["content_hash"],
        "device_time": now().isoformat(),
    }
    await technician.post(f"{visited}/close", facts | {"customer_signature": signature}, 200)
    await demo.drain()
    [draft] = (await agent.get(f"{path}/reply-drafts"))["items"]
    return {"ticket_id": opened["id"], "draft_id": draft["id"]}
