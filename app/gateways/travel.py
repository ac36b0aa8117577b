"""Travel times between places: of a routing server where there is one, else by the distance.

They are asked for outside any transaction: a server may take seconds.
"""

import asyncio
import math
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from time import monotonic
from typing import Annotated, NamedTuple, Protocol, TypeVar
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, Field

#: Of one request to a server. Servers allow 100 places (OSRM) or 2,500 pairs (Valhalla).
MOST_ORIGINS = MOST_DESTINATIONS = 50
TIMEOUT_SECONDS = 10
ATTEMPTS = 3
#: The longest pause that a server may ask for between attempts.
LONGEST_PAUSE = 5
EARTH_METRES = 6_371_000
#: Streets are longer than the line between two places by this factor, on average.
DETOUR = 1.35
#: Places nearer than 0.0001 degrees (11 m) have the same travel times.
PER_DEGREE = 10_000


_Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)] | None
#: Latitude and longitude, rounded.
_Place = tuple[int, int]
Shape = TypeVar("Shape", bound=BaseModel)


class TravelUnavailable(Exception):
    """The server does not answer, or not as agreed. Trying again later may help."""


class TravelRefused(Exception):
    """The server cannot answer for these places. Trying again will not help."""


class TravelProfile(StrEnum):
    """Kind of country, with its usual speed."""

    URBAN = "urban"
    RURAL = "rural"


#: Metres in a second, by the line between two places with its detour.
SPEEDS = {TravelProfile.URBAN: 30 / 3.6, TravelProfile.RURAL: 60 / 3.6}


class GeoPoint(NamedTuple):
    """A place on Earth, in degrees."""

    latitude: float
    longitude: float


class TravelLeg(NamedTuple):
    """Travel from one place to another."""

    seconds: int
    metres: int


_Key = tuple[TravelProfile, _Place, _Place]


@dataclass(frozen=True, slots=True)
class TravelMatrix:
    """Legs from each place to each other, row by row."""

    legs: list[list[TravelLeg]]
    #: Legs that the server had no answer for, and that are estimates by the distance.
    estimated: int

    def seconds(self) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(leg.seconds for leg in row) for row in self.legs)


class TravelServer(Protocol):
    async def legs(
        self,
        origins: Sequence[GeoPoint],
        destinations: Sequence[GeoPoint],
        profile: TravelProfile,
    ) -> list[list[TravelLeg | None]]:
        """Legs from each origin to each destination; None where the server knows no way.

        Raises TravelUnavailable and TravelRefused.
        """
        ...


def estimate(origin: GeoPoint, destination: GeoPoint, profile: TravelProfile) -> TravelLeg:
    """The leg by the great circle (haversine), the detour of streets, and a usual speed."""
    latitudes = math.radians(origin.latitude), math.radians(destination.latitude)
    north = math.sin((latitudes[1] - latitudes[0]) / 2) ** 2
    east = math.sin(math.radians(destination.longitude - origin.longitude) / 2) ** 2
    angle = 2 * math.asin(math.sqrt(min(1.0, north + math.prod(map(math.cos, latitudes)) * east)))
    metres = DETOUR * EARTH_METRES * angle
    return TravelLeg(math.ceil(metres / SPEEDS[profile]), round(metres))


