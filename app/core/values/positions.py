"""Geographic positions in degrees: distance and completeness."""

from math import asin, cos, radians, sin, sqrt

from app.core.values.errors import ValidationFailed
from app.core.values.text import N_

_EARTH_M = 6_371_000


def distance_m(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> int:
    """Metres over the ground between two points (haversine)."""
    a, b = radians(latitude), radians(to_latitude)
    half = sin((b - a) / 2) ** 2
    half += cos(a) * cos(b) * sin(radians(to_longitude - longitude) / 2) ** 2
    return round(2 * _EARTH_M * asin(sqrt(min(1.0, half))))


def check_whole(latitude: float | None, longitude: float | None) -> None:
    """422 unless there are both, or neither."""
    if (latitude is None) != (longitude is None):
        missing = "latitude" if latitude is None else "longitude"
        raise ValidationFailed.at(missing, "required", N_("Coordinates come as a pair."))
