"""Organizations as callers see them."""

import re
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, EmailStr, Field, StringConstraints
from pydantic_core import PydanticCustomError
from stdnum.br import cnpj, cpf
from stdnum.pt import nif

from app.core.values.phones import PHONE, Phone
from app.core.values.text import N_
from app.core.values.wire import (
    UNCHANGED,
    In,
    Instant,
    Line,
    Locale,
    Out,
    StrictBool,
    StrictInt,
    Update,
)
from app.organizations.domains.service import domain_name


def _document(value: str) -> str:
    plain = re.sub(r"[^0-9A-Z]", "", value.upper())
    for kind in (cpf, cnpj, nif):
        # One digit all the way has the right check digits, and was never issued.
        if kind.is_valid(plain) and len(set(plain)) > 1:
            return str(kind.compact(plain))
    raise PydanticCustomError(
        "not_a_document", N_("This is no CPF, CNPJ or NIF: some character is wrong.")
    )


#: Of a document number in answers.
DOCUMENT = (
    "Tax number without punctuation: CPF or CNPJ (Brazil) or NIF (Portugal). Null: not known."
)
#: CPF, CNPJ (with letters, as issued since 2026) or NIF; kept without punctuation.
Document = Annotated[
    str,
    StringConstraints(max_length=40),
    AfterValidator(_document),
    Field(
        description="Tax number: CPF or CNPJ (Brazil) or NIF (Portugal), with valid check digits."
        " Punctuation is removed.",
        examples=["52998224725"],
    ),
]


def _reachable(value: str) -> str:
    if not value.partition("@")[0].isascii():
        raise PydanticCustomError(
            "address_not_ascii",
            N_("Mail cannot be sent to letters with accents before the @: use another address."),
        )
    return value


#: An e-mail address that mail reaches: a domain may have accents, what stands before it may not.
MailAddress = Annotated[EmailStr, AfterValidator(_reachable)]


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise PydanticCustomError(
            "unknown_zone", N_("There is no such time zone: use one like America/Sao_Paulo.")
        )
    return value


def _domain(value: str) -> str:
    try:
        return domain_name(value)
    except ValueError:
        raise PydanticCustomError(
            "not_a_domain", N_("Use small letters, digits, hyphens and dots: redeboa.com.br.")
        ) from None


