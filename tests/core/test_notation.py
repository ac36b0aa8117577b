"""Values in texts are written in the reader's notation, whatever the text."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest

from app.core.events.event_log import known_events
from app.core.values.errors import InvalidTransition, Refusal, ValidationFailed
from app.core.values.notation import (
    Codes,
    CurrencyAmount,
    Measure,
    Notation,
    Serial,
    TimeSpan,
    label_values,
    labelled,
    wire,
    without_zeros,
)
from app.core.values.text import LOCALES, catalogue
from app.desks.models import TicketStatus
from app.domains import routers
from app.orders.models import OrderStatus
from app.schedules.service import TechnicianOverlap
from app.stock.ledger.service import InsufficientStock
from app.stock.models import UnitOfMeasure
from tests.raw_values import raw_values

_MORNING = datetime(2026, 11, 23, 12, 0, 59, 123456, tzinfo=UTC)
_NOON = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
_SENTINELS: tuple[Any, ...] = (
    *(Decimal("1234.500"), Decimal("0.5"), 20_000, 1234.5, _MORNING, date(2026, 11, 23)),
    *(OrderStatus.IN_PROGRESS, TicketStatus.ON_HOLD, Serial(1234), None, UUID(int=7)),
    *(
        Measure(Decimal("1234.500"), UnitOfMeasure.METRE, 3),
        CurrencyAmount(Decimal("1234.50"), "BRL"),
    ),
    *(TimeSpan(_MORNING, _NOON), Codes(("in_progress", "on_hold"), "in_progress, on_hold")),
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("100.000"), ["100,000", "100,000", "100.000"]),
        (20_000, ["20.000", "20 000", "20,000"]),
        (Serial(20_000), ["20000", "20000", "20000"]),
        (
            Measure(Decimal("100.000"), UnitOfMeasure.METRE, 3),
            ["100,000 m", "100,000 m", "100.000 m"],
        ),
        (Measure(Decimal("2.000"), UnitOfMeasure.PIECE, 0), ["2 un", "2 un", "2 pcs"]),
        (CurrencyAmount(Decimal("1234.50"), "BRL"), ["R$ 1.234,50", "1 234,50 R$", "R$1,234.50"]),
        (CurrencyAmount(Decimal("1234.5"), "EUR"), ["€ 1.234,50", "1 234,50 €", "€1,234.50"]),
        (_MORNING, ["23/11/2026 09:00", "23/11/2026, 12:00", "Nov 23, 2026, 9:00 AM"]),
        (date(2026, 11, 23), ["23/11/2026", "23/11/2026", "Nov 23, 2026"]),
        (
            TimeSpan(_MORNING, _NOON),
            [
                "23/11/2026 09:00 – 12:30",
                "23/11/2026, 12:00 – 15:30",
                "Nov 23, 2026, 9:00 AM – 12:30 PM",
            ],
        ),
        (OrderStatus.IN_PROGRESS, ["Em andamento", "Em curso", "In progress"]),
        (OrderStatus.OPEN, ["Aberta", "Aberta", "Open"]),
        (TicketStatus.OPEN, ["Em atendimento", "Em atendimento", "Open"]),
        (Codes(("low", "high"), "'low' or 'high'"), ["`low`, `high`"] * 3),
        (True, ["Sim", "Sim", "Yes"]),
        (None, ["", "", ""]),
    ],
)
def test_a_value_is_written_as_its_reader_writes(value: Any, written: list[str]) -> None:
    zones = ("America/Sao_Paulo", "Europe/Lisbon", "America/Sao_Paulo")
    for locale, zone, expected in zip(LOCALES, zones, written, strict=True):
        assert plain(Notation(locale, zone).write(value)) == expected


def test_a_type_without_a_notation_is_an_error_and_not_guessed() -> None:
    class Colour(StrEnum):
        DARK_RED = "dark_red"

    for value in (Colour.DARK_RED, {"a": 1}, object()):
        with pytest.raises(TypeError):
            Notation().write(value)
    with pytest.raises(TypeError):
        label_values(Colour, {})
    # What no text names may be anything.
    assert Notation("en").fill("It is {a}.", a=1, b=object()) == "It is 1."


def test_programs_get_decimal_strings_and_rfc_3339() -> None:
    assert wire(Measure(Decimal("100.000"), UnitOfMeasure.METRE, 0)) == "100.000"
    assert wire(CurrencyAmount(Decimal("1234.50"), "BRL")) == "1234.50"
    assert wire(_NOON) == "2026-11-23T15:30:00Z"
    assert wire(OrderStatus.IN_PROGRESS) == "in_progress"
    assert wire([UUID(int=7), Serial(7).wire()]) == [str(UUID(int=7)), 7]
    assert [str(without_zeros(Decimal(n))) for n in ("2.500", "20.000")] == ["2.5", "20"]


def test_a_shortage_is_told_with_the_decimals_of_the_product() -> None:
    refusal = InsufficientStock(
        "{available} are available, {requested} are asked for.",
        available=Measure(Decimal("100.000"), UnitOfMeasure.METRE, 3),
        requested=Measure(Decimal("1200.000"), UnitOfMeasure.METRE, 3),
    )
    assert details(refusal) == [
        "Disponível: 100,000 m; solicitado: 1.200,000 m.",
        "Disponível: 100,000 m; pretendido: 1 200,000 m.",
        "100.000 m are available, 1,200.000 m are asked for.",
    ]
    problem = refusal.body(Notation("pt-BR"), "")
    assert (problem["available"], problem["requested"]) == ("100.000", "1200.000")


def test_an_overlap_is_told_in_local_time() -> None:
    refusal = TechnicianOverlap(
        "Taken from {starts_at} to {ends_at}.", starts_at=_MORNING, ends_at=_NOON
    )
    assert details(refusal) == [
        "Ocupado de 23/11/2026 09:00 a 23/11/2026 12:30.",
        "Ocupado de 23/11/2026, 09:00 a 23/11/2026, 12:30.",
        "Taken from Nov 23, 2026, 9:00 AM to Nov 23, 2026, 12:30 PM.",
    ]
    assert refusal.body(Notation(), "")["ends_at"] == "2026-11-23T15:30:00Z"


def test_an_amount_over_the_limit_is_told_with_the_limit() -> None:
    refusal = ValidationFailed.at(
        "unit_price", "less_than_equal", "Must be {le} or less.", le=Decimal("9999999999.99")
    )
    told = [refusal.body(Notation(locale), "")["errors"][0] for locale in LOCALES]
    assert [plain(error["detail"]) for error in told] == [
        "Deve ser 9.999.999.999,99 ou menos.",
        "Tem de ser igual ou inferior a 9 999 999 999,99.",
        "Must be 9,999,999,999.99 or less.",
    ]
    assert [error["params"] for error in told] == [{"le": "9999999999.99"}] * 3


def test_a_status_is_told_by_its_label() -> None:
    refusal = InvalidTransition(OrderStatus.IN_PROGRESS, ["close"])
    assert details(refusal) == [
        "O estado atual é Em andamento.",
        "O estado atual é Em curso.",
        "The present status is In progress.",
    ]
    assert refusal.body(Notation(), "")["current"] == "in_progress"


@pytest.mark.parametrize("locale", LOCALES)
def test_no_text_shows_a_raw_value(locale: str) -> None:
    notation = Notation(locale)
    texts = [text for text in catalogue("pt-BR") if re.search(r"{\w+}", text)]
    assert len(texts) > 70
    for text in texts:
        names = re.findall(r"{(\w+)}", text)
        for value in _SENTINELS:
            if isinstance(value, Codes) and "`" in text:
                continue  # what stands between backticks is one code, never several
            told = notation.fill(text, **dict.fromkeys(names, value))
            assert not raw_values(told), told
            if locale != "en":
                assert not re.search(r"1,?234\.5|\b0\.5", told), told


@pytest.mark.parametrize("locale", LOCALES)
def test_no_timeline_shows_a_raw_value(locale: str) -> None:
    routers()
    told = {}
    for name, kind in known_events().items():
        if kind.detail:
            fields: dict[str, Any] = {
                field: "BRL" if field == "currency" else _sentinel(told_as.annotation)
                for field, told_as in kind.model_fields.items()
            }
            event = kind.model_construct(None, **fields)
            told[name] = plain(Notation(locale).fill(kind.detail, **event.words()))
            assert not raw_values(told[name]), told
    if locale == "pt-BR":
        assert told["order.material_used"] == "1.234,500 m · texto"
        assert told["order.expense_created"] == "Peça · R$ 1.234,50"
        assert told["order.scheduled"] == "23/11/2026 12:30 – 12:30"
        assert told["ticket.status_changed"] == "Novo → Novo"
        assert told["quote.approved"] == told["quote.sent"] == "R$ 1.234,50"


def test_every_status_has_labels_in_every_language() -> None:
    routers()
    # Of jobs, domains, invitations, clocks, absences, plans, technicians' time, and steps of stock:
    # no text names them.
    silent = {"JobStatus", "DomainStatus", "InvitationStatus", "SlaClockStatus"}
    silent |= {"AbsenceStatus", "AvailabilityStatus", "SchedulePlanStatus"}
    silent |= {"AdjustmentStatus", "CountStatus", "PurchaseStatus", "TransferStatus"}
    known = {kind.__name__: kind for kind in StrEnum.__subclasses__() if _is_ours(kind)}
    statuses = {name for name in known if re.search(r"(Status|State)$", name)} - silent
    assert statuses <= {kind.__name__ for kind in labelled()}
    for kind in labelled():
        for member in kind if _is_ours(kind) else ():
            for locale in ("pt-BR", "pt-PT"):
                assert not raw_values(Notation(locale).label(member))


def _sentinel(kind: Any) -> Any:
    """A value of the annotated type that is easy to recognise in its raw form."""
    options = (*getattr(kind, "__args__", ()), kind)
    by_type: dict[Any, Any] = {
        str: "texto",
        int: 3,
        Decimal: Decimal("1234.500"),
        datetime: _NOON,
        UUID: UUID(int=7),
    }
    for option in options:
        if option is UnitOfMeasure:
            return UnitOfMeasure.METRE
        if isinstance(option, type) and issubclass(option, StrEnum):
            return next(iter(option))
        if option in by_type:
            return by_type[option]
    return None


def details(refusal: Refusal) -> list[str]:
    """Its detail in every language, for an organization in São Paulo."""
    return [plain(refusal.body(Notation(locale), "")["detail"]) for locale in LOCALES]


def plain(text: str) -> str:
    """The text with every kind of blank as one of ASCII."""
    return re.sub(r"[\u00a0\u202f]", " ", text)


def _is_ours(kind: type) -> bool:
    return kind.__module__.startswith("app.")
