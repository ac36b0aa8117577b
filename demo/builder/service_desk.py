"""Sets the service desk of an invented organization up: desks, teams, forms, incidents."""

from app.core.data.database import TenantSession
from app.desks.service import create_desk
from app.desks.status_names.service import create_status_name
from app.desks.teams.schemas import TeamCreate
from app.desks.teams.service import create_team
from app.forms.processes.schemas import DefinitionPut, TicketProcessCreate
from app.forms.processes.service import create_process, put_definition, set_state
from app.forms.schemas import FormCreate
from app.forms.service import create_form, new_version, publish_version
from app.forms.tool_entitlements.service import create_entitlement
from app.incidents.schemas import IncidentCreate, IncidentUpdateCreate
from app.incidents.service import create_incident, post_update
from app.tickets.saved_views.service import create_view
from demo.builder.script import Filled, Steps
from demo.builder.stage import Stage


async def set_up_desk(stage: Stage) -> None:
    """Make what the desk works with, before the first ticket is opened."""
    told = stage.told
    async with stage.acting("gestora") as session:
        for desk in told.desks:
            create_desk(session, desk)
        for group in told.teams:
            members = [stage.people[username] for username in group.members]
            await create_team(session, TeamCreate(id=group.id, name=group.name, member_ids=members))
        for name in told.status_names:
            create_status_name(session, name)
        for view in told.saved_views:
            create_view(session, view)
        for tool in told.entitlements:
            await create_entitlement(session, tool)
        for form in told.forms:
            await _publish(session, form)
        for process in told.processes:
            await _activate(session, process)


async def open_incidents(stage: Stage) -> None:
    """Open the incidents, and tell of them; the worker carries that to their tickets."""
    async with stage.acting("gestora") as session:
        for told in stage.told.incidents:
            new = IncidentCreate(**told.model_dump(exclude={"updates"}))
            incident = await create_incident(session, new)
            for body in told.updates:
                await post_update(session, incident, IncidentUpdateCreate(body=body))


async def _publish(session: TenantSession, told: Filled) -> None:
    form = create_form(session, FormCreate(**told.model_dump(exclude={"fields"})))
    await session.flush()
    version = await new_version(session, form, told.fields)
    await session.flush()
    await publish_version(session, version)


async def _activate(session: TenantSession, told: Steps) -> None:
    process = create_process(session, TicketProcessCreate(id=told.id, key=told.key, name=told.name))
    await session.flush()
    steps = DefinitionPut(activities=told.activities, transitions=told.transitions)
    await put_definition(session, process, steps)
    await set_state(session, process, "activate")
