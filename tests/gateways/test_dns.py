"""Names are asked about at a real name server."""

from collections.abc import Iterator

import pytest
from dnslib import QTYPE, RCODE, RR, TXT, DNSRecord  # type: ignore[import-untyped]  # no types
from dnslib.server import BaseResolver, DNSServer  # type: ignore[import-untyped]  # likewise

from app.embedded.processes import free_port
from app.gateways.dns import DnsResolver, DnsUnavailable

LONG = "x" * 255, "y" * 45


class _Zone(BaseResolver):  # type: ignore[misc]  # dnslib brings no types
    def resolve(self, request: DNSRecord, _handler: object) -> DNSRecord:
        reply = request.reply()
        name = str(request.q.qname)
        if name == "_chamado.redeboa.example.":
            for text in (TXT("v=spf1 -all"), TXT([*map(str.encode, LONG)])):
                reply.add_answer(RR(request.q.qname, QTYPE.TXT, rdata=text))
        elif name == "broken.example.":
            reply.header.rcode = RCODE.SERVFAIL
        elif name != "silent.example.":
            reply.header.rcode = RCODE.NXDOMAIN
        return reply


@pytest.fixture(scope="module")
def resolver() -> Iterator[DnsResolver]:
    port = free_port()
    server = DNSServer(_Zone(), port=port, address="127.0.0.1")
    server.start_thread()
    yield DnsResolver([f"127.0.0.1:{port}"])
    server.stop()
    server.server.server_close()


async def test_what_a_name_says_is_told_and_pieces_are_joined(resolver: DnsResolver) -> None:
    assert sorted(await resolver.txt("_chamado.redeboa.example")) == ["v=spf1 -all", "".join(LONG)]


@pytest.mark.parametrize("name", ["nowhere.example", "silent.example"])
async def test_a_name_that_says_nothing_is_empty(resolver: DnsResolver, name: str) -> None:
    assert await resolver.txt(name) == []


async def test_a_failure_is_no_answer(resolver: DnsResolver) -> None:
    with pytest.raises(DnsUnavailable):
        await resolver.txt("broken.example")


async def test_nobody_there_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = DnsResolver([f"127.0.0.1:{free_port()}"])
    nobody._resolver.lifetime = 0.3
    with pytest.raises(DnsUnavailable):
        await nobody.txt("redeboa.example")
