"""What callers read of people and their tokens: statements, compiled once."""

from sqlalchemy import Text, bindparam, case, cast, func, literal, select

from app.core.listing import Listing
from app.core.statements import as_json, prepared
from app.organizations.models import Organization
from app.people.models import (
    ApiToken,
    Invitation,
    PermissionProfile,
    Person,
    RecoveryCode,
    SecondFactor,
    SignIn,
)

_photo_url = case((Person.photo.is_not(None), func.concat("/v1/photos/", Person.photo)))

_PEOPLE = select(
    Person.id,
    Person.kind,
    Person.company_id,
    Person.username,
    Person.name,
    Person.email,
    Person.phone,
    Person.locale,
    Person.role,
    Person.profile_id,
    Person.active,
    _photo_url.label("photo_url"),
    Person.must_change_password,
    Person.version,
    Person.created_at,
    Person.updated_at,
)
PEOPLE = Listing(_PEOPLE, Person)
PERSON = prepared(
    as_json(
        _PEOPLE.where(
            Person.organization_id == bindparam("organization_id"), Person.id == bindparam("id")
        ),
        "version",
    )
)
ME = prepared(
    select(
        Person.id,
        Person.company_id,
        Person.name,
        Person.username,
        Person.email,
        Person.phone,
        Person.locale,
        _photo_url.label("photo_url"),
        Person.role,
        Person.profile_id,
        Person.notify_by_mail,
        Person.must_change_password,
        Person.version,
    ).where(Person.organization_id == bindparam("organization_id"), Person.id == bindparam("id"))
)

_recovery_codes_left = (
    select(func.count())
    .where(
        RecoveryCode.organization_id == Person.organization_id,
        RecoveryCode.person_id == Person.id,
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
        (SecondFactor.organization_id == Person.organization_id)
        & (SecondFactor.person_id == Person.id)
        & SecondFactor.confirmed_at.is_not(None),
    )
    .where(Person.organization_id == bindparam("organization_id"), Person.id == bindparam("id"))
)

#: Who counts against the plan.
ACTIVE_TECHNICIANS = prepared(
    select(func.count().label("used")).where(
        Person.organization_id == bindparam("organization_id"),
        Person.kind == "member",
        Person.role == "technician",
        Person.active,
    )
)

_PROFILES = select(
    PermissionProfile.id,
    PermissionProfile.name,
    PermissionProfile.role,
    PermissionProfile.permissions,
    PermissionProfile.version,
    PermissionProfile.created_at,
    PermissionProfile.updated_at,
)
PROFILES = Listing(_PROFILES, PermissionProfile)
PROFILE = prepared(
    as_json(
        _PROFILES.where(
            PermissionProfile.organization_id == bindparam("organization_id"),
            PermissionProfile.id == bindparam("id"),
        ),
        "version",
    )
)

_expired = (Invitation.status == "pending") & (Invitation.expires_at <= func.now())
_INVITATIONS = select(
    Invitation.id,
    Invitation.email,
    Invitation.name,
    Invitation.locale,
    Invitation.role,
    Invitation.profile_id,
    Invitation.company_id,
    Invitation.invited_by_id,
    case((_expired, "expired"), else_=cast(Invitation.status, Text)).label("status"),
    Invitation.sent_count,
    Invitation.expires_at,
    Invitation.person_id,
    Invitation.version,
    Invitation.created_at,
    Invitation.updated_at,
)
_THIS_INVITATION = (
    Invitation.organization_id == bindparam("organization_id"),
    Invitation.id == bindparam("id"),
)
INVITATIONS = Listing(_INVITATIONS, Invitation)
INVITATION = prepared(as_json(_INVITATIONS.where(*_THIS_INVITATION), "version"))
#: With the link, for the one answer that shows it.
INVITATION_WITH_LINK = prepared(
    as_json(
        _INVITATIONS.add_columns(bindparam("accept_url", type_=Text()).label("accept_url")).where(
            *_THIS_INVITATION
        ),
        "version",
    )
)

SESSIONS = Listing(
    select(
        SignIn.id,
        SignIn.device_name,
        SignIn.user_agent,
        SignIn.address,
        SignIn.started_at,
        SignIn.last_seen_at,
        SignIn.expires_at,
        SignIn.id.is_not_distinct_from(bindparam("session_id", type_=SignIn.id.type)).label(
            "is_current"
        ),
    ),
    SignIn,
)
OWN_AND_ALIVE = (
    SignIn.person_id == bindparam("actor_id", type_=SignIn.person_id.type),
    SignIn.ended_at.is_(None),
)

_API_TOKENS = select(
    ApiToken.id,
    ApiToken.person_id,
    ApiToken.name,
    ApiToken.scopes,
    ApiToken.networks,
    ApiToken.expires_at,
    ApiToken.last_used_at,
    ApiToken.revoked_at,
    ApiToken.successor_id,
    ApiToken.version,
    ApiToken.created_at,
    ApiToken.updated_at,
)
_THIS_TOKEN = (
    ApiToken.organization_id == bindparam("organization_id"),
    ApiToken.id == bindparam("id"),
)
API_TOKENS = Listing(_API_TOKENS, ApiToken)
OWN_TOKENS = ApiToken.person_id == bindparam("actor_id", type_=ApiToken.person_id.type)
#: By whether the reader sees everyone's.
API_TOKEN = {
    True: prepared(as_json(_API_TOKENS.where(*_THIS_TOKEN), "version")),
    False: prepared(as_json(_API_TOKENS.where(*_THIS_TOKEN, OWN_TOKENS), "version")),
}
#: With its text, for the one answer that shows it.
API_TOKEN_WITH_TEXT = prepared(
    as_json(
        _API_TOKENS.add_columns(bindparam("token", type_=Text()).label("token")).where(
            *_THIS_TOKEN
        ),
        "version",
    )
)

_SERVICE_ACCOUNTS = select(
    Person.id,
    Person.name,
    Person.role,
    Person.profile_id,
    Person.active,
    Person.version,
    Person.created_at,
    Person.updated_at,
)
IS_SERVICE = Person.kind == "service"
SERVICE_ACCOUNTS = Listing(_SERVICE_ACCOUNTS, Person)
SERVICE_ACCOUNT = prepared(
    as_json(
        _SERVICE_ACCOUNTS.where(
            Person.organization_id == bindparam("organization_id"),
            Person.id == bindparam("id"),
            IS_SERVICE,
        ),
        "version",
    )
)
