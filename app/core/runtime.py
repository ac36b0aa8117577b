"""The runtime of a process, API or worker: connections, keys and gateways, built once and typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from redis.asyncio import Redis

from app.core.data.database import Database
from app.core.events.queue import Queue
from app.core.http.limits import RateLimits
from app.core.security.credentials import Credentials
from app.core.security.encryption import Encryptor
from app.core.security.tokens import Signer
from app.core.settings import Settings

Gateway = TypeVar("Gateway")


@dataclass(frozen=True, slots=True)
class Runtime:
    """Settings, connections, keys and gateways of one process."""

    settings: Settings
    database: Database
    queue: Queue
    #: Counters that are asked for while somebody waits: short timeouts.
    redis: Redis
    limits: RateLimits
    credentials: Credentials
    signer: Signer
    encryptor: Encryptor
    #: Signs the cursors of lists.
    cursor_key: bytes
    #: Derives the tokens of mails and of repeated refreshes.
    single_use_key: bytes
    #: Protocol -> what implements it here. The kernel lies below gateways and cannot name them.
    gateways: Mapping[Any, object]

    def gateway(self, kind: Callable[..., Gateway]) -> Gateway:
        """The gateway of a kind, asked for by its protocol."""
        found: Any = self.gateways[kind]
        return found  # type: ignore[no-any-return]  # keyed by the very type it is


def runtime_of(request: Request) -> Runtime:
    """The runtime of the API that answers this request."""
    runtime: Runtime = request.app.state.runtime
    return runtime


def _encryptor_of(request: Request) -> Encryptor:
    return runtime_of(request).encryptor


#: What a route encrypts and decrypts with.
TheEncryptor = Annotated[Encryptor, Depends(_encryptor_of)]
