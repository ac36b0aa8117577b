"""What the examples of tickets need before they can be sent."""

from app.contract.examples.ids import OWNER, REPLY, TICKET
from tests.examples import made
from tests.examples.calls import Call, Demo, before
from tests.stories import upload

_PATH = f"/v1/tickets/{TICKET}"


@before("listTickets", "listSlaClocks", "listIncidentOrders")
async def _caught_up(demo: Demo) -> Call:
    """The worker has done its part: SLA clocks, rules, incidents."""
    await demo.drain()
    return Call()


@before("takeTicket")
async def _waiting(demo: Demo) -> Call:
    return Call(by="agente", path={"ticket_id": (await made.second_copy(demo))["id"]})


@before("releaseTicket")
async def _assigned(demo: Demo) -> Call:
    ticket = await made.second_copy(demo, assigned=True)
    return Call(by="agente", path={"ticket_id": ticket["id"]})


@before("getTicketCounts", "putReadMarker", "updateMessage", "createReply", "createNote")
async def _by_the_agent(demo: Demo) -> Call:
    return Call(by="agente")


@before("solveTicket")
async def _repaired(demo: Demo) -> Call:
    ticket = await made.ticket(
        demo, "Depósito sem internet", "Caiu depois da poda das árvores.", assigned=True
    )
    return Call(by="agente", path={"ticket_id": ticket["id"]})


@before("mergeTicket")
async def _said_twice(demo: Demo) -> Call:
    ticket = await made.ticket(
        demo, "Câmera da doca sem imagem", "A imagem some sempre à noite.", assigned=True
    )
    return Call(by="agente", path={"ticket_id": ticket["id"]})


@before("reopenTicket")
async def _solved(demo: Demo) -> Call:
    return Call(by="agente", path={"ticket_id": await made.solved(demo)})


@before("markTicketAsSpam")
async def _spam(demo: Demo) -> Call:
    sender = await demo.newcomer("requester", "Promoções Imperdíveis")
    ticket = await made.ticket(
        demo,
        "Ganhe 10 mil seguidores hoje",
        "Clique no link e receba em 24 horas.",
        requester_id=str(sender.person_id),
        channel="email",
    )
    return Call(by="agente", path={"ticket_id": ticket["id"]})


@before("unmarkTicketAsSpam")
async def _no_spam(demo: Demo) -> Call:
    ticket = await made.ticket(
        demo, "Proposta de parceria", "Somos a escola do bairro e queremos fibra para 40 salas."
    )
    await demo["agente"].post(f"/v1/tickets/{ticket['id']}/mark-as-spam", None, 200)
    return Call(by="agente", path={"ticket_id": ticket["id"]})


@before("downloadAttachment")
async def _attached(demo: Demo) -> Call:
    agent = demo["agente"]
    file = await upload(agent)
    body = {"body": "Segue o registro da porta.", "file_ids": [file["id"]]}
    [attachment] = (await agent.post(f"{_PATH}/notes", body))["attachments"]
    return Call(path={"attachment_id": attachment["id"]})


@before("submitDialog")
async def _open_dialog(demo: Demo) -> Call:
    shown = await demo["agente"].get(f"{_PATH}/dialogs")
    return Call(
        by="agente",
        path={"dialog_id": shown["items"][0]["id"]},
        body={"activity_id": shown["activity_id"]},
    )


@before("listTicketLinks", "deleteTicketLink")
async def _linked(demo: Demo) -> Call:
    other = await made.ticket(
        demo, "Caixa 3 sem impressora de cupom", "A impressora do caixa 3 some da rede."
    )
    wanted = {"kind": "parent", "other_id": other["id"]}
    link = await demo["agente"].post(f"{_PATH}/links", wanted)
    return Call(path={"link_id": link["id"]})


@before("redactMessage")
async def _indiscreet(demo: Demo) -> Call:
    ticket = await made.second_copy(demo, assigned=True)
    reply = await demo["agente"].post(
        f"/v1/tickets/{ticket['id']}/replies", {"body": "A senha do portal é padaria2026."}
    )
    return Call(path={"message_id": reply["id"]})


@before("listMessageRevisions")
async def _edited(demo: Demo) -> Call:
    await demo["agente"].patch(f"/v1/messages/{REPLY}", demo.example("MessageUpdate"))
    return Call()


@before("listParticipants")
async def _watched(demo: Demo) -> Call:
    await demo.manager.post(f"{_PATH}/participants", {"person_id": OWNER, "role": "watcher"})
    return Call()


@before("deleteParticipant")
async def _taking_part(demo: Demo) -> Call:
    person_id = str((await demo.newcomer()).person_id)
    wanted = {"person_id": person_id, "role": "collaborator"}
    found = await demo.manager.post(f"{_PATH}/participants", wanted)
    return Call(path={"participant_id": found["id"]})


@before("listReplyDrafts", "deleteReplyDraft")
async def _drafted(demo: Demo) -> Call:
    return Call(by="agente", path=await made.drafted(demo))


@before("deleteSavedView")
async def _view(demo: Demo) -> Call:
    view = await demo.manager.post("/v1/saved-views", demo.example("SavedViewCreate"))
    return Call(path={"saved_view_id": view["id"]})
