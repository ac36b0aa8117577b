"""Examples of request bodies of sign-in, people and organizations."""

from typing import Any

from app.contract.examples.tokens import token

_PASSWORD = "chamado-demo"  # noqa: S105 - of everybody in the demo organization
_NEW_PASSWORD = "gato azul na telha"  # noqa: S105 - of nobody

PEOPLE_EXAMPLES: dict[str, Any] = {
    # auth
    "SessionCreate": {
        "domain": "demo",
        "company": "matriz",
        "username": "agente",
        "password": _PASSWORD,
    },
    "SessionRefresh": {"refresh_token": token("chm_refresh")},
    "ApiTokenCreate": {
        "name": "ERP",
        "scopes": ["customers:write", "orders:read"],
        "expires_in_days": 90,
    },
    "SecondFactorWanted": {"password": _PASSWORD},
    "CodeShown": {"code": "492039"},
    "TokenExchange": {"domain": "chamado"},
    "ApiTokenUpdate": {"name": "ERP (novo)", "networks": ["203.0.113.0/24"]},
    "ApiTokenRotate": {"grace_hours": 48},
    "ServiceAccountCreate": {"name": "Monitoramento da rede", "role": "viewer"},
    "ServiceAccountUpdate": {"name": "Integração com o ERP novo", "role": "agent"},
    # organizations and people
    "OrganizationUpdate": {
        "legal_name": "Conecta Campinas Telecomunicações Ltda",
        "address": "Rua Barão de Jaguara, 900, Centro, Campinas – SP, 13015-001",
        "phone": "+55 19 90000-0199",
    },
    "OrganizationSettingsUpdate": {"second_factor_roles": ["owner"], "session_days": 14},
    "CompanyCreate": {
        "code": "valinhos",
        "name": "Conecta Valinhos",
        "document": "11.444.777/0002-42",
    },
    "CompanyUpdate": {"name": "Conecta Campinas Matriz", "document": "11.444.777/0001-61"},
    "DomainClaim": {"domain": "conecta.example"},
    "PersonCreate": {
        "username": "tiago.nunes",
        "name": "Tiago Nunes",
        "email": "tiago@conecta.example",
        "role": "technician",
        "password": "trocar-no-primeiro-dia",
    },
    "PersonUpdate": {"phone": "+55 19 90000-0204", "locale": "pt-BR"},
    "TemporaryPassword": {"password": "trocar-no-primeiro-dia"},
    "MeUpdate": {"phone": "+55 19 90000-0204", "notify_by_mail": False},
    "NotificationsRead": {"until": "2026-11-30T12:00:00Z"},
    "PasswordChange": {"current_password": _PASSWORD, "new_password": _NEW_PASSWORD},
    "PasswordForgotten": {"domain": "demo", "email": "marcos@conecta.example"},
    "PasswordResetConfirm": {"token": token("chm_reset"), "password": _NEW_PASSWORD},
    "InvitationCreate": {
        "email": "larissa@conecta.example",
        "name": "Larissa Moura",
        "role": "technician",
    },
    "InvitationToken": {"token": token("chm_invite")},
    "InvitationAccept": {
        "token": token("chm_invite"),
        "username": "larissa.moura",
        "password": _NEW_PASSWORD,
    },
    "PermissionProfileCreate": {
        "name": "Técnico que agenda",
        "role": "technician",
        "permissions": ["orders:read", "orders:execute", "schedules:read", "schedules:write"],
    },
    "PermissionProfileUpdate": {
        "permissions": ["customers:read", "tickets:read", "tickets:all", "tickets:work"]
    },
}
