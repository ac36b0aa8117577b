"""What the examples of incidents, SLAs, ratings, automation and reports need to be sent."""

import re
from uuid import UUID

from app.contract.examples.ids import INCIDENT, RULE, SHOP, TICKET
from app.core.data.database import Database
from app.core.security.actors import Actor
from app.ratings.invitations.jobs import invite_to_rate
from tests.examples import made
from tests.examples.calls import Call, Demo, before
from tests.mails import text_of


@before("deleteIncidentTicket")
async def _linked_ticket(demo: Demo) -> Call:
    wanted = {"ticket_ids": [TICKET]}
    await demo.manager.post(f"/v1/incidents/{INCIDENT}/tickets", wanted, 200)
    return Call()


@before("deleteIncidentSite")
async def _listed_site(demo: Demo) -> Call:
    await demo.manager.post(f"/v1/incidents/{INCIDENT}/sites", {"site_ids": [SHOP]}, 200)
    return Call()


@before("resolveIncident")
async def _open_incident(demo: Demo) -> Call:
    return Call(path={"incident_id": await _incident(demo)})


@before("reopenIncident")
async def _resolved_incident(demo: Demo) -> Call:
    incident_id = await _incident(demo)
    how = demo.example("IncidentResolve")
    await demo.manager.post(f"/v1/incidents/{incident_id}/resolve", how, 202)
    return Call(path={"incident_id": incident_id})


@before("deleteSlaPolicy")
async def _policy(demo: Demo) -> Call:
    policy = await demo.manager.post("/v1/sla-policies", demo.example("SlaPolicyCreate"))
    return Call(path={"sla_policy_id": policy["id"]})


@before("createTicketRating")
async def _to_be_rated(demo: Demo) -> Call:
    return Call(by="cliente", path={"ticket_id": await made.solved(demo)})


@before("updateTicketRating")
async def _rated(demo: Demo) -> Call:
    return Call(by="cliente", path={"ticket_id": await _rated_ticket(demo)})


@before("getTicketRating")
async def _with_rating(demo: Demo) -> Call:
    return Call(path={"ticket_id": await _rated_ticket(demo)})


@before("readRatingInvitation")
async def _invited(demo: Demo) -> Call:
    return Call(by="", body={"token": await _token(demo)})


@before("rateByInvitation")
async def _opened_link(demo: Demo) -> Call:
    token = await _token(demo)
    shown = await demo[""].post("/v1/read-rating-invitation", {"token": token}, 200)
    return Call(by="", body={"token": token, "nonce": shown["nonce"]})


@before("deleteAutomationRule")
async def _rule(demo: Demo) -> Call:
    rule = await demo.manager.post("/v1/automation-rules", demo.example("AutomationRuleCreate"))
    return Call(path={"automation_rule_id": rule["id"]})


@before("deleteMacro")
async def _macro(demo: Demo) -> Call:
    macro = await demo.manager.post("/v1/macros", demo.example("MacroCreate"))
    return Call(path={"macro_id": macro["id"]})


@before("getMacroPreview", "applyMacro")
async def _by_the_agent(demo: Demo) -> Call:
    return Call(by="agente")


@before("listRuleRuns")
async def _evaluated(demo: Demo) -> Call:
    await demo.drain()
    return Call(query={"automation_rule_id": RULE, "ticket_id": TICKET})


@before("getTicketSla")
async def _since_yesterday(demo: Demo) -> Call:
    """Opened on Monday after lunch, answered soon, and not solved yet."""
    ticket = await _answered(demo, days=1, hours=-4, minutes=25)
    await demo.drain()
    return Call(path={"ticket_id": ticket})


@before("getSupportDashboard")
async def _busy_days(demo: Demo) -> Call:
    """The days of last week, with tickets that took as long as tickets take."""
    for days, minutes, hours, stars in ((4, 8, 2, 5), (5, 25, 5, 4), (6, 40, 7, 5)):
        ticket_id = await _answered(demo, days=days, minutes=minutes)
        with made.earlier(days=days, hours=-hours):
            details = "Canal trocado e potência ajustada; a cliente conferiu."
            path = f"/v1/tickets/{ticket_id}"
            await demo["agente"].post(f"{path}/solve", {"details": details}, 200)
            await demo["cliente"].post(f"{path}/rating", {"stars": stars})
    await demo.drain()
    return Call(query={"first_day": "2026-12-16", "last_day": "2026-12-18"})


async def _answered(demo: Demo, *, days: int, hours: int = 0, minutes: int) -> str:
    """The id of a ticket that was opened so many days ago, and answered after the minutes."""
    with made.earlier(days=days, hours=hours):
        ticket = await made.ticket(
            demo, "Wi-Fi fraco no salão", "No fundo do salão o Wi-Fi não chega.", assigned=True
        )
    with made.earlier(days=days, hours=hours, minutes=-minutes):
        reply = {"body": "Boa tarde, Helena. Vou medir o canal daqui e já aviso."}
        await demo["agente"].post(f"/v1/tickets/{ticket['id']}/replies", reply)
    return str(ticket["id"])


async def _incident(demo: Demo) -> str:
    new = {
        "title": "Falta de energia no Centro",
        "description": "Manutenção da concessionária; o no-break da CTO dura duas horas.",
    }
    return str((await demo.manager.post("/v1/incidents", new))["id"])


async def _rated_ticket(demo: Demo) -> str:
    ticket_id = await made.solved(demo)
    stars = demo.example("RatingCreate")
    await demo["cliente"].post(f"/v1/tickets/{ticket_id}/rating", stars)
    return ticket_id


async def _token(demo: Demo) -> str:
    """The one of the mail that asks how it was, a day after the ticket was solved."""
    with made.earlier(hours=26):
        await made.solved(demo)
    database: Database = demo.app.state.runtime.database
    organization_id: UUID = demo.manager.organization_id
    async with database.transaction(Actor(organization_id)) as session:
        await invite_to_rate(session)
    await demo.drain()
    assert demo.mailer is not None
    bodies = [text_of(mail) for mail in demo.mailer.sent]
    found: list[str] = [
        token for body in bodies for token in re.findall(r"rating#(chm_rate_\w+)", body)
    ]
    return found[-1]
