"""DNS: TXT records that prove the ownership of a domain."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import dns.asyncresolver
import dns.exception
import dns.resolver

TIMEOUT_SECONDS = 5


class DnsUnavailable(Exception):
    """Nobody answered. Trying again later may help."""


class Resolver(Protocol):
    async def txt(self, name: str) -> list[str]:
        """TXT records of a name; empty if there are none, or the name does not exist.

        Raises DnsUnavailable.
        """
        ...


class DnsResolver:
    """Asks these name servers (`address` or `address:port`); none: the system's."""

    def __init__(self, servers: Sequence[str] = ()) -> None:
        self._resolver = dns.asyncresolver.Resolver(configure=not servers)
        if servers:
            split = [server.rpartition(":")[::2] for server in servers if server.count(":") == 1]
            bare = [server for server in servers if server.count(":") != 1]
            self._resolver.nameservers = [*bare, *(address for address, _ in split)]
            self._resolver.nameserver_ports = {address: int(port) for address, port in split}
        self._resolver.lifetime = TIMEOUT_SECONDS

    async def txt(self, name: str) -> list[str]:
        try:
            answer = await self._resolver.resolve(name, "TXT", search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError) as failure:
            raise DnsUnavailable(type(failure).__name__) from failure
        # A long text comes in pieces of 255 bytes.
        return [b"".join(record.strings).decode(errors="replace") for record in answer]


@dataclass
class FakeResolver:
    """For tests: says what was put there; `None` stands for a name that nobody answers for."""

    records: dict[str, list[str] | None] = field(default_factory=dict)

    async def txt(self, name: str) -> list[str]:
        said = self.records.get(name, [])
        if said is None:
            raise DnsUnavailable("NoNameservers")
        return said
