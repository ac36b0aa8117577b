"""A request body that reads well, for each thing that can be sent: the reference shows them.

Together they tell one story: the fibre of a bakery in Curitiba is cut, and a technician mends it.
"""

from typing import Any

_BAKERY = "0198c5a0-10c4-7d35-8f0e-6a2b9d41e7c3"
_SHOP = "0198c5a0-2e91-7b08-a6d4-13f7c05be928"
_OWNER = "0198c5a0-4c5f-7f66-9b21-d80e4a7c3f15"
_TECHNICIAN = "0198c5a1-0a37-7c94-b58d-2f61e9d0734a"
_AGENT = "0198c5a1-2b08-7e1f-8c73-90a5d4f6b21e"
_NO_SIGNAL = "0198c5a2-15d6-7a42-9e07-c4b81f3a6d50"
_CABLE_CUT = "0198c5a2-33e9-7d8b-a1f4-7e0592c8b63d"
_SPLICED = "0198c5a2-51a0-7064-8d3e-b9f7246c1ae8"
_DROP_CABLE = "0198c5a3-0c72-7bf9-936a-5d18e40fb7c2"
_WAREHOUSE = "0198c5a3-2a15-71de-bc40-e86f39a5d107"
_OTHER_TICKET = "0198c5a3-5a10-7c3e-8b1d-6f0e2a9c4d71"
_MESSAGE = "0198c5a3-6b21-7d4f-9c2e-7a1f3b0d5e82"
_ACTIVITY = "0198c5a3-7c32-7e5a-8d3f-8b2a4c1e6f93"
_VAN = "0198c5a3-48bb-7635-a7f2-04d9c17e8b6a"

_DRAWN = [
    [{"t": 40 * i, "x": 40 + 18 * i, "y": 90 - 30 * (i % 2)} for i in range(12)],
    [{"t": 900 + 40 * i, "x": 50 + 20 * i, "y": 110 + 3 * i} for i in range(10)],
]
_REPORT = {
    "cause_code_id": _CABLE_CUT,
    "solution_code_id": _SPLICED,
    "details": "Drop cut by pruning between pole and facade. 35.5 m replaced, signal -19.8 dBm.",
    "attended_by": "Marta Lima",
    "network": {"cto": "CTO-117", "port": "5", "signal_dbm": "-19.8"},
}

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

