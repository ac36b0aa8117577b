"""Hearers at the desk: who hears of a ticket, so that each ticket has somebody who does."""

import re
from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

import asyncpg

from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.values.text import N_
from app.notifications.service import Mail, Subject, tell
from app.people.models import MailTopic, Role
from app.people.roles.service import allowed_to
from app.people.service import holders_of
from app.tickets.events import TicketNoted, TicketReplied

#: So many names of one message are looked up.
_MOST_NAMES = 20
_MENTION = re.compile(r"(?<![\w@.-])@([a-z0-9][a-z0-9._@-]{1,253})")
#: In whose hands a ticket is: 1 the assignee, 2 the team, 3 agents on duty. 0 always hear.
_HEARERS = sql("""with ticket as (
           select t.assignee_id, t.team_id from tickets t
            where t.organization_id = :organization_id and t.id = :id
       ), found as (
           select ticket.assignee_id as person_id, 1 as turn from ticket
           union all
           select m.person_id, 2 from ticket
             join team_members m on m.organization_id = :organization_id
              and m.team_id = ticket.team_id
           union all
           select s.person_id, 3 from support_profiles s
            where s.organization_id = :organization_id and s.active and s.availability = 'online'
              and :widely
           union all
           select p.person_id, 0 from participants p
            where p.organization_id = :organization_id and p.ticket_id = :id
              and p.notify and p.role <> 'cc'
       )
       select p.id, p.role, p.at_desk, profile.permissions, found.turn
         from found
         join people p on p.organization_id = :organization_id and p.id = found.person_id
         left join permission_profiles profile
           on profile.organization_id = :organization_id and profile.id = p.profile_id
        where p.active""")
_MENTIONED = sql("""select p.id, p.role, p.at_desk, profile.permissions
         from people p
         left join permission_profiles profile
           on profile.organization_id = :organization_id and profile.id = p.profile_id
        where p.organization_id = :organization_id and p.kind = 'member' and p.role <> 'requester'
          and p.username = any(:names::text[]) and p.active""")


async def hearers_of(
    session: TenantSession, ticket_id: UUID, *, but: Collection[UUID | None], widely: bool = True
) -> set[UUID]:
    """Find who of the desk hears of a ticket, except those in `but`.

    The assignee; else the team; else agents on duty; else those who lead. Watchers and
    collaborators always. With `widely=False` there is no `else`: what the desk itself has done
    calls nobody else.
    """
    turns: dict[int, set[UUID]] = defaultdict(set)
    for row in await session.rows(_HEARERS, id=ticket_id, widely=widely):
        allowed = allowed_to(Role(row["role"]), row["permissions"], at_desk=row["at_desk"])
        if ("tickets:work" if row["turn"] else "tickets:all") in allowed:
            turns[row["turn"]].add(row["id"])
    in_hand = next((turns[turn] for turn in ((1, 2, 3) if widely else (1,)) if turns[turn]), None)
    if in_hand is None:
        in_hand = set(await holders_of(session, "tickets:lead")) if widely else set()
    return (turns[0] | in_hand) - set(but)


async def mentioned_in(session: TenantSession, text: str) -> set[UUID]:
    """Find whom of the desk a message names as `@username`, of those who may read notes."""
    named = {name.rstrip("._@-") for name in _MENTION.findall(text.lower())}
    if not named:
        return set()
    return {
        row["id"]
        for row in await session.rows(_MENTIONED, names=sorted(named)[:_MOST_NAMES])
        if "tickets:all"
        in allowed_to(Role(row["role"]), row["permissions"], at_desk=row["at_desk"])
    }


async def tell_mentioned(
    session: TenantSession,
    people: Collection[UUID],
    event: TicketReplied | TicketNoted,
    message: asyncpg.Record,
) -> None:
    """Tell people of the desk that a message names them; what it says is not in the mail."""
    await tell(
        session,
        people,
        Subject("ticket.mentioned", "ticket", event.ticket_id, event.seq),
        N_("{protocol}: {author} mentions you – {subject}"),
        mail=Mail(
            topic=MailTopic.MENTION,
            text=N_("{author} mentions you in {protocol} ({subject})."),
        ),
        protocol=message["protocol"],
        subject=message["subject"],
        author=message["author"],
    )
