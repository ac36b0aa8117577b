"""Examples of request bodies of the service desk: tickets, forms, SLAs, incidents, automation."""

from typing import Any

from app.contract.examples.ids import (
    ACTIVITY,
    AGENT,
    BAKERY,
    CABLE_CUT,
    HOLIDAY_SET,
    MESSAGE,
    NO_SIGNAL,
    OTHER_TICKET,
    OWNER,
    SHOP,
    SPLICED,
)

_SIGNAL_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "light": {"title": "Luz da ONU", "enum": ["green", "red", "off"]},
        "since": {"title": "Desde quando", "type": "string", "format": "date"},
        "box": {"title": "Caixa", "type": "string", "pattern": "^CTO-[0-9]+$"},
    },
    "required": ["light"],
    "if": {"properties": {"light": {"const": "red"}}, "required": ["light"]},
    "then": {"required": ["since"]},
}

DESK_EXAMPLES: dict[str, Any] = {
    # forms
    "FormCreate": {"key": "sem-sinal", "name": "Sem sinal"},
    "FormUpdate": {"name": "Sem sinal de internet"},
    "FormVersionCreate": {
        "json_schema": _SIGNAL_SCHEMA,
        "ui_schema": {"ui:order": ["light", "since", "box"]},
        "not_applicable_groups": [{"key": "light", "field_keys": ["since"]}],
        "agent_only": ["box"],
        "required_on_solve": ["box"],
        "attachment_max": 5,
        "side_effects": ["support_access"],
    },
    "FormVersionUpdate": {"attachment_min": 1, "attachment_max": 5},
    "FormNodeCreate": {
        "parent_id": "0198c5a4-0b17-7c3d-9a25-61e8f04d7b92",
        "kind": "topic",
        "label": "Sem sinal",
        "position": 10,
        "form_id": "0198c5a4-2c58-7e0b-b1d7-3fa9560c82e4",
    },
    "FormNodeUpdate": {"position": 20},
    "ToolEntitlementCreate": {"key": "tool:erp", "customer_id": BAKERY, "source": "contract"},
    "ToolEntitlementUpdate": {"ends_at": "2026-12-31T23:59:59-03:00"},
    "TicketProcessCreate": {"key": "sem-sinal", "name": "Sem sinal"},
    "TicketProcessUpdate": {"name": "Sem sinal de internet"},
    "DefinitionPut": {
        "activities": [
            {
                "key": "triage",
                "label_agent": "Triagem",
                "label_requester": "Recebido",
                "dialogs": [
                    {
                        "key": "open",
                        "audience": "both",
                        "form_id": "0198c5a4-2c58-7e0b-b1d7-3fa9560c82e4",
                        "submit_label": "Abrir chamado",
                        "is_opening": True,
                    }
                ],
            },
            {"key": "field", "label_agent": "Em campo", "label_requester": "Técnico a caminho"},
        ],
        "transitions": [
            {
                "from_activity": "triage",
                "to_activity": "field",
                "condition": {
                    "properties": {
                        "fields": {
                            "properties": {"light": {"const": "red"}},
                            "required": ["light"],
                        }
                    }
                },
                "actions": [{"type": "set_priority", "value": "high"}],
            }
        ],
    },
    # tickets
    "TicketCreate": {
        "subject": "No internet since the storm",
        "description": "The red light blinks on the modem.",
        "priority": "normal",
        "site_id": SHOP,
    },
    "TicketUpdate": {"priority": "urgent"},
    "TicketTransition": {"status": "pending"},
    "TicketMerge": {"into_id": OTHER_TICKET, "add_requester": True},
    "TicketSplit": {"message_id": MESSAGE, "subject": "Second device without signal"},
    "TicketLinkCreate": {"kind": "relates", "other_id": OTHER_TICKET},
    "TagsPut": {"tags": ["centro", "fibra"]},
    "ParticipantCreate": {"person_id": OWNER, "role": "cc"},
    "DialogSubmit": {"activity_id": ACTIVITY, "fields": {"answer": "yes"}},
    "MessageUpdate": {"body": "A technician comes tomorrow at ten."},
    "MessageRedact": {"reason": "It held a password."},
    "SavedViewCreate": {"name": "Urgent and mine", "query": {"view": "pending"}},
    "SavedViewUpdate": {"name": "Mine"},
    "SlaPolicyCreate": {
        "name": "Urgent at any hour",
        "match": {"priorities": ["urgent"]},
        "targets": [{"metric": "first_response", "priority": "urgent", "minutes": 60}],
    },
    "SlaPolicyUpdate": {"position": 2},
    "IncidentCreate": {
        "title": "Backbone cut in Água Verde",
        "description": "Cut between CTO-117 and CTO-121; the splicing crew is on its way.",
        "ticket_ids": [OTHER_TICKET],
    },
    "IncidentChange": {"title": "Backbone cut in Água Verde and Batel"},
    "IncidentTicketsAdd": {"ticket_ids": [OTHER_TICKET], "tell": True},
    "IncidentUpdateCreate": {"body": "The cut is found. Service is back by six, we expect."},
    "IncidentResolve": {
        "body": "The cable is spliced and everybody is back. Sorry for the trouble.",
        "cause_code_id": CABLE_CUT,
        "solution_code_id": SPLICED,
    },
    "AutomationRuleCreate": {
        "name": "An outage is urgent",
        "trigger": "ticket_opened",
        "conditions": {
            "all": [{"field": "text", "operator": "contains", "values": ["no signal", "down"]}],
            "any": [{"field": "priority", "operator": "is_not", "values": ["urgent"]}],
        },
        "hours": "outside",
        "actions": [
            {"type": "set_priority", "value": "urgent"},
            {"type": "reply", "value": "Hello {{requester.first_name}}, we are on it."},
        ],
        "once_per_ticket": True,
    },
    "AutomationRuleUpdate": {"mode": "dry_run"},
    "RuleTrial": {"ticket_id": OTHER_TICKET},
    "MacroCreate": {
        "name": "Ask for the lamps of the router",
        "actions": [
            {
                "type": "reply",
                "value": "Hello {{requester.first_name}}, which lamps of the router are lit?",
            },
            {"type": "set_status", "value": "pending"},
        ],
    },
    "MacroUpdate": {"name": "Ask for the lamps"},
    "MacroApply": {"reply": "Hello Carla, is the lamp PON of the router lit?"},
    "RatingCreate": {"stars": 5, "comment": "Quick and friendly."},
    "RatingUpdate": {"stars": 4},
    "RatingInvitationToken": {"token": "chm_rate_0000000000000000000000000000000000000000000000"},
    "RatingByInvitation": {
        "token": "chm_rate_0000000000000000000000000000000000000000000000",
        "nonce": "0f1e2d3c",
        "stars": 5,
    },
    # desks and calendars
    "DeskCreate": {"name": "Suporte técnico"},
    "DeskUpdate": {"reopen_window_days": 30, "strategy": "least_loaded"},
    "StatusNameCreate": {
        "status": "on_hold",
        "label_agent": "Waiting for the part",
        "label_requester": "In progress",
    },
    "StatusNameUpdate": {"position": 2},
    "TeamCreate": {"name": "Fibra", "member_ids": [AGENT]},
    "TeamUpdate": {"member_ids": [AGENT]},
    "SupportProfilePut": {"max_open_tickets": 20, "languages": ["pt-BR"]},
    "AvailabilityPut": {"availability": "online"},
    "BusinessCalendarCreate": {
        "name": "Sábados de dezembro",
        "zone": "America/Sao_Paulo",
        "intervals": [
            {"weekday": 5, "starts": "08:30", "ends": "12:00"},
            {"weekday": 5, "starts": "13:30", "ends": "17:30"},
        ],
        "country": "BR",
        "state": "SP",
        "holiday_set_ids": [HOLIDAY_SET],
    },
    "BusinessCalendarUpdate": {"with_optional": True},
    "CalendarOverrideCreate": {
        "date": "2026-12-24",
        "intervals": [{"starts": "07:00", "ends": "12:00"}],
        "reason": "Véspera de Natal",
    },
    "HolidaySetCreate": {
        "name": "Recessos da empresa",
        "rules": [
            {"name": "Aniversário da empresa", "kind": "fixed", "month": 3, "day": 2},
            {"name": "Quarta-feira de Cinzas", "kind": "easter", "offset": -46},
        ],
    },
    "HolidaySetUpdate": {"name": "Feriados de Campinas e região"},
    "ReplyCreate": {"body": "A technician comes tomorrow at nine."},
    "NoteCreate": {"body": "The whole street is down, see CTO-117."},
    "TicketAssign": {"assignee_id": AGENT},
    "TicketSolve": {
        "details": "The drop cable was cut by pruning and has been replaced.",
        "cause_code_id": CABLE_CUT,
        "solution_code_id": SPLICED,
    },
    "TicketOrderCreate": {"problem_code_id": NO_SIGNAL, "priority": "high"},
    "ReadMarkerPut": {"seq": 4},
}
