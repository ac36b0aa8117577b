"""Makes the two demo organizations, by the same verbs that people use through the API."""

from datetime import timedelta
from uuid import UUID

from app.core.data.database import Database, TenantSession
from app.core.security.passwords import hash_password
from app.core.settings import Settings
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.domains import import_tables
from app.embedded.processes import CannotStartError
from app.orders.closing.schemas import CloseFacts, CustomerSignature, OrderClose
from app.orders.closing.service import close_order, preview_close
from app.orders.materials.schemas import MaterialUse
from app.orders.materials.service import use_material
from app.orders.models import Order
from app.orders.scheduling.schemas import OrderSchedule
from app.orders.scheduling.service import schedule_visit
from app.orders.schemas import OrderCreate
from app.orders.service import create_order
from app.orders.visits import service as visits
from app.orders.visits.schemas import OrderStart
from app.organizations.service import find_tenant
from app.ratings.schemas import RatingCreate
from app.ratings.service import rate
from app.signatures.service import NOWHERE
from app.tickets.assignment.service import assign
from app.tickets.messages.service import write_note
from app.tickets.models import Channel, Ticket
from app.tickets.opening.service import create_ticket
from app.tickets.orders.schemas import TicketOrderCreate
from app.tickets.orders.service import raise_order
from app.tickets.replies.schemas import ReplyCreate
from app.tickets.replies.service import reply_to_ticket
from app.tickets.resolution.schemas import TicketSolve
from app.tickets.resolution.service import solve_ticket
from app.tickets.schemas import TicketCreate
from demo.builder.sample_signature import signature_of
from demo.builder.script import Job, Outcome, Request, Visit, invented
from demo.builder.service_desk import open_incidents, set_up_desk
from demo.builder.stage import PASSWORD, Stage
from demo.builder.whole import whole

#: Where `chamado seed --scale` puts its rows; it does not count as somebody's organization.
BENCH = "bench"
#: Domains of the organizations of the demo; the last one is the one that people are told of.
DEMO = ("outra", "demo")


def refuse_production(settings: Settings) -> None:
    if settings.env == "production":
        raise CannotStartError("A seed is made of invented people: never in production.")


async def seed_demo(settings: Settings) -> bool:
    """Make what is missing of the organizations `outra` and `demo`; say whether something was.

    Nothing is added where somebody else works.
    """
    refuse_production(settings)
    import_tables()  # tables name each other: all of them have to be known
    database = await Database.connect(settings.database_url, write_pool=1, read_pool=1)
    try:
        made = {domain: await find_tenant(database, domain) for domain in (*DEMO, BENCH)}
        here = {row[0] for row in await database.across_tenants("all_organizations")}
        missing = [domain for domain in DEMO if made[domain] is None]
        if not missing or here - set(made.values()):
            return False
        password_hash = await hash_password(PASSWORD)
        for domain in missing:
            await make(database, domain, password_hash)
    finally:
        await database.close()
    return True


async def make(database: Database, domain: str, password_hash: str) -> None:
    """Make one of the organizations: whole, or not at all."""
    organization_id = new_id()
    async with whole(database, organization_id) as together:
        await build(Stage(together, invented(domain), organization_id), password_hash)


async def build(stage: Stage, password_hash: str) -> None:
    """Make one organization and play what happened there."""
    await stage.set_up(password_hash)
    await set_up_desk(stage)
    for request in stage.told.tickets:
        await play_request(stage, request)
    await open_incidents(stage)
    for job in stage.told.orders:
        await play_job(stage, job)
    async with stage.acting("gestora") as session:
        await stage.write_quotes(session)


