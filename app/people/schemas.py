"""People as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
)

from app.core.http.listing import ListQuery
from app.core.values.phones import PHONE, Phone
from app.core.values.wire import (
    UNCHANGED,
    In,
    Instant,
    Line,
    Locale,
    Out,
    OwnId,
    StrictBool,
    Update,
)
from app.organizations.schemas import MailAddress
from app.people.models import PersonKind, Role

USERNAME = (
    "Name with which the person signs in, unique in the company: 2 to 254 lower-case letters,"
    " digits and `.`, `_`, `@`, `-`."
)
PERSON_NAME = "Full name of the person."
PERSON_EMAIL = (
    "E-mail address of the person, in lower case; several people may share one. Null: none, and so"
    " neither notifications by mail nor password resets."
)
PERSON_LOCALE = (
    "Language of the person: `pt-BR`, `pt-PT` or `en`. Null: answers follow `Accept-Language`,"
    " mails the language of the organization."
)
PERSON_PROFILE = (
    "Permission profile that replaces the permissions of the role. It has to be one for that role."
    " Null: the permissions of the role."
)
PHOTO_URL = (
    "Path of the photo, a square WebP; with `?size=small` for lists. Another photo has another"
    " path. Null: no photo."
)
MUST_CHANGE = (
    "Whether the person has to choose a new password first. Until then everything that needs more"
    " than `me:read` or `me:write` is refused with `password_change_required`."
)
_ACTIVE = (
    "Whether the person can sign in. Deactivation stops sessions and API tokens at once. After"
    " another activation the tokens work again, the sessions do not."
)

Username = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9._@-]{1,253}$", strip_whitespace=True),
    Field(description=USERNAME),
]
#: In small letters, as it is looked up.
Email = Annotated[MailAddress, AfterValidator(str.lower), Field(description=PERSON_EMAIL)]
Password = Annotated[
    str,
    StringConstraints(min_length=12, max_length=200),
    Field(
        description="New password, of 12 to 200 characters. One that is easy to guess, or contains"
        " little but names of the person, the organization or this product, is refused:"
        " `validation_failed`, and in its `errors` the code `guessable_password`."
    ),
]


class Person(Out):
    """A person of the organization: a member, a service account or a visitor."""

    id: UUID
    kind: PersonKind = Field(description="What the record stands for. It never changes.")
    company_id: UUID
    username: str = Field(description=USERNAME)
    name: str = Field(description=PERSON_NAME)
    email: str | None = Field(description=PERSON_EMAIL)
    phone: str | None = Field(description=PHONE)
    locale: Locale | None = Field(description=PERSON_LOCALE)
    role: Role = Field(description="Role of the person.")
    profile_id: UUID | None = Field(description=PERSON_PROFILE)
    active: bool = Field(description=_ACTIVE)
    photo_url: str | None = Field(description=PHOTO_URL)
    must_change_password: bool = Field(description=MUST_CHANGE)
    version: int
    created_at: Instant
    updated_at: Instant


class PersonCreate(In):
    """A new member with a password that the caller hands over.

    `createInvitation` lets the person choose the password instead.
    """

    id: OwnId | None = None
    company_id: UUID | None = Field(
        None, description="Company to which the person belongs. Null: that of the caller."
    )
    username: Username
    name: Line = Field(description=PERSON_NAME)
    email: Email | None = None
    phone: Phone | None = None
    locale: Locale | None = Field(None, description=PERSON_LOCALE)
    role: Role = Field(
        description="Role of the person. Requesters need the permission `people:write`, managers"
        " `people:admin`, owners `people:owners` and all others `people:staff`."
    )
    profile_id: UUID | None = Field(None, description=PERSON_PROFILE)
    password: Password
    must_change_password: StrictBool = Field(True, description=MUST_CHANGE)


HAND_BACK = (
    "Whether work that somebody cannot go on with is handed back: tickets to their queue; visits"
    " stay, and coordinators are notified of each. Without it such a change is refused with"
    " `still_holds_work`."
)


class PersonUpdate(Update):
    """Changes to a person: absent fields stay as they are, null clears one.

    Another `role` removes the permission profile, unless `profile_id` names one for that role.
    """

    name: Annotated[Line, Field(description=PERSON_NAME)] = UNCHANGED
    email: Email | None = UNCHANGED
    phone: Phone | None = UNCHANGED
    locale: Annotated[Locale | None, Field(description=PERSON_LOCALE)] = UNCHANGED
    role: Annotated[
        Role, Field(description="Role of the person. A change takes effect in running sessions.")
    ] = UNCHANGED
    profile_id: Annotated[UUID | None, Field(description=PERSON_PROFILE)] = UNCHANGED
    active: Annotated[StrictBool, Field(description=_ACTIVE)] = UNCHANGED
    hand_back: StrictBool = Field(False, description=HAND_BACK)
    clear: list[Literal["email", "phone", "locale", "profile_id"]] = Field(default_factory=list)


class PersonQuery(ListQuery):
    """Query parameters of `listPeople`."""

    sort: Literal["name", "-name"] = "name"
    q: str | None = Field(
        None,
        max_length=200,
        description="Words that name, user name, e-mail address or telephone number begin with;"
        " a telephone number is also found by its last digits, four or more. Accents are ignored.",
    )
    kind: PersonKind = Field(
        PersonKind.MEMBER,
        description="Only people of this kind. Absent: members, who include requesters.",
    )
    role: list[Role] | None = Field(None, description="Only people with one of these roles.")
    profile_id: list[UUID] | None = Field(
        None, description="Only people with one of these permission profiles."
    )
    active: bool | None = Field(
        None, description="Only people who are active, or only those who are not."
    )
