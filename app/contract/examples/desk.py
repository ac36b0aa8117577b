"""Examples of request bodies of the service desk: tickets, forms, SLAs, incidents, automation."""

from typing import Any

from app.contract.examples.ids import (
    ACTIVITY,
    AGENT,
    ANSWER,
    BAKERY,
    CABLE_CUT,
    COORDINATOR,
    CUSTOMER_PERSON,
    DIAGNOSIS_FORM,
    FORM,
    HOLIDAY_SET,
    NO_SIGNAL,
    OTHER_TICKET,
    PROCESS,
    SHOP,
    SPLICED,
    STATUS_NAME,
    TEAM,
    TICKET,
)

_SIGNAL_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "light": {"title": "Luz LOS da ONU", "enum": ["apagada", "vermelha", "piscando"]},
        "since": {"title": "Desde quando", "type": "string", "format": "date"},
        "box": {"title": "Caixa", "type": "string", "pattern": "^CTO-[A-Z]+-[0-9]+$"},
    },
    "required": ["light"],
    "if": {"properties": {"light": {"const": "vermelha"}}, "required": ["light"]},
    "then": {"required": ["since"]},
}

DESK_EXAMPLES: dict[str, Any] = {
    # forms
    "FormCreate": {"key": "mudanca-de-endereco", "name": "Mudança de endereço"},
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
        "kind": "topic",
        "label": "Sem sinal",
        "help": "A internet caiu por completo, ou cai várias vezes por dia.",
        "position": 10,
        "process_id": PROCESS,
    },
    "FormNodeUpdate": {"position": 20},
    "ToolEntitlementCreate": {"key": "tool:cameras", "customer_id": BAKERY, "source": "contract"},
    "ToolEntitlementUpdate": {"ends_at": "2026-12-31T23:59:59-03:00"},
    "TicketProcessCreate": {"key": "mudanca-de-endereco", "name": "Mudança de endereço"},
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
                        "form_id": FORM,
                        "submit_label": "Abrir chamado",
                        "is_opening": True,
                    },
                    {
                        "key": "diagnose",
                        "audience": "agent",
                        "form_id": DIAGNOSIS_FORM,
                        "submit_label": "Registrar diagnóstico",
                    },
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
                            "properties": {"visit": {"const": True}},
                            "required": ["visit"],
                        }
                    }
                },
                "actions": [{"type": "set_priority", "value": "high"}],
            }
        ],
    },
    # tickets
    "TicketCreate": {
        "subject": "Sem internet desde a tempestade",
        "description": "A luz LOS do aparelho está piscando em vermelho e os caixas não passam"
        " cartão.",
        "priority": "normal",
        "requester_id": CUSTOMER_PERSON,
        "channel": "phone",
        "site_id": SHOP,
    },
    "TicketUpdate": {"priority": "urgent", "team_id": TEAM},
    "TicketTransition": {"status": "on_hold", "status_name_id": STATUS_NAME},
    "TicketMerge": {"into_id": OTHER_TICKET, "add_requester": True},
    "TicketSplit": {"message_id": ANSWER, "subject": "Wi-Fi não pega no balcão novo"},
    "TicketLinkCreate": {"kind": "relates", "other_id": OTHER_TICKET},
    "TagsPut": {"tags": ["cambuí", "fibra"]},
    "ParticipantCreate": {"person_id": COORDINATOR, "role": "watcher"},
    "DialogSubmit": {
        "activity_id": ACTIVITY,
        "fields": {"signal_dbm": -27.9, "visit": True},
    },
    "MessageUpdate": {"body": "Helena, já temos um técnico a caminho: ele chega às 12h."},
    "MessageRedact": {"reason": "A mensagem tinha uma senha."},
    "SavedViewCreate": {
        "name": "Urgentes e meus",
        "query": {"view": "open", "priority": ["urgent"], "assignee_id": ["me"]},
    },
    "SavedViewUpdate": {"name": "Na fila, sem responsável"},
    "SlaPolicyCreate": {
        "name": "Urgentes",
        "match": {"priorities": ["urgent"]},
        "targets": [
            {"metric": "first_response", "priority": "urgent", "minutes": 15},
            {"metric": "resolution", "priority": "urgent", "minutes": 240},
        ],
    },
    "SlaPolicyUpdate": {"position": 2},
    "IncidentCreate": {
        "title": "Queda de energia na central do Cambuí",
        "description": "No-break esgotado; gerador a caminho.",
        "ticket_ids": [TICKET],
        "site_ids": [SHOP],
    },
    "IncidentChange": {"title": "Cabo rompido entre Taquaral, Barão Geraldo e Cambuí"},
    "IncidentTicketsAdd": {"ticket_ids": [TICKET], "tell": True},
    "IncidentUpdateCreate": {
        "body": "A equipe já está fundindo o cabo. A previsão das 18h se mantém."
    },
    "IncidentResolve": {
        "body": "O cabo foi refeito e todos voltaram a navegar. Pedimos desculpas pelo transtorno.",
        "cause_code_id": CABLE_CUT,
        "solution_code_id": SPLICED,
    },
    "AutomationRuleCreate": {
        "name": "Sem sinal é urgente",
        "trigger": "ticket_opened",
        "conditions": {
            "all": [
                {"field": "text", "operator": "contains", "values": ["sem sinal", "fora do ar"]}
            ],
            "any": [{"field": "priority", "operator": "is_not", "values": ["urgent"]}],
        },
        "hours": "outside",
        "actions": [
            {"type": "set_priority", "value": "urgent"},
            {"type": "reply", "value": "Olá, {{requester.first_name}}! Já estamos verificando."},
        ],
        "once_per_ticket": True,
    },
    "AutomationRuleUpdate": {"mode": "dry_run"},
    "RuleTrial": {"ticket_id": TICKET},
    "MacroCreate": {
        "name": "Pedir para reiniciar o roteador",
        "actions": [
            {
                "type": "reply",
                "value": "Olá, {{requester.first_name}}! Por favor, desligue o roteador da tomada"
                " por dez segundos e conte o que aconteceu.",
            },
            {"type": "set_status", "value": "pending"},
        ],
    },
    "MacroUpdate": {"name": "Pedir as luzes da ONU"},
    "MacroApply": {"reply": "Olá, Helena! A luz PON do roteador está acesa?"},
    "RatingCreate": {"stars": 5, "comment": "Rápidos e atenciosos."},
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
        "status": "pending",
        "label_agent": "Aguardando horário do cliente",
        "label_requester": "Aguardando você",
    },
    "StatusNameUpdate": {"position": 2},
    "TeamCreate": {"name": "Plantão", "member_ids": [AGENT]},
    "TeamUpdate": {"member_ids": [AGENT]},
    "SupportProfilePut": {"max_open_tickets": 20, "languages": ["pt-BR", "es"]},
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
    "HolidaySetUpdate": {"name": "Campinas e região"},
    "ReplyCreate": {"body": "Helena, o técnico acabou de sair e chega em meia hora."},
    "NoteCreate": {"body": "A rua inteira está sem sinal; ver a CTO-CAM-042."},
    "TicketAssign": {"assignee_id": AGENT},
    "TicketSolve": {
        "details": "O cabo drop foi cortado numa poda de árvore e já foi trocado.",
        "cause_code_id": CABLE_CUT,
        "solution_code_id": SPLICED,
    },
    "TicketOrderCreate": {"problem_code_id": NO_SIGNAL, "priority": "high"},
    "ReadMarkerPut": {"seq": 4},
}