@dataclass
class TravelTimes:
    """Travel times of a server, if there is one, each asked for once in a while.

    Whatever it does not know, or all when it does not answer, is estimated and not remembered.
    """

    server: TravelServer | None = None
    #: The most legs that are remembered, some 250 bytes each, and for how long.
    most_legs: int = 100_000
    seconds: float = 7 * 24 * 3600
    _known: OrderedDict[_Key, tuple[float, TravelLeg]] = field(default_factory=OrderedDict)

    async def matrix(
        self, points: Sequence[GeoPoint], profile: TravelProfile = TravelProfile.URBAN
    ) -> TravelMatrix:
        """Legs between all places. Never inside a transaction."""
        places = [_place(point) for point in points]
        found: dict[tuple[_Place, _Place], TravelLeg] = {}
        missing = set()
        for origin in dict.fromkeys(places):
            for destination in dict.fromkeys(places):
                leg = self._remembered((profile, origin, destination))
                if origin == destination:
                    leg = TravelLeg(0, 0)
                if leg:
                    found[origin, destination] = leg
                else:
                    missing.add((origin, destination))
        if missing and self.server:
            await self._ask(self.server, profile, missing, found)
        estimated = 0
        legs = []
        for origin, point in zip(places, points, strict=True):
            row = []
            for destination, other in zip(places, points, strict=True):
                leg = found.get((origin, destination))
                if leg is None:
                    leg = estimate(point, other, profile)
                    estimated += 1
                row.append(leg)
            legs.append(row)
        return TravelMatrix(legs, estimated)

    async def check(self) -> None:
        """Ask the server, if there is one, for a leg. Raises TravelUnavailable."""
        if self.server:
            with suppress(TravelRefused):  # it knows no street there, and answers
                await self.server.legs([GeoPoint(0, 0)], [GeoPoint(0, 0)], TravelProfile.URBAN)

    async def _ask(
        self,
        server: TravelServer,
        profile: TravelProfile,
        missing: set[tuple[_Place, _Place]],
        found: dict[tuple[_Place, _Place], TravelLeg],
    ) -> None:
        """Ask in blocks; after the first one that has no answer no other is tried."""
        for origins in _blocks(sorted({origin for origin, _ in missing}), MOST_ORIGINS):
            wanted = sorted({to for origin, to in missing if origin in origins})
            for destinations in _blocks(wanted, MOST_DESTINATIONS):
                try:
                    rows = await server.legs(
                        [_point(place) for place in origins],
                        [_point(place) for place in destinations],
                        profile,
                    )
                except TravelRefused:
                    continue
                except TravelUnavailable:
                    return
                for origin, row in zip(origins, rows, strict=True):
                    for destination, leg in zip(destinations, row, strict=True):
                        if leg is not None and origin != destination:
                            found[origin, destination] = leg
                            self._remember((profile, origin, destination), leg)

    def _remembered(self, key: _Key) -> TravelLeg | None:
        until, leg = self._known.get(key, (0, None))
        if leg is None:
            return None
        if until <= monotonic():
            del self._known[key]
            return None
        self._known.move_to_end(key)
        return leg

    def _remember(self, key: _Key, leg: TravelLeg) -> None:
        self._known[key] = monotonic() + self.seconds, leg
        self._known.move_to_end(key)
        while len(self._known) > self.most_legs:
            self._known.popitem(last=False)


class _OsrmTable(BaseModel):
    code: str
    durations: list[list[_Amount]] = []
    distances: list[list[_Amount]] = []


@dataclass
class OsrmServer:
    """Speaks the protocol of OSRM's service `table`, version 1."""

    http: httpx.AsyncClient
    #: Profiles are chosen when the server is started; most have this one.
    path: str = "/table/v1/driving"

    async def legs(
        self,
        origins: Sequence[GeoPoint],
        destinations: Sequence[GeoPoint],
        profile: TravelProfile,  # noqa: ARG002 - the server has speeds of its own
    ) -> list[list[TravelLeg | None]]:
        points = (*origins, *destinations)
        places = ";".join(f"{point.longitude:.6f},{point.latitude:.6f}" for point in points)
        numbers = [str(number) for number in range(len(points))]
        asked = self.http.build_request(
            "GET",
            f"{self.path}/{places}",
            params={
                "annotations": "duration,distance",
                "sources": ";".join(numbers[: len(origins)]),
                "destinations": ";".join(numbers[len(origins) :]),
            },
        )
        told = await _answer(self.http, asked, _OsrmTable)
        if told.code != "Ok":
            raise TravelRefused(told.code[:100])
        with _as_agreed():
            return _square(
                (
                    zip(seconds, metres, strict=True)
                    for seconds, metres in zip(told.durations, told.distances, strict=True)
                ),
                len(origins),
                len(destinations),
            )


class _ValhallaCell(BaseModel):
    time: _Amount = None
    distance: _Amount = None


class _ValhallaMatrix(BaseModel):
    sources_to_targets: list[list[_ValhallaCell]]


