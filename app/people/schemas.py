"""People and credentials as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    StringConstraints,
    field_validator,
)
from pydantic_core import PydanticCustomError

from app.core.listing import ListQuery
from app.core.phones import Phone
from app.core.text import N_
from app.core.wire import UNCHANGED, In, Instant, Line, Locale, Out, Update, YesNo
from app.people.models import InvitationStatus, PersonKind
from app.people.roles import Role

Username = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._@-]{1,253}$", strip_whitespace=True)
]
#: In small letters, as it is looked up.
Email = Annotated[EmailStr, AfterValidator(str.lower)]
Password = Annotated[str, StringConstraints(min_length=12, max_length=200)]


class SessionCreate(In):
    """All four are asked for; a wrong one is not told apart from another."""

    domain: Line
    company: Line = Field(description="Code of the company or branch.")
    username: Line
    password: str = Field(min_length=1, max_length=200)
    code: str | None = Field(
        None, max_length=40, description="One-time or recovery code, where the account asks for it."
    )
    device_token: str | None = Field(
        None,
        max_length=200,
        description="From an earlier session on this device: others who guess do not slow it down.",
    )


class SessionRefresh(In):
    refresh_token: str = Field(min_length=1, max_length=200)


class Session(Out):
    """A signed-in session: send `access_token` as Bearer; trade `refresh_token` once it expires."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="Seconds.")
    refresh_token: str = Field(description="Good for one use; the answer holds the next one.")
    device_token: str | None = Field(
        description="For the device to keep beyond the session; null on a refresh."
    )
    session_id: UUID
    person_id: UUID


class Person(Out):
    id: UUID
    kind: PersonKind
    company_id: UUID
    username: str
    name: str
    email: str | None
    phone: str | None
    locale: str | None
    role: Role
    profile_id: UUID | None = Field(description="Null: what the role itself allows.")
    active: bool
    photo_url: str | None = Field(description="Add `?size=small` for lists; null: no photo.")
    must_change_password: bool
    version: int
    created_at: Instant
    updated_at: Instant


class OnBehalf(Out):
    """Who a visitor is at home."""

    organization_id: UUID
    person_id: UUID
    grant_id: UUID | None = Field(description="The grant that let them in; null: none is needed.")


class Me(Out):
    id: UUID
    organization_id: UUID
    company_id: UUID
    name: str
    username: str
    email: str | None
    phone: str | None
    locale: str | None
    photo_url: str | None
    role: Role
    profile_id: UUID | None
    permissions: list[str] = Field(description="What this credential allows at this moment.")
    notify_by_mail: bool
    must_change_password: bool
    on_behalf: OnBehalf | None = Field(description="Null: at home here.")
    version: int


class MeUpdate(Update):
    name: Line = UNCHANGED
    phone: Phone | None = UNCHANGED
    locale: Locale | None = UNCHANGED
    notify_by_mail: YesNo = UNCHANGED
    clear: list[Literal["phone", "locale"]] = Field(default_factory=list)


class PhotoQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    size: Literal["small", "large"] = Field("large", description="96 or 512 pixels.")


class PasswordChange(In):
    current_password: str = Field(min_length=1, max_length=200)
    new_password: Password


class PersonCreate(In):
    """Somebody with a password that is handed over; by mail it is `createInvitation`."""

    id: UUID | None = None
    company_id: UUID | None = Field(None, description="Null: the company of the caller.")
    username: Username
    name: Line
    email: Email | None = None
    phone: Phone | None = None
    locale: Locale | None = None
    role: Role
    profile_id: UUID | None = None
    password: Password
    must_change_password: YesNo = Field(
        True, description="Until it is changed, the password opens nothing else."
    )


class PersonUpdate(Update):
    """Another role drops the permission profile, unless one for that role comes along."""

    name: Line = UNCHANGED
    email: Email | None = UNCHANGED
    phone: Phone | None = UNCHANGED
    locale: Locale | None = UNCHANGED
    role: Role = UNCHANGED
    profile_id: UUID | None = UNCHANGED
    active: YesNo = UNCHANGED
    clear: list[Literal["email", "phone", "locale", "profile_id"]] = Field(default_factory=list)


