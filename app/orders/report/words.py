"""Words of the service report: moments, durations, amounts and findings as people read them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.core.values.notation import Notation
from app.core.values.text import N_
from app.signatures.wording.service import moment_of

_NETWORK = {
    "cto": N_("CTO"),
    "port": N_("Port"),
    "seal": N_("Seal"),
    "signal_dbm": N_("Signal (dBm)"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """Moments, numbers and roles as people read them in one place."""

    notation: Notation

    def moment(self, moment: datetime | None) -> str | None:
        return None if moment is None else moment_of(self.notation, moment)

    def span(self, starts_at: str, ends_at: str) -> str:
        start, end = (self.notation.local(read_instant(text)) for text in (starts_at, ends_at))
        is_one_day = start.date() == end.date()
        last = self.notation.clock_time(end) if is_one_day else self.moment(end)
        return f"{self.moment(start)} – {last}"

    def number(self, decimal: str, scale: int | None = None) -> str:
        number = Decimal(decimal)
        return self.notation.number(number if scale is None else round(number, scale))

    def findings(self, closing: dict[str, Any]) -> list[dict[str, str]]:
        network = closing["network"] or {}
        found = [
            {"name": self.notation.fill(label), "value": self._found(key, network[key])}
            for key, label in _NETWORK.items()
            if network.get(key) is not None
        ]
        if closing["address_changed"]:
            changed = self.notation.fill(N_("Address or installation changed"))
            found.append({"name": changed, "value": self.notation.write(True)})
        return found

    def _found(self, key: str, value: str) -> str:
        return self.number(value) if key == "signal_dbm" else value


def duration(seconds: int) -> str:
    """Whole minutes: `1 h 25 min`, `40 min`."""
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def read_instant(instant: str) -> datetime:
    return datetime.fromisoformat(instant)