@dataclass
class ValhallaServer:
    """Speaks the protocol of Valhalla's service `sources_to_targets`."""

    http: httpx.AsyncClient
    costing: str = "auto"

    async def legs(
        self,
        origins: Sequence[GeoPoint],
        destinations: Sequence[GeoPoint],
        profile: TravelProfile,  # noqa: ARG002 - the server has speeds of its own
    ) -> list[list[TravelLeg | None]]:
        asked = self.http.build_request(
            "POST",
            "/sources_to_targets",
            json={
                "sources": [{"lat": lat, "lon": lon} for lat, lon in origins],
                "targets": [{"lat": lat, "lon": lon} for lat, lon in destinations],
                "costing": self.costing,
                "units": "kilometers",
            },
        )
        told = await _answer(self.http, asked, _ValhallaMatrix)
        with _as_agreed():
            return _square(
                (
                    (
                        (cell.time, None if cell.distance is None else 1000 * cell.distance)
                        for cell in row
                    )
                    for row in told.sources_to_targets
                ),
                len(origins),
                len(destinations),
            )


def travel_from(url: str) -> TravelTimes:
    """The travel times that the settings name: estimates when `url` is empty.

    Else `osrm+https://host:port` or `valhalla+https://host:port`, with or without TLS. Raises
    ValueError.
    """
    if not url:
        return TravelTimes()
    kind, _, address = url.partition("+")
    servers: dict[str, Callable[[httpx.AsyncClient], TravelServer]] = {
        "osrm": OsrmServer,
        "valhalla": ValhallaServer,
    }
    if kind not in servers or urlsplit(address).scheme not in {"http", "https"}:
        raise ValueError("a routing server is osrm+http(s)://... or valhalla+http(s)://...")
    http = httpx.AsyncClient(base_url=address, timeout=TIMEOUT_SECONDS, trust_env=False)
    return TravelTimes(servers[kind](http))


async def _answer(http: httpx.AsyncClient, asked: httpx.Request, shape: type[Shape]) -> Shape:
    """Ask, again if the server is too busy (429, 503) or fails, and read the answer."""
    trouble = ""
    for attempt in range(1, ATTEMPTS + 1):
        pause = 0.1 * 2**attempt
        try:
            response = await http.send(asked)
        except httpx.TimeoutException as failure:
            # A server that lets callers wait is not made quicker by asking again.
            raise TravelUnavailable(type(failure).__name__) from failure
        except httpx.HTTPError as failure:
            trouble = type(failure).__name__
        else:
            if response.status_code in {400, 404, 414, 422} or response.is_success:
                break
            trouble = f"status {response.status_code}"
            if response.status_code not in {429, 502, 503, 504}:
                raise TravelUnavailable(trouble)
            told = response.headers.get("Retry-After", "")
            pause = float(told) if told.isdecimal() and len(told) < 6 else pause
            if pause > LONGEST_PAUSE:
                raise TravelUnavailable(f"{trouble}, for {pause:.0f} seconds")
        if attempt < ATTEMPTS:
            await asyncio.sleep(pause)
    else:
        raise TravelUnavailable(trouble)
    if not response.is_success:
        raise TravelRefused(f"status {response.status_code}")
    with _as_agreed():
        return shape.model_validate_json(response.content)


@contextmanager
def _as_agreed() -> Iterator[None]:
    """Refuse an answer that is not as the protocol of the server has it."""
    try:
        yield
    except ValueError as fault:
        raise TravelUnavailable("the answer is not as agreed") from fault


def _square(
    rows: Iterable[Iterable[tuple[float | None, float | None]]], height: int, width: int
) -> list[list[TravelLeg | None]]:
    legs = [
        [
            None
            if seconds is None
            else TravelLeg(round(seconds), 0 if metres is None else round(metres))
            for seconds, metres in row
        ]
        for row in rows
    ]
    if len(legs) != height or any(len(row) != width for row in legs):
        raise ValueError("the matrix has another size than was asked for")
    return legs


def _blocks(places: list[_Place], size: int) -> Iterator[list[_Place]]:
    for start in range(0, len(places), size):
        yield places[start : start + size]


def _place(point: GeoPoint) -> _Place:
    return round(point.latitude * PER_DEGREE), round(point.longitude * PER_DEGREE)


def _point(place: _Place) -> GeoPoint:
    return GeoPoint(place[0] / PER_DEGREE, place[1] / PER_DEGREE)
