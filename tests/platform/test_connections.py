"""What is sent to the server before it is a request has limits, in bytes and in seconds."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from app.programs import connections
from app.programs.connections import LimitedConnection
from tests.patience import PATIENCE

HEAD = b"POST / HTTP/1.1\r\nHost: test\r\nAccept-Language: en\r\n"


async def _echo(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """An app that thinks for a while, reads the body, and repeats it."""
    if scope["path"] == "/busy":
        await asyncio.sleep(0.3)
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body, more = body + message["body"], message["more_body"]
    await asyncio.sleep(0.3 if scope["path"] == "/slow" else 0)
    body *= 10_000_000 if scope["path"] == "/large" else 1
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
async def state() -> ServerState:
    return ServerState()


@pytest.fixture
async def port(state: ServerState) -> AsyncIterator[int]:
    config = uvicorn.Config(_echo, lifespan="off", http=LimitedConnection)
    config.load()
    server = await asyncio.get_running_loop().create_server(
        lambda: LimitedConnection(config, state, {}), "127.0.0.1", 0
    )
    async with server:
        yield server.sockets[0].getsockname()[1]
        for connection in list(state.connections):
            connection.transport.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HEAD_SECONDS", "BODY_SECONDS", "PAUSE_SECONDS", "TAKING_SECONDS"):
        monkeypatch.setattr(connections, name, 0.1)


async def _talk(port: int, *pieces: bytes) -> bytes:
    """All that the server says until it hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


def _problem(answer: bytes) -> tuple[int, str]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    problem = json.loads(body)
    assert f"x-request-id: {problem['request_id']}".encode() in head
    assert head.startswith(b"HTTP/1.1 %d " % problem["status"])
    return problem["status"], problem["code"]


@pytest.mark.parametrize(
    "pieces",
    [
        [HEAD, b"X: " + b"a" * 20_000, b"a" * 20_000],
        [HEAD + b"X: " + b"a" * 60_000 + b"\r\n\r\n"],
        [HEAD + b"X: a\r\n" * 101 + b"\r\n"],
        [b"GET /", b"a" * 20_000, b"a" * 20_000],
        [HEAD, *[b"X: a\r\n"] * 200],
    ],
    ids=["a header without an end", "a large header", "many headers", "a long path", "piecemeal"],
)
async def test_headers_have_a_size_and_a_number(port: int, pieces: list[bytes]) -> None:
    assert _problem(await _talk(port, *pieces)) == (431, "headers_too_large")


@pytest.mark.parametrize("path", [b"/", b"/slow"])
@pytest.mark.parametrize("at", [0, 20], ids=["at once", "in the middle of the head"])
async def test_a_body_that_comes_with_its_head_is_not_taken_for_one(
    port: int, path: bytes, at: int
) -> None:
    """As on a busy machine, which reads late: head and body are one piece."""
    body = b"a" * 60_000
    request = HEAD.replace(b"/", path, 1) + b"Connection: close\r\nContent-Length: 60000\r\n\r\n"
    sent = request + body
    answer = await _talk(port, sent[:at], sent[at:])
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"\r\n\r\n" + body)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "sent",
    [b"GET", HEAD, HEAD + b"Content-Length: 5\r\n\r\nab", HEAD + b"Content-Length: 5\r\n\r\n"],
    ids=["half a method", "half a head", "half a body", "no body"],
)
async def test_what_is_sent_by_half_is_not_waited_for(port: int, sent: bytes) -> None:
    assert _problem(await _talk(port, sent)) == (408, "request_timed_out")


@pytest.mark.usefixtures("impatient")
async def test_a_body_that_trickles_has_an_end(port: int) -> None:
    async def trickle(writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"a")
            await writer.drain()
            await asyncio.sleep(0.02)

    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD + b"Content-Length: 100000\r\n\r\n")
    trickling = asyncio.ensure_future(trickle(writer))
    answer = await reader.read()
    trickling.cancel()
    writer.close()
    assert _problem(answer) == (408, "request_timed_out")


@pytest.mark.usefixtures("impatient")
async def test_who_says_nothing_hears_nothing(port: int) -> None:
    assert await _talk(port) == b""


async def test_what_is_no_http_is_refused_with_a_problem_document(port: int) -> None:
    assert _problem(await _talk(port, b"\x16\x03\x01 hello\r\n\r\n")) == (400, "malformed_request")


async def test_there_is_an_end_of_connections(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 3)
    held = [socket.create_connection(("127.0.0.1", port)) for _ in range(3)]
    await asyncio.sleep(0)
    assert _problem(await _talk(port)) == (503, "unavailable")
    for each in held:
        each.close()


@pytest.mark.usefixtures("impatient")
async def test_a_request_is_answered_however_long_we_think(port: int) -> None:
    request = b"POST /slow HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n\r\nab"
    last = request.replace(b"Host", b"Connection: close\r\nHost")
    answer = await _talk(port, request + last)
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert b"HTTP/1.1 4" not in answer


@pytest.mark.usefixtures("impatient")
async def test_a_body_that_we_do_not_take_is_not_late(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BODY_SECONDS", 60)
    body = b"a" * 1_000_000
    head = (
        b"POST /busy HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: 1000000\r\n\r\n"
    )
    assert (await _talk(port, head + body)).endswith(body)


@pytest.mark.usefixtures("impatient")
async def test_an_answer_that_nobody_takes_is_not_kept(port: int, state: ServerState) -> None:
    with socket.create_connection(("127.0.0.1", port)) as silent:
        silent.sendall(b"POST /large HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n\r\nab")
        async with asyncio.timeout(PATIENCE):
            await _until(lambda: bool(state.connections))
            await _until(lambda: not state.connections)


async def _until(is_so: Callable[[], bool]) -> None:
    while not is_so():  # noqa: ASYNC110 - uvicorn's state has no event to wait for
        await asyncio.sleep(0.01)