#: The roles of people, who live above: a test holds both together.
RoleName = Literal["owner", "manager", "coordinator", "technician", "agent", "requester", "viewer"]
Zone = Annotated[str, StringConstraints(max_length=60), AfterValidator(_zone)]
DomainName = Annotated[str, StringConstraints(max_length=253), AfterValidator(_domain)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")]

_NAME = "Name of the organization, as shown in the application, in e-mails and in documents."
_LEGAL_NAME = "Registered name of the organization. Null: not known."
_ADDRESS = "Address of the organization in one line, as its documents show it. Null: not known."
_EMAIL = "E-mail address of the organization. Null: none."
_LOCALE = (
    "Language of the organization: `pt-BR`, `pt-PT` or `en`. Its documents are in it, and mails to"
    " people who have not chosen a language of their own."
)
_ZONE = (
    "IANA time zone in which the days of the organization begin and end, such as"
    " `America/Sao_Paulo`."
)


class Tenant(Out):
    """The public facts of an organization that a sign-in page shows; sent without a credential."""

    domain: str = Field(description="The domain that was asked for, in lower case.")
    name: str = Field(description=_NAME)
    locale: Locale = Field(description=_LOCALE)
    logo_url: str | None = Field(
        description="Path of the square logo, a PNG of 256 x 256 pixels. Null: no logo."
    )
    login_methods: list[Literal["password"]] = Field(
        description="Ways to sign in: `password` (company, user name and password)."
        " New ones may be added."
    )


class Logo(Out):
    """Paths of the organization's logo. A changed logo has new paths: cache without a limit."""

    square: str = Field(
        description="Path of the logo as a PNG of 256 x 256 pixels, with transparent padding."
    )
    wide: str = Field(description="Path of the logo as a PNG of at most 512 x 128 pixels.")


class OrganizationProfile(Out):
    """The organization of the caller, with the data by which it is known and reached."""

    id: UUID
    name: str = Field(description=_NAME)
    legal_name: str | None = Field(description=_LEGAL_NAME)
    document: str | None = Field(description=DOCUMENT)
    address: str | None = Field(description=_ADDRESS)
    phone: str | None = Field(description=PHONE)
    email: str | None = Field(description=_EMAIL)
    locale: Locale = Field(description=_LOCALE)
    zone: str = Field(description=_ZONE)
    logo: Logo | None = Field(description="Logo of the organization. Null: none was uploaded.")
    version: int
    created_at: Instant
    updated_at: Instant


class OrganizationUpdate(Update):
    """Changes to the organization's profile: absent fields stay as they are, null clears one."""

    name: Annotated[Line, Field(description=_NAME)] = UNCHANGED
    legal_name: Annotated[Line | None, Field(description=_LEGAL_NAME)] = UNCHANGED
    document: Document | None = UNCHANGED
    address: Annotated[Line | None, Field(description=_ADDRESS)] = UNCHANGED
    phone: Phone | None = UNCHANGED
    email: Annotated[MailAddress | None, Field(description=_EMAIL)] = UNCHANGED
    locale: Annotated[Locale, Field(description=_LOCALE)] = UNCHANGED
    zone: Annotated[Zone, Field(description=_ZONE)] = UNCHANGED
    clear: list[Literal["legal_name", "document", "address", "phone", "email"]] = Field(
        default_factory=list
    )


_SESSION_DAYS = (
    "Duration of a session in days, from sign-in; applies to sessions that begin from now on."
    " Null: the maximum of this installation, which also limits longer values."
)
_SECOND_FACTOR_ROLES = (
    "Roles whose members need a second factor. Until they have set one up, they are refused with"
    " `second_factor_setup_required`, also in sessions that have begun."
)
_CURRENCY = (
    "Currency of prices, quotes and expenses, as an ISO 4217 code. Amounts are not converted when"
    " it changes."
)
_QUOTE_DAYS = (
    "Validity of a quote in days after the day on which it is sent, unless `sendQuote` names a day."
)
_MAX_FAILED_VISITS = (
    "Number of failed visits of an order after which another visit needs the permission"
    " `orders:lead`. Null: no limit."
)
_NO_SHOW_WAIT = (
    "Minutes that a technician has to wait after arrival before reporting a no-show."
    " Null: no minimum."
)
_NO_SHOW_RADIUS = (
    "Greatest distance in metres between technician and site at which a no-show may be reported."
    " Null: no limit."
)
_NO_SHOW_PHOTO = (
    "Whether a no-show needs a photo of the kind `no_show`, taken since the previous visit."
)
_PRICES_ON_REPORT = (
    "Whether service reports show the prices of what was ordered, with discounts and the total."
)
_BRAND_COLOR = "Colour of the organization in mails, such as `#0f62fe`: `#` and six small digits."
_EVENT_RETENTION = (
    "Number of months for which events are kept: audit trail, timelines and figures of reports go"
    " back that far. Events of tickets that are not closed are kept beyond it. Null: they are never"
    " deleted."
)
#: A time of day; `24:00` is midnight at its end.
_Clock = Annotated[
    str,
    StringConstraints(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$"),
    Field(examples=["08:30"]),
]
_SHIFTS = (
    "Shifts of the day that customers are promised, in order. A visit that starts outside all of"
    " them is promised within two hours."
)
_PROMISE_KIND = (
    "What customers are promised unless `scheduleOrder` says otherwise: that the visit starts"
    " within the shift of the day (`shift`), two hours (`two_hours`), or at its time (`exact`)."
)
_CHECK = " `refuse`: it is refused; `warn`: the answer has a warning."
_OUTSIDE_HOURS = f"A visit outside of the working hours of its technician.{_CHECK}"
_HOLIDAY = f"A visit on a holiday, or a day on which the calendar is closed.{_CHECK}"
_MISSING_SKILL = f"A visit of a technician without a specialty that the order requires.{_CHECK}"
_TRAVEL = f"A visit too near to the one before or after it for the way between them.{_CHECK}"
_VISIT_DAYS = "How many days ahead visits are scheduled at most."
_CHOICE_DAYS = "How many days ahead windows are offered to customers who choose their visit."
_CHANGE_HOURS = "Until how many hours before the promised window customers may change a visit."
_CHANGES = "How often customers may change a visit that is agreed; 0: never."
_VISIT_MINUTES = "How long the slot of a visit is at most, in minutes."


class DayShift(In):
    """A shift of the day, by the clock of the technician."""

    name: Line = Field(description="Name of the shift, such as `Manhã`.")
    starts: _Clock = Field(description="Time of day at which the shift starts.")
    ends: _Clock = Field(
        description="Time of day at which the shift ends, later than `starts`; `24:00` is midnight."
    )


def _check_shifts(shifts: list[DayShift]) -> list[DayShift]:
    times = [clock for shift in shifts for clock in (shift.starts, shift.ends)]
    if times != sorted(times) or any(shift.starts == shift.ends for shift in shifts):
        detail = N_("Shifts follow one another and do not overlap.")
        raise PydanticCustomError("shifts_out_of_order", detail)
    return shifts


#: Those that São Paulo's law 13.747/2009 asks for.
_USUAL_SHIFTS = (
    ("Manhã", "07:00", "12:00"),
    ("Tarde", "12:00", "18:00"),
    ("Noite", "18:00", "23:00"),
)
BookingCheck = Literal["refuse", "warn"]
UsualPromise = Literal["shift", "two_hours", "exact"]
_Shifts = Annotated[list[DayShift], Field(max_length=6), AfterValidator(_check_shifts)]


class OrganizationSettings(Out):
    """All settings of an organization, with the default for each that was never set."""

    # A new setting needs a default, and no migration.
    session_days: int | None = Field(None, description=_SESSION_DAYS)
    second_factor_roles: list[RoleName] = Field(
        default_factory=list, description=_SECOND_FACTOR_ROLES
    )
    currency: str = Field("BRL", description=_CURRENCY)
    quote_days: int = Field(15, description=_QUOTE_DAYS)
    max_failed_visits: int | None = Field(3, description=_MAX_FAILED_VISITS)
    no_show_wait_minutes: int | None = Field(None, description=_NO_SHOW_WAIT)
    no_show_radius_m: int | None = Field(None, description=_NO_SHOW_RADIUS)
    no_show_needs_photo: bool = Field(False, description=_NO_SHOW_PHOTO)
    prices_on_report: bool = Field(False, description=_PRICES_ON_REPORT)
    event_retention_months: int | None = Field(None, description=_EVENT_RETENTION)
    brand_color: str = Field("#1f2937", description=_BRAND_COLOR)
    shifts: list[DayShift] = Field(
        default_factory=lambda: [
            DayShift(name=name, starts=starts, ends=ends) for name, starts, ends in _USUAL_SHIFTS
        ],
        description=_SHIFTS,
    )
    promise_kind: UsualPromise = Field("shift", description=_PROMISE_KIND)
    outside_hours_check: BookingCheck = Field("warn", description=_OUTSIDE_HOURS)
    holiday_check: BookingCheck = Field("warn", description=_HOLIDAY)
    missing_skill_check: BookingCheck = Field("warn", description=_MISSING_SKILL)
    travel_check: BookingCheck = Field("warn", description=_TRAVEL)
    visit_days_ahead: int = Field(366, description=_VISIT_DAYS)
    visit_max_minutes: int = Field(24 * 60, description=_VISIT_MINUTES)
    customer_choice_days: int = Field(14, description=_CHOICE_DAYS)
    customer_change_hours: int = Field(24, description=_CHANGE_HOURS)
    customer_changes: int = Field(2, description=_CHANGES)


class OrganizationSettingsUpdate(Update):
    """Changes to the settings: absent fields stay as they are, null means what its field says."""

    session_days: Annotated[
        Annotated[StrictInt, Field(ge=1, le=365)] | None, Field(description=_SESSION_DAYS)
    ] = UNCHANGED
    second_factor_roles: Annotated[list[RoleName], Field(description=_SECOND_FACTOR_ROLES)] = (
        UNCHANGED
    )
    currency: Annotated[
        str, StringConstraints(pattern=r"^[A-Z]{3}$"), Field(description=_CURRENCY)
    ] = UNCHANGED
    quote_days: Annotated[StrictInt, Field(ge=1, le=365, description=_QUOTE_DAYS)] = UNCHANGED
    max_failed_visits: Annotated[
        Annotated[StrictInt, Field(ge=1, le=20)] | None, Field(description=_MAX_FAILED_VISITS)
    ] = UNCHANGED
    no_show_wait_minutes: Annotated[
        Annotated[StrictInt, Field(ge=1, le=120)] | None, Field(description=_NO_SHOW_WAIT)
    ] = UNCHANGED
    no_show_radius_m: Annotated[
        Annotated[StrictInt, Field(ge=10, le=50_000)] | None, Field(description=_NO_SHOW_RADIUS)
    ] = UNCHANGED
    no_show_needs_photo: Annotated[StrictBool, Field(description=_NO_SHOW_PHOTO)] = UNCHANGED
    prices_on_report: Annotated[StrictBool, Field(description=_PRICES_ON_REPORT)] = UNCHANGED
    event_retention_months: Annotated[
        Annotated[StrictInt, Field(ge=12, le=240)] | None, Field(description=_EVENT_RETENTION)
    ] = UNCHANGED
    brand_color: Annotated[
        str, StringConstraints(pattern=r"^#[0-9a-f]{6}$"), Field(description=_BRAND_COLOR)
    ] = UNCHANGED
    shifts: Annotated[_Shifts, Field(description=_SHIFTS)] = UNCHANGED
    promise_kind: Annotated[UsualPromise, Field(description=_PROMISE_KIND)] = UNCHANGED
    outside_hours_check: Annotated[BookingCheck, Field(description=_OUTSIDE_HOURS)] = UNCHANGED
    holiday_check: Annotated[BookingCheck, Field(description=_HOLIDAY)] = UNCHANGED
    missing_skill_check: Annotated[BookingCheck, Field(description=_MISSING_SKILL)] = UNCHANGED
    travel_check: Annotated[BookingCheck, Field(description=_TRAVEL)] = UNCHANGED
    visit_days_ahead: Annotated[StrictInt, Field(ge=1, le=366, description=_VISIT_DAYS)] = UNCHANGED
    visit_max_minutes: Annotated[
        StrictInt, Field(ge=15, le=24 * 60, description=_VISIT_MINUTES)
    ] = UNCHANGED
    customer_choice_days: Annotated[StrictInt, Field(ge=1, le=31, description=_CHOICE_DAYS)] = (
        UNCHANGED
    )
    customer_change_hours: Annotated[StrictInt, Field(ge=0, le=720, description=_CHANGE_HOURS)] = (
        UNCHANGED
    )
    customer_changes: Annotated[StrictInt, Field(ge=0, le=100, description=_CHANGES)] = UNCHANGED
    clear: list[
        Literal[
            "session_days",
            "max_failed_visits",
            "no_show_wait_minutes",
            "no_show_radius_m",
            "event_retention_months",
        ]
    ] = Field(default_factory=list)
