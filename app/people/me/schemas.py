"""The caller's own profile."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    Field,
)

from app.core.values.phones import PHONE, Phone
from app.core.values.wire import UNCHANGED, Line, Locale, Out, StrictBool, Update
from app.people.models import MailTopic, Role
from app.people.schemas import (
    MUST_CHANGE,
    PERSON_EMAIL,
    PERSON_LOCALE,
    PERSON_NAME,
    PERSON_PROFILE,
    PHOTO_URL,
    USERNAME,
)

_NOTIFY_BY_MAIL = (
    "Whether notifications and rating invitations are sent by mail as well. It does not concern"
    " mails such as invitations and password resets."
)
_MAIL_TOPICS = (
    "Topics of which notifications are sent by mail as well, unless `notify_by_mail` is false."
    " Null: all except `note`."
)


class OnBehalf(Out):
    """The identity of a visitor in the organization that they come from."""

    organization_id: UUID = Field(description="Organization that the visitor comes from.")
    person_id: UUID = Field(description="Id of the visitor in that organization.")
    grant_id: UUID | None = Field(
        description="Support grant by which the visitor was admitted. Null: no grant was needed."
    )


class Me(Out):
    """The caller's own profile, with the permissions of the credential."""

    id: UUID
    organization_id: UUID
    company_id: UUID
    name: str = Field(description=PERSON_NAME)
    username: str = Field(description=USERNAME)
    email: str | None = Field(description=PERSON_EMAIL)
    phone: str | None = Field(description=PHONE)
    locale: Locale | None = Field(description=PERSON_LOCALE)
    photo_url: str | None = Field(description=PHOTO_URL)
    role: Role = Field(description="Role of the caller.")
    profile_id: UUID | None = Field(description=PERSON_PROFILE)
    permissions: list[str] = Field(
        description="Permissions of this credential at this moment, such as `orders:read`, in"
        " alphabetical order. An API token may have fewer than its owner."
    )
    notify_by_mail: bool = Field(description=_NOTIFY_BY_MAIL)
    mail_topics: list[MailTopic] | None = Field(description=_MAIL_TOPICS)
    must_change_password: bool = Field(description=MUST_CHANGE)
    on_behalf: OnBehalf | None = Field(
        description="Where the caller comes from, if a visitor. Null: the caller belongs to this"
        " organization."
    )
    version: int


class MeUpdate(Update):
    """Changes to the caller's own profile: absent fields stay as they are, null clears one."""

    name: Annotated[Line, Field(description=PERSON_NAME)] = UNCHANGED
    phone: Phone | None = UNCHANGED
    locale: Annotated[Locale | None, Field(description=PERSON_LOCALE)] = UNCHANGED
    notify_by_mail: Annotated[StrictBool, Field(description=_NOTIFY_BY_MAIL)] = UNCHANGED
    mail_topics: Annotated[
        Annotated[list[MailTopic], Field(max_length=20)] | None, Field(description=_MAIL_TOPICS)
    ] = UNCHANGED
    clear: list[Literal["phone", "locale", "mail_topics"]] = Field(default_factory=list)