EXAMPLES: dict[str, Any] = {
    # auth
    "SessionCreate": {
        "domain": "demo",
        "company": "matriz",
        "username": "agente",
        "password": "chamado-demo",
    },
    "SessionRefresh": {"refresh_token": "8sJmTtq1nB4vXcY0wKfR7uLpZeHdAoGi"},
    "ApiTokenCreate": {
        "name": "ERP",
        "scopes": ["customers:write", "orders:read"],
        "expires_in_days": 90,
    },
    "SecondFactorWanted": {"password": "gato azul na telha"},
    "CodeShown": {"code": "492039"},
    "TokenExchange": {"domain": "chamado"},
    "ApiTokenUpdate": {"name": "ERP (novo)", "networks": ["203.0.113.0/24"]},
    "ApiTokenRotate": {"grace_hours": 48},
    "ServiceAccountCreate": {"name": "Integração ERP", "role": "viewer"},
    "ServiceAccountUpdate": {"active": False},
    # organizations and people
    "OrganizationUpdate": {"name": "Rede Boa Telecom", "zone": "America/Sao_Paulo"},
    "OrganizationSettingsUpdate": {"second_factor_roles": ["owner", "manager"]},
    "CompanyCreate": {"code": "filial-sul", "name": "Rede Boa Sul", "document": "11222333000181"},
    "CompanyUpdate": {"name": "Rede Boa Sul e Oeste"},
    "DomainClaim": {"domain": "redeboa.com.br"},
    "PersonCreate": {
        "username": "tiago.nunes",
        "name": "Tiago Nunes",
        "email": "tiago@redeboa.example",
        "role": "technician",
        "password": "trocar-no-primeiro-dia",
    },
    "PersonUpdate": {"role": "coordinator"},
    "TemporaryPassword": {"password": "trocar-no-primeiro-dia"},
    "MeUpdate": {"phone": "+55 41 99999-0000", "notify_by_mail": False},
    "PasswordChange": {
        "current_password": "trocar-no-primeiro-dia",
        "new_password": "gato azul na telha",
    },
    "PasswordForgotten": {"domain": "redeboa", "email": "tiago@redeboa.example"},
    "PasswordReset": {
        "token": "chm_reset_0198c5a10a377c94b58d2f61e9d0734a8sJmTtq1nB4v",
        "password": "gato azul na telha",
    },
    "InvitationCreate": {
        "email": "tiago@redeboa.example",
        "name": "Tiago Nunes",
        "role": "technician",
    },
    "InvitationToken": {"token": "chm_invite_0198c5a10a377c94b58d2f61e9d0734a8sJmTtq1nB4v"},
    "InvitationAccept": {
        "token": "chm_invite_0198c5a10a377c94b58d2f61e9d0734a8sJmTtq1nB4v",
        "username": "tiago.nunes",
        "password": "gato azul na telha",
    },
    "PermissionProfileCreate": {
        "name": "Técnico que agenda",
        "role": "technician",
        "permissions": ["orders:read", "orders:execute", "schedules:read", "schedules:write"],
    },
    "PermissionProfileUpdate": {"permissions": ["orders:read", "orders:execute"]},
    # customers
    "CustomerCreate": {
        "name": "Padaria Estrela",
        "kind": "company",
        "document": "11222333000181",
        "email": "contato@padariaestrela.example",
        "phone": "+55 41 3333-4444",
    },
    "ContactUpdate": {"is_administrator": True},
    "CustomerUpdate": {"phone": "+55 41 3333-5555", "notes": None},
    "SiteCreate": {
        "label": "Loja do centro",
        "street": "Rua das Flores",
        "number": "210",
        "district": "Centro",
        "city": "Curitiba",
        "state": "PR",
        "postal_code": "80020-090",
        "latitude": -25.4306,
        "longitude": -49.2719,
        "access_notes": "Side entrance before eight.",
    },
    "SiteUpdate": {"number": "212", "clear": ["access_notes"]},
    "ContactCreate": {"person_id": _OWNER},
    # forms
    "FormCreate": {"key": "sem-sinal", "name": "Sem sinal"},
    "FormUpdate": {"name": "Sem sinal de internet"},
    "FormVersionCreate": {
        "json_schema": _SIGNAL_SCHEMA,
        "ui_schema": {"ui:order": ["light", "since", "box"]},
        "not_applicable_groups": [{"key": "light", "fields": ["since"]}],
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
    "ToolEntitlementCreate": {"key": "tool:erp", "customer_id": _BAKERY, "source": "contract"},
    "ToolEntitlementUpdate": {"ends_at": "2026-12-31T23:59:59-03:00"},
    "ProcessCreate": {"key": "sem-sinal", "name": "Sem sinal"},
    "ProcessUpdate": {"name": "Sem sinal de internet"},
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
    # catalog
    "CodeCreate": {"kind": "cause", "code": "CABO-01", "label": "Cabo rompido"},
    "CodeUpdate": {"active": False},
    # stock
    "ProductCreate": {"sku": "DROP-1FO", "name": "Cabo drop 1 fibra", "unit": "m", "scale": 1},
    "ProductUpdate": {"name": "Cabo drop 1 fibra, preto"},
    "LocationCreate": {"kind": "van", "name": "Fiorino 3", "person_id": _TECHNICIAN},
    "LocationUpdate": {"name": "Fiorino 4"},
    "MovementCreate": {
        "kind": "transfer",
        "from_location_id": _WAREHOUSE,
        "to_location_id": _VAN,
        "note": "Monday's load",
        "lines": [{"product_id": _DROP_CABLE, "quantity": "100.0"}],
    },
    # schedules
    "BookingCreate": {
        "person_id": _TECHNICIAN,
        "kind": "absence",
        "starts_at": "2026-12-23T11:00:00Z",
        "ends_at": "2026-12-23T20:00:00Z",
        "note": "Dentist",
    },
    # orders
    "OrderCreate": {
        "customer_id": _BAKERY,
        "site_id": _SHOP,
        "problem_code_id": _NO_SIGNAL,
        "title": "No internet since the storm",
        "description": "The red light blinks on the modem.",
        "priority": "high",
    },
    "OrderUpdate": {"priority": "urgent"},
    "OrderSchedule": {
        "technician_id": _TECHNICIAN,
        "starts_at": "2026-12-22T12:00:00Z",
        "ends_at": "2026-12-22T13:30:00Z",
    },
    "OrderStart": {
        "occurred_at": "2026-12-22T12:04:10Z",
        "latitude": -25.4306,
        "longitude": -49.2719,
        "accuracy_m": 8.5,
    },
    "MaterialUse": {"product_id": _DROP_CABLE, "quantity": "35.5"},
    "CloseFacts": _REPORT,
    "OrderClose": _REPORT
    | {
        "customer_signature": {
            "role": "customer",
            "signer_name": "Marta Lima",
            "signer_document": "52998224725",
            "consent_text": "I have read the report and agree.",
            "strokes": _DRAWN,
            "canvas": {"width": 320, "height": 160},
            "content_hash": "6b3a55e0261b0304143f805a24924d0c1c44524821305f31d9277843b8a10f4e",
            "device_time": "2026-12-22T13:10:42Z",
        },
    },
    "VisitMoment": {
        "occurred_at": "2026-12-22T11:20:00Z",
        "latitude": -25.4306,
        "longitude": -49.2719,
    },
    "OrderFailure": {
        "occurred_at": "2026-12-22T12:50:00Z",
        "reason": "The pole needs the power company to switch off the line first.",
    },
    "OrderAbsence": {
        "occurred_at": "2026-12-22T12:40:00Z",
        "note": "Rang and called twice, waited twenty minutes.",
    },
    "PhotoAdd": {"file_id": _MESSAGE, "kind": "after", "note": "The new drop at the facade."},
    "OrderReopen": {"reason": "The signal dropped again two days after the splice."},
    "OrderCancel": {"reason": "The customer found the plug pulled out."},
    # tickets
    "TicketCreate": {
        "subject": "No internet since the storm",
        "description": "The red light blinks on the modem.",
        "priority": "normal",
        "site_id": _SHOP,
    },
    "TicketUpdate": {"priority": "urgent"},
    "TicketTransition": {"status": "pending"},
    "TicketMerge": {"into_id": _OTHER_TICKET, "add_requester": True},
    "TicketSplit": {"message_id": _MESSAGE, "subject": "Second device without signal"},
    "TicketLinkCreate": {"kind": "relates", "other_id": _OTHER_TICKET},
    "TagsPut": {"tags": ["centro", "fibra"]},
    "ParticipantCreate": {"person_id": _OWNER, "role": "cc"},
    "DialogSubmit": {"activity_id": _ACTIVITY, "fields": {"answer": "yes"}},
    "MessageUpdate": {"body": "A technician comes tomorrow at ten."},
    "MessageRedact": {"reason": "It held a password."},
    "SavedViewCreate": {"name": "Urgent and mine", "query": {"view": "pending"}},
    "SavedViewUpdate": {"name": "Mine"},
    "SlaPolicyCreate": {
        "name": "Urgent at any hour",
        "match": {"priority": ["urgent"]},
        "targets": [{"metric": "first_response", "priority": "urgent", "minutes": 60}],
    },
    "SlaPolicyUpdate": {"position": 2},
    "IncidentCreate": {
        "title": "Backbone cut in Água Verde",
        "description": "Cut between CTO-117 and CTO-121; the splicing crew is on its way.",
        "ticket_ids": [_OTHER_TICKET],
    },
    "IncidentChange": {"title": "Backbone cut in Água Verde and Batel"},
    "IncidentTicketsAdd": {"ticket_ids": [_OTHER_TICKET], "tell": True},
    "IncidentUpdateCreate": {"body": "The cut is found. Service is back by six, we expect."},
    "IncidentResolve": {
        "body": "The cable is spliced and everybody is back. Sorry for the trouble.",
        "cause_code_id": _CABLE_CUT,
        "solution_code_id": _SPLICED,
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
    "RuleTrial": {"ticket_id": _OTHER_TICKET},
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
    "TeamCreate": {"name": "Fibra", "member_ids": [_AGENT]},
    "TeamUpdate": {"member_ids": [_AGENT]},
    "SupportProfilePut": {"max_open_tickets": 20, "languages": ["pt-BR"]},
    "AvailabilityPut": {"availability": "online"},
    "CalendarCreate": {
        "name": "Campinas",
        "zone": "America/Sao_Paulo",
        "intervals": [
            {"weekday": 0, "starts": "08:30", "ends": "12:00"},
            {"weekday": 0, "starts": "13:30", "ends": "17:30"},
        ],
        "country": "BR",
        "state": "SP",
    },
    "CalendarUpdate": {"with_optional": True},
    "OverrideCreate": {"date": "2026-12-24", "reason": "Christmas Eve"},
    "HolidaySetCreate": {
        "name": "Campinas",
        "rules": [{"name": "Nossa Senhora da Conceição", "kind": "fixed", "month": 12, "day": 8}],
    },
    "HolidaySetUpdate": {"name": "Campinas e região"},
    "ReplyCreate": {"body": "A technician comes tomorrow at nine."},
    "NoteCreate": {"body": "The whole street is down, see CTO-117."},
    "TicketAssign": {"assignee_id": _AGENT},
    "TicketSolve": {
        "details": "The drop cable was cut by pruning and has been replaced.",
        "cause_code_id": _CABLE_CUT,
        "solution_code_id": _SPLICED,
    },
    "TicketOrderCreate": {"problem_code_id": _NO_SIGNAL, "priority": "high"},
    "ReadMarkerPut": {"seq": 4},
}
