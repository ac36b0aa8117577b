"""`/v1/automation-rules`, `/v1/rule-runs`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.automation import schemas
from app.automation import service as rules
from app.automation.models import AutomationRule
from app.automation.reads import RULE, RULES, RUNS
from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import UnknownReference, refuses
from app.desks.agents.service import NotAnAgent
from app.tickets.models import TicketWasMerged

router = APIRouter(tags=["automation"], route_class=Route)

CanRead = Annotated[Reading, acting("automation:read")]
CanWrite = Annotated[TenantSession, acting("automation:write")]
TheRule = Annotated[AutomationRule, existing(AutomationRule, "automation:write")]


@router.get(
    "/automation-rules",
    operation_id="listAutomationRules",
    response_model=Page[schemas.AutomationRule],
)
async def list_automation_rules(
    reading: CanRead, query: Annotated[schemas.AutomationRuleQuery, Query()]
) -> Json:
    """The rules, in the order in which they are tried."""
    return await RULES.page(reading, query)


@router.post(
    "/automation-rules",
    operation_id="createAutomationRule",
    status_code=201,
    response_model=schemas.AutomationRule,
    responses=refuses(UnknownReference, NotAnAgent),
)
async def create_automation_rule(session: CanWrite, new: schemas.AutomationRuleCreate) -> Json:
    """Let the desk do something by itself when something happens to a ticket."""
    rule = await rules.create_rule(session, new)
    location = f"/v1/automation-rules/{rule.id}"
    return await one(session, RULE, id=rule.id, status=201, location=location)


@router.get(
    "/automation-rules/{automation_rule_id}",
    operation_id="getAutomationRule",
    response_model=schemas.AutomationRule,
)
async def get_automation_rule(reading: CanRead, automation_rule_id: UUID) -> Json:
    """One rule."""
    return await one(reading, RULE, id=automation_rule_id)


@router.patch(
    "/automation-rules/{automation_rule_id}",
    operation_id="updateAutomationRule",
    response_model=schemas.AutomationRule,
    responses=refuses(UnknownReference, NotAnAgent),
)
async def update_automation_rule(
    session: CanWrite, rule: TheRule, change: schemas.AutomationRuleUpdate
) -> Json:
    """Change a rule; what it did is not undone."""
    await rules.update_rule(session, rule, change)
    return await one(session, RULE, id=rule.id)


@router.delete(
    "/automation-rules/{automation_rule_id}",
    operation_id="deleteAutomationRule",
    status_code=204,
)
async def delete_automation_rule(session: CanWrite, rule: TheRule) -> Response:
    """Forget a rule and its log. To keep the log, make it inactive."""
    await rules.delete_rule(session, rule)
    return Response(status_code=204)


@router.post(
    "/automation-rules/{automation_rule_id}/try",
    operation_id="tryAutomationRule",
    response_model=schemas.RuleVerdict,
    responses=refuses(UnknownReference, TicketWasMerged),
)
async def try_automation_rule(
    session: CanWrite, rule: TheRule, wanted: schemas.RuleTrial
) -> schemas.RuleVerdict:
    """Say what the rule would do to a ticket, and which condition keeps it from that."""
    outcome, checks, actions = await rules.try_out(session, rule, wanted.ticket_id)
    return schemas.RuleVerdict.model_validate(
        {"outcome": outcome, "checks": checks, "actions": actions}
    )


@router.get("/rule-runs", operation_id="listRuleRuns", response_model=Page[schemas.RuleRun])
async def list_rule_runs(reading: CanRead, query: Annotated[schemas.RuleRunQuery, Query()]) -> Json:
    """Why rules did or did not fire, newest first: of a ticket, of a rule, or all."""
    return await RUNS.page(reading, query)