class TemporaryPassword(In):
    password: Password


class PersonQuery(ListQuery):
    sort: Literal["name", "-name"] = "name"
    kind: PersonKind = Field(
        PersonKind.MEMBER, description="Programs and visitors are listed when asked for."
    )
    role: list[Role] | None = None
    profile_id: list[UUID] | None = None
    active: bool | None = None


class RolePermissions(Out):
    role: Role
    permissions: list[str]


class Permission(Out):
    name: str
    meaning: str


class Roles(Out):
    """The built-in roles, and the permissions that profiles are made of."""

    items: list[RolePermissions]
    permissions: list[Permission]


class PermissionProfile(Out):
    id: UUID
    name: str
    role: Role = Field(description="Whom it can be given to.")
    permissions: list[str]
    version: int
    created_at: Instant
    updated_at: Instant


class PermissionProfileCreate(In):
    """Instead of what the role allows; `me:read` and `me:write` are in every profile."""

    id: UUID | None = None
    name: Line
    role: Role
    permissions: list[str] = Field(max_length=200)

    @field_validator("role")
    @classmethod
    def _not_the_owner(cls, role: Role) -> Role:
        if role is Role.OWNER:
            raise PydanticCustomError("not_for_owners", N_("Owners may do everything."))
        return role


class PermissionProfileUpdate(Update):
    name: Line = UNCHANGED
    permissions: list[str] = UNCHANGED


class PermissionProfileQuery(ListQuery):
    sort: Literal["name", "-name"] = "name"
    role: list[Role] | None = None


class Invitation(Out):
    id: UUID
    email: str
    name: str
    locale: str | None
    role: Role
    profile_id: UUID | None
    company_id: UUID
    invited_by_id: UUID | None
    status: InvitationStatus
    sent_count: int
    expires_at: Instant
    person_id: UUID | None = Field(description="Who came of it.")
    version: int
    created_at: Instant
    updated_at: Instant


class InvitationSent(Invitation):
    accept_url: str = Field(
        description="What the mail says, for handing over by hand. Shown this once."
    )


class InvitationCreate(In):
    id: UUID | None = None
    email: Email
    name: Line
    locale: Locale | None = Field(None, description="Language of the letter.")
    role: Role
    profile_id: UUID | None = None
    company_id: UUID | None = Field(None, description="Null: the company of the caller.")


class InvitationQuery(ListQuery):
    sort: Literal["-created_at", "created_at"] = "-created_at"
    status: list[Literal["pending", "accepted", "revoked"]] | None = Field(
        None, description="`pending` includes the expired."
    )


class InvitationToken(In):
    token: str = Field(min_length=1, max_length=200)


class InvitationPreview(Out):
    """What the letter leads to: where one will sign in, and as what."""

    organization_name: str
    domain: str
    company: str
    email: str
    name: str
    role: Role
    expires_at: Instant


class InvitationAccept(In):
    token: str = Field(min_length=1, max_length=200)
    username: Username | None = Field(None, description="Null: the address of the invitation.")
    name: Line | None = Field(None, description="Null: as the invitation has it.")
    locale: Locale | None = None
    password: Password


class PasswordForgotten(In):
    domain: Line
    email: Email


class PasswordForgottenAnswer(Out):
    """The same whether or not the address belongs to somebody."""

    good_for_minutes: int


class PasswordReset(In):
    token: str = Field(min_length=1, max_length=200)
    password: Password


class SignInSession(Out):
    """A session of the caller's on one device."""

    id: UUID
    device_name: str = Field(examples=["Firefox 142, Windows"])
    user_agent: str
    address: str
    started_at: Instant
    last_seen_at: Instant
    expires_at: Instant
    is_current: bool


class SignInSessionQuery(ListQuery):
    sort: Literal["-started_at", "started_at"] = "-started_at"
