"""Examples of request bodies of sign-in, people and organizations."""

from typing import Any

PEOPLE_EXAMPLES: dict[str, Any] = {
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
    "OrganizationSettingsUpdate": {"second_factor_roles": ["owner"], "session_days": 14},
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
    "PasswordResetConfirm": {
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
}
