"""Statements about second factors and who is required to have one."""

from sqlalchemy import Text, cast, func, literal, select

from app.auth.models import RecoveryCode, SecondFactor
from app.core.data.statements import by_id, prepared, tenant_join
from app.organizations.models import Organization
from app.people.models import Person

_recovery_codes_left = (
    select(func.count())
    .where(
        tenant_join(Person, RecoveryCode, RecoveryCode.person_id),
        RecoveryCode.used_at.is_(None),
    )
    .correlate(Person)
    .scalar_subquery()
)
#: Whether the organization asks people of this role for a second factor.
NEEDS_SECOND_FACTOR = func.coalesce(
    Organization.settings["second_factor_roles"].op("?")(cast(Person.role, Text)), literal(False)
)
SECOND_FACTOR = prepared(
    select(
        SecondFactor.confirmed_at.is_not(None).label("enabled"),
        SecondFactor.confirmed_at,
        _recovery_codes_left.label("recovery_codes_left"),
        NEEDS_SECOND_FACTOR.label("required"),
    )
    .select_from(Person)
    .join(Organization, Organization.organization_id == Person.organization_id)
    .outerjoin(
        SecondFactor,
        tenant_join(Person, SecondFactor, SecondFactor.person_id)
        & SecondFactor.confirmed_at.is_not(None),
    )
    .where(by_id(Person))
)
