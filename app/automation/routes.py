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
    """List automation rules.

    In the order of `position`, in which the rules of a trigger are evaluated; each sees what
    those before it did. Rules that are inactive or in a dry run are listed too. `trigger`
    narrows the list.
    """
    return await RULES.page(reading, query)


@router.post(
    "/automation-rules",
    operation_id="createAutomationRule",
    status_code=201,
    response_model=schemas.AutomationRule,
    responses=refuses(UnknownReference, NotAnAgent),
)
async def create_automation_rule(session: CanWrite, new: schemas.AutomationRuleCreate) -> Json:
    """Create an automation rule.

    Lets the desk carry out actions by itself when an event of the trigger happens to a ticket
    and the conditions match. It applies to events from now on, not to what happened before. All
    actions of a rule are carried out or none. To try it without effect, create it with the mode
    `dry_run`, or use `tryAutomationRule`. Each evaluation is logged in `listRuleRuns`.

    Refuses conditions and actions that name something that does not exist
    (`unknown_reference`), an assignment to somebody who does not work at the desk
    (`not_an_agent`) or to `me`, and operators, values or placeholders that do not fit
    (`validation_failed`).
    """
    rule = await rules.create_rule(session, new)
    location = f"/v1/automation-rules/{rule.id}"
    return await one(session, RULE, id=rule.id, status=201, location=location)


@router.get(
    "/automation-rules/{automation_rule_id}",
    operation_id="getAutomationRule",
    response_model=schemas.AutomationRule,
)
async def get_automation_rule(reading: CanRead, automation_rule_id: UUID) -> Json:
    """Get an automation rule.

    Gives trigger, conditions, hours and actions of the rule, and whether it is active. What
    came of it is in `listRuleRuns`.
    """
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
    """Update an automation rule.

    Changes the fields that are sent; `conditions` and `actions` are replaced as a whole. It
    applies to events from now on, and what the rule did is not undone. With the mode `inactive`
    it is no longer evaluated and keeps its log. Refuses conditions and actions that name
    something that does not exist (`unknown_reference`), an assignment to somebody who does not
    work at the desk (`not_an_agent`) or to `me`, and what does not fit (`validation_failed`).
    """
    await rules.update_rule(session, rule, change)
    return await one(session, RULE, id=rule.id)


@router.delete(
    "/automation-rules/{automation_rule_id}",
    operation_id="deleteAutomationRule",
    status_code=204,
)
async def delete_automation_rule(session: CanWrite, rule: TheRule) -> Response:
    """Delete an automation rule and its log.

    Deletes the rule and all its rule runs for good; what it did to tickets stays. To stop a
    rule and keep its log, set the mode `inactive` with `updateAutomationRule`.
    """
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
    """Try an automation rule on a ticket.

    Evaluates the rule as if its trigger happened to the ticket now, whatever its mode. Gives
    the outcome, each condition with what was found, and the actions with their texts filled in.
    Nothing is changed, sent or logged. Refuses a ticket that does not exist
    (`unknown_reference`) or was merged into another (`ticket_merged`).
    """
    outcome, checks, actions = await rules.try_out(session, rule, wanted.ticket_id)
    return schemas.RuleVerdict.model_validate(
        {"outcome": outcome, "checks": checks, "actions": actions}
    )


@router.get("/rule-runs", operation_id="listRuleRuns", response_model=Page[schemas.RuleRun])
async def list_rule_runs(reading: CanRead, query: Annotated[schemas.RuleRunQuery, Query()]) -> Json:
    """List rule runs.

    Tells why rules did or did not fire, newest first: outcome, conditions with what was found,
    and of failed runs the code of the refusal. `ticket_id` and `automation_rule_id` narrow the
    list. Inactive rules are not evaluated and leave no runs. Runs are kept for 30 days; of
    rules with `once_per_ticket`, those that fired are kept for longer, without `checks`.
    """
    return await RUNS.page(reading, query)
