"""Examples of every request body, by the name of its schema, and of path parameters.

They name things of the demo organization, so that a copied request works there as it stands; a
test sends each of them.
"""

from typing import Any

from app.contract.examples import ids
from app.contract.examples.desk import DESK_EXAMPLES
from app.contract.examples.field import FIELD_EXAMPLES
from app.contract.examples.people import PEOPLE_EXAMPLES

BODIES: dict[str, Any] = {**PEOPLE_EXAMPLES, **FIELD_EXAMPLES, **DESK_EXAMPLES}
#: Name of a parameter -> example. Any other id in a path is one that no demo has.
PARAMETERS: dict[str, Any] = {
    "verification_code": "Q53OO2GV6Z6AOW7MI4SO2RWPI4",
    "automation_rule_id": ids.RULE,
    "calendar_id": ids.CALENDAR,
    "company_id": ids.COMPANY,
    "contract_id": ids.CONTRACT,
    "customer_id": ids.BAKERY,
    "equipment_id": ids.EQUIPMENT,
    "getAgendaFigures.ends_at": "2026-12-28T03:00:00Z",
    "getAgendaFigures.starts_at": "2026-12-21T03:00:00Z",
    "getCalendarPreview.minutes": 480,
    "holiday_set_id": ids.HOLIDAY_SET,
    "location_id": ids.WAREHOUSE,
    "macro_id": ids.MACRO,
    "order_id": ids.ORDER,
    "permission_profile_id": ids.PERMISSION_PROFILE,
    "person_id": ids.TECHNICIAN,
    "agent_id": ids.AGENT,
    "product_id": ids.DROP_CABLE,
    "quote_id": ids.QUOTE,
    "service_account_id": ids.SERVICE_ACCOUNT,
    "service_id": ids.SERVICE,
    "site_id": ids.SHOP,
    "sla_policy_id": ids.SLA_POLICY,
    "specialty_id": ids.SPECIALTY,
    "code_id": ids.NO_SIGNAL,
    "ticket_id": ids.TICKET,
    "message_id": ids.REPLY,
    "desk_id": ids.DESK,
    "team_id": ids.TEAM,
    "status_name_id": ids.STATUS_NAME,
    "saved_view_id": ids.SAVED_VIEW,
    "form_id": ids.FORM,
    "process_id": ids.PROCESS,
    "tool_entitlement_id": ids.TOOL_ENTITLEMENT,
    "incident_id": ids.INCIDENT,
    "form_version_id": ids.FORM_VERSION,
    "form_node_id": ids.FORM_NODE,
    "dialog_id": ids.DIALOG,
    "link_id": ids.TICKET_LINK,
    "participant_id": ids.PARTICIPANT,
    "attachment_id": ids.ATTACHMENT,
    "draft_id": ids.REPLY_DRAFT,
    "domain": "demo",
    "content_hash": "6b3a55e0261b0304143f805a24924d0c1c44524821305f31d9277843b8a10f4e",
}
