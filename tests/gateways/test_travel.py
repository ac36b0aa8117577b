"""Travel times come from a real HTTP server that speaks as OSRM and Valhalla do."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from app.core.settings import Settings
from app.gateways.travel import (
    GeoPoint,
    OsrmServer,
    TravelLeg,
    TravelProfile,
    TravelRefused,
    TravelTimes,
    TravelUnavailable,
    ValhallaServer,
    estimate,
    travel_from,
)
from app.main import create_app

SAO_PAULO, SANTOS, CAMPINAS = (
    GeoPoint(-23.5505, -46.6333),
    GeoPoint(-23.9608, -46.3336),
    GeoPoint(-22.9056, -47.0608),
)
TOWNS = (SAO_PAULO, SANTOS, CAMPINAS)


@dataclass
class Roads:
    """A server whose roads run along meridians and parallels: 100 seconds and 1 km a degree."""

    #: Answers to come before the right one: a status, and seconds to wait.
    trouble: list[tuple[int, str]] = field(default_factory=list)
    #: What it answers in place of the matrix.
    instead: bytes | None = None
    islands: set[float] = field(default_factory=set)
    asked: list[tuple[int, int]] = field(default_factory=list)
    hangs: Event | None = None

    def cell(self, one: tuple[float, float], other: tuple[float, float]) -> tuple[Any, Any]:
        if one != other and {one[0], other[0]} & self.islands:
            return None, None
        degrees = abs(one[0] - other[0]) + abs(one[1] - other[1])
        return round(100 * degrees, 1), round(degrees, 3)


def _handler(roads: Roads) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            assert url.path.startswith("/table/v1/driving/"), url.path
            pairs = [pair.split(",") for pair in url.path.rpartition("/")[2].split(";")]
            places = [(float(latitude), float(longitude)) for longitude, latitude in pairs]
            query = {name: values[0].split(";") for name, values in parse_qs(url.query).items()}
            assert query["annotations"] == ["duration,distance"]
            origins, destinations = (
                [places[int(number)] for number in query[name]]
                for name in ("sources", "destinations")
            )
            rows = [[roads.cell(one, other) for other in destinations] for one in origins]
            self.reply(
                origins,
                destinations,
                {
                    "code": "Ok",
                    "durations": [[cell[0] for cell in row] for row in rows],
                    "distances": [[cell[1] and cell[1] * 1000 for cell in row] for row in rows],
                },
            )

        def do_POST(self) -> None:
            assert self.path == "/sources_to_targets"
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert (told["costing"], told["units"]) == ("auto", "kilometers")
            origins, destinations = (
                [(place["lat"], place["lon"]) for place in told[name]]
                for name in ("sources", "targets")
            )
            rows = [
                [
                    {"from_index": i, "to_index": j, "time": seconds, "distance": km}
                    for j, other in enumerate(destinations)
                    for seconds, km in [roads.cell(one, other)]
                ]
                for i, one in enumerate(origins)
            ]
            self.reply(origins, destinations, {"sources_to_targets": rows, "units": "kilometers"})

        def reply(self, origins: list[Any], destinations: list[Any], answer: Any) -> None:
            roads.asked.append((len(origins), len(destinations)))
            if roads.hangs:
                roads.hangs.wait(20)
            status, pause = roads.trouble.pop(0) if roads.trouble else (200, "")
            body = json.dumps(answer).encode() if roads.instead is None else roads.instead
            self.send_response(status)
            if pause:
                self.send_header("Retry-After", pause)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@pytest.fixture
def roads() -> Roads:
    return Roads()


@pytest.fixture
def address(roads: Roads) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(roads))
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(params=[OsrmServer, ValhallaServer])
async def times(request: pytest.FixtureRequest, address: str) -> AsyncIterator[TravelTimes]:
    async with httpx.AsyncClient(base_url=address, timeout=2) as http:
        yield TravelTimes(request.param(http))


async def test_the_matrix_is_that_of_the_server(times: TravelTimes, roads: Roads) -> None:
    found = await times.matrix(TOWNS)
    assert found.estimated == 0
    assert found.legs[0][1] == TravelLeg(71, 710)
    assert [found.legs[n][n] for n in range(3)] == [TravelLeg(0, 0)] * 3
    assert found.seconds()[2][1] == found.seconds()[1][2] == 178
    assert roads.asked == [(3, 3)]


async def test_nothing_is_asked_twice_and_only_what_is_new(
    times: TravelTimes, roads: Roads
) -> None:
    await times.matrix(TOWNS[:2])
    again = await times.matrix([*TOWNS[:2], GeoPoint(SANTOS.latitude + 1e-6, SANTOS.longitude)])
    assert roads.asked == [(2, 2)]
    assert again.legs[1][2] == TravelLeg(0, 0)
    await times.matrix(TOWNS[:2], TravelProfile.RURAL)
    assert len(roads.asked) == 2


async def test_what_is_remembered_has_a_size_and_an_age(times: TravelTimes, roads: Roads) -> None:
    times.most_legs, times.seconds = 2, 0.0
    await times.matrix(TOWNS)
    assert len(times._known) == 2
    await times.matrix(TOWNS[:2])
    assert len(roads.asked) == 2
    times.seconds = 60.0
    await times.matrix(TOWNS[:2])
    await times.matrix(TOWNS[:2])
    assert len(roads.asked) == 3


async def test_many_places_are_asked_for_in_blocks(times: TravelTimes, roads: Roads) -> None:
    places = [GeoPoint(-20 - n / 100, -46.0) for n in range(120)]
    found = await times.matrix(places)
    assert found.estimated == 0
    assert found.legs[0][119].seconds == 119
    assert sorted(set(roads.asked)) == [(20, 20), (20, 50), (50, 20), (50, 50)]
    assert len(roads.asked) == 9


async def test_holes_of_the_matrix_are_estimated_and_asked_for_again(
    times: TravelTimes, roads: Roads
) -> None:
    roads.islands = {SANTOS.latitude}
    found = await times.matrix(TOWNS)
    assert found.estimated == 4
    assert found.legs[0][1] == estimate(SAO_PAULO, SANTOS, TravelProfile.URBAN)
    assert found.legs[0][2] == TravelLeg(107, 1072)
    roads.islands = set()
    assert (await times.matrix(TOWNS)).estimated == 0


@pytest.mark.parametrize("status", [429, 502, 503, 504])
async def test_a_busy_server_is_asked_again(times: TravelTimes, roads: Roads, status: int) -> None:
    roads.trouble = [(status, ""), (status, "0")]
    assert (await times.matrix(TOWNS)).estimated == 0
    assert len(roads.asked) == 3


@pytest.mark.parametrize(
    ("trouble", "asked"),
    [
        ([(429, "")] * 3, 3),
        ([(429, "3600")], 1),
        ([(429, "Wed, 21 Oct 2026 07:28:00 GMT")] * 3, 3),
        ([(429, "9" * 400)] * 3, 3),
        ([(500, "")], 1),
        ([(401, "")], 1),
        ([(302, "")], 1),
    ],
)
async def test_a_server_in_trouble_leaves_estimates(
    times: TravelTimes, roads: Roads, trouble: list[tuple[int, str]], asked: int
) -> None:
    roads.trouble = [*trouble]
    places = [GeoPoint(-20 - n / 100, -46.0) for n in range(60)]
    assert (await times.matrix(places)).estimated == 60 * 59
    assert len(roads.asked) == asked
    assert not times._known


async def test_places_that_the_server_refuses_leave_the_others(
    times: TravelTimes, roads: Roads
) -> None:
    roads.trouble = [(400, "")]
    places = [GeoPoint(-20 - n / 100, -46.0) for n in range(60)]
    assert (await times.matrix(places)).estimated == 50 * 49
    assert len(roads.asked) == 4


@pytest.mark.parametrize(
    "instead",
    [
        b"",
        b"<html>Welcome</html>",
        b"[]",
        b'{"code": "Ok"}',
        b'{"code": "Ok", "durations": [[0, 1]], "distances": [[0, 1]]}',
        b'{"code": "Ok", "durations": [[0, -1], [1, 0]], "distances": [[0, 1], [1, 0]]}',
        b'{"code": "Ok", "durations": [[0, NaN], [1, 0]], "distances": [[0, 1], [1, 0]]}',
        b'{"code": "Ok", "durations": [[0, 1e999], [1, 0]], "distances": [[0, 1], [1, 0]]}',
        b'{"code": "Ok", "durations": [[0, 1], [1, 0]], "distances": [[0, 1]]}',
        b'{"sources_to_targets": [[{"time": 1, "distance": 1}]]}',
        b'{"sources_to_targets": [[{"time": "soon"}, {}], [{}, {}]]}',
    ],
)
async def test_answers_that_are_not_as_agreed_are_not_believed(
    times: TravelTimes, roads: Roads, instead: bytes
) -> None:
    roads.instead = instead
    assert times.server
    with pytest.raises(TravelUnavailable):
        await times.server.legs(TOWNS[:2], TOWNS[:2], TravelProfile.URBAN)
    assert (await times.matrix(TOWNS[:2])).estimated == 2


async def test_osrm_says_in_its_answer_what_it_refuses(address: str, roads: Roads) -> None:
    roads.instead = b'{"code": "NoTable", "message": "..."}'
    async with httpx.AsyncClient(base_url=address) as http:
        with pytest.raises(TravelRefused, match="NoTable"):
            await OsrmServer(http).legs(TOWNS, TOWNS, TravelProfile.URBAN)


async def test_a_server_that_does_not_answer_is_waited_for_once(
    times: TravelTimes, roads: Roads
) -> None:
    roads.hangs = Event()
    assert times.server
    with pytest.raises(TravelUnavailable, match="ReadTimeout"):
        await times.server.legs(TOWNS, TOWNS, TravelProfile.URBAN)
    roads.hangs.set()
    assert len(roads.asked) == 1


async def test_a_server_that_is_not_there_leaves_estimates() -> None:
    times = travel_from("osrm+http://127.0.0.1:9")
    assert (await times.matrix(TOWNS)).estimated == 6


async def test_that_a_server_answers_is_found_out(times: TravelTimes, roads: Roads) -> None:
    await times.check()
    roads.trouble = [(400, "")]
    await times.check()
    roads.trouble = [(500, "")]
    with pytest.raises(TravelUnavailable):
        await times.check()
    await travel_from("").check()


async def test_a_process_says_when_the_routing_server_of_its_settings_is_silent(
    settings: Settings, app: FastAPI, address: str
) -> None:
    for url, travel in (
        (f"osrm+{address}", "ok"),
        ("osrm+http://127.0.0.1:9", "TravelUnavailable"),
        ("", None),
    ):
        other = create_app(settings.model_copy(update={"travel_url": url}))
        async with other.router.lifespan_context(other), client_of(other) as http:
            ready = await http.get("/readyz")
        assert ready.status_code == 200
        assert ready.json()["checks"].get("travel") == travel
        assert ready.json()["status"] == "degraded" or travel != "TravelUnavailable"


def client_of(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


async def test_without_a_server_all_is_estimated() -> None:
    found = await travel_from("").matrix([*TOWNS, SANTOS])
    assert found.estimated == 10
    assert found.legs[1][3] == TravelLeg(0, 0)
    # 55 km in a line; 75 with the detour, at 30 km an hour two hours and a half.
    assert found.legs[0][1].metres == pytest.approx(74_000, rel=0.02)
    assert found.legs[0][1].seconds == pytest.approx(8_900, rel=0.02)
    rural = await travel_from("").matrix(TOWNS, TravelProfile.RURAL)
    assert rural.legs[0][1].seconds == pytest.approx(found.legs[0][1].seconds / 2, abs=1)


@pytest.mark.parametrize("url", ["http://osrm", "osrm+ftp://host", "osrm", "google+https://host"])
def test_a_server_of_no_known_kind_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="a routing server is"):
        travel_from(url)


points = st.builds(GeoPoint, st.floats(-90, 90), st.floats(-180, 180))


@given(points, points, points)
def test_estimates_are_symmetric_and_no_detour_is_shorter(
    one: GeoPoint, other: GeoPoint, third: GeoPoint
) -> None:
    leg = estimate(one, other, TravelProfile.URBAN)
    back = estimate(other, one, TravelProfile.URBAN)
    assert abs(leg.metres - back.metres) <= 1
    assert 0 <= leg.metres <= 1.35 * 20_016_000
    by_third = [
        estimate(*way, TravelProfile.URBAN).metres for way in ((one, third), (third, other))
    ]
    assert leg.metres <= sum(by_third) + 3
    assert estimate(one, one, TravelProfile.URBAN) == TravelLeg(0, 0)