async def play_request(stage: Stage, told: Request) -> None:
    """A ticket of the contact `cliente`; after a call the agent opens it on her behalf."""
    by_phone = told.channel is Channel.PHONE
    customer = next(served.name for served in stage.told.customers if served.contact == "cliente")
    async with stage.acting("agente" if by_phone else "cliente") as session:
        new = TicketCreate(
            id=told.id,
            subject=told.subject,
            description=told.description,
            priority=told.priority,
            channel=told.channel,
            requester_id=stage.people["cliente"] if by_phone else None,
            site_id=stage.sites[customer, told.site] if told.site else None,
            process_id=told.process_id,
            fields=told.fields,
        )
        ticket_id = await create_ticket(session, new)
    if not told.reply:
        return
    order_id = None
    async with stage.acting("agente") as session:
        ticket = await session.fetch(Ticket, ticket_id, lock=True)
        await assign(session, ticket, stage.people["agente"])
        await reply_to_ticket(session, ticket, ReplyCreate(id=told.reply_id, body=told.reply))
    if told.answer:
        async with stage.acting("cliente") as session:
            ticket = await session.fetch(Ticket, ticket_id, lock=True)
            answer = ReplyCreate(id=told.answer_id, body=told.answer)
            await reply_to_ticket(session, ticket, answer)
    async with stage.acting("agente") as session:
        ticket = await session.fetch(Ticket, ticket_id, lock=True)
        if told.note:
            await write_note(session, ticket, told.note)
        if told.order:
            raised = TicketOrderCreate(problem_code_id=stage.codes[told.order.problem])
            order_id = (await raise_order(session, ticket, raised)).id
        if told.outcome:
            how = TicketSolve(
                details=told.outcome.details,
                cause_code_id=stage.codes[told.outcome.cause],
                solution_code_id=stage.codes[told.outcome.solution],
            )
            await solve_ticket(session, ticket, how)
    if told.stars:
        async with stage.acting("cliente") as session:
            ticket = await session.fetch(Ticket, ticket_id, lock=True)
            await rate(session, ticket, RatingCreate(stars=told.stars, comment=told.comment))
    if told.order and order_id:
        await _play_visit(stage, order_id, told.order.visit)


async def play_job(stage: Stage, told: Job) -> None:
    first = next(served for served in stage.told.customers if served.name == told.customer).sites[0]
    async with stage.acting("agente") as session:
        new = OrderCreate(
            id=told.id,
            customer_id=stage.customers[told.customer],
            site_id=stage.sites[told.customer, first.label],
            problem_code_id=stage.codes[told.problem],
            title=told.title,
            description=told.description,
            priority=told.priority,
        )
        order_id = (await create_order(session, new)).id
    if told.visit:
        await _play_visit(stage, order_id, told.visit)


async def _play_visit(stage: Stage, order_id: UUID, visit: Visit) -> None:
    today = now().replace(second=0, microsecond=0)
    on_the_mark = today - timedelta(minutes=today.minute % 5)
    starts_at = on_the_mark + timedelta(minutes=visit.in_minutes)
    async with stage.acting("coordenador") as session:
        order = await session.fetch(Order, order_id, lock=True)
        slot = OrderSchedule(
            technician_id=stage.people[visit.technician],
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=visit.lasts_minutes),
        )
        await schedule_visit(session, order, slot)
    if not visit.started:
        return
    async with stage.acting(visit.technician) as session:
        order = await session.fetch(Order, order_id, lock=True)
        await visits.start(session, order, OrderStart(occurred_at=starts_at + timedelta(minutes=4)))
        for sku, quantity in visit.materials:
            used = MaterialUse(product_id=stage.products[sku], quantity=quantity)
            await use_material(session, order, used)
        if visit.outcome:
            await _close(stage, session, order, visit.outcome)


async def _close(stage: Stage, session: TenantSession, order: Order, told: Outcome) -> None:
    """Close with the signature of whoever was there."""
    facts = CloseFacts(
        cause_code_id=stage.codes[told.cause],
        solution_code_id=stage.codes[told.solution],
        details=told.details,
        attended_by=told.attended_by,
        network=told.network,
    )
    shown = await preview_close(session, order, facts)
    signer = told.attended_by.partition(",")[0]
    signed = CustomerSignature.model_validate(
        {
            **signature_of(signer),
            "role": "representative",
            "signer_name": signer,
            "content_hash": shown.content_hash,
            "device_time": now(),
        }
    )
    closing = OrderClose(**facts.model_dump(), customer_signature=signed)
    await close_order(session, order, closing, NOWHERE)
