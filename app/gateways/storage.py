"""Object storage: bytes in a folder or in an object store."""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, MemoryStore, ObjectStore, from_url

CHUNK_BYTES = 256 * 1024
CHECK_SECONDS = 5
KEY = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


class UnknownFile(Exception):
    """There is nothing under this key."""


class StorageUnavailable(Exception):
    """The store cannot be reached or refuses us. Trying again later may help."""


class Storage(Protocol):
    """Files by key.

    The caller derives a key from the content, so that a key is never written twice with different
    bytes and a repeated `put` does no harm.
    """

    async def put(self, key: str, data: bytes | Path, content_type: str) -> None:
        """Keep these bytes, or those of a file that is too large for the memory."""
        ...

    async def get(self, key: str) -> bytes:
        """All the bytes. Raises UnknownFile."""
        ...

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        """The bytes in pieces. Raises UnknownFile here, while the answer can still become a 404."""
        ...

    async def written_at(self, key: str) -> datetime:
        """Time at which the bytes were put last. Raises UnknownFile."""
        ...

    def list_keys(self) -> AsyncIterator[str]:
        """Every key under which there are bytes, in no order."""
        ...

    async def delete(self, key: str) -> None:
        """Afterwards the key is gone; one that never was is no error."""
        ...

    async def check(self) -> None:
        """Says nothing when the store answers within 5 seconds; else raises StorageUnavailable."""
        ...


def storage_from(url: str, folder: Path) -> Storage:
    """The storage that the settings name: a folder when `url` is empty.

    Else `s3://bucket/prefix`, `gs://bucket/prefix` or `az://container/prefix`. Credentials come
    from the provider's usual environment variables (AWS_ACCESS_KEY_ID ...) or, like any other
    option of obstore, from the query, percent-encoded:
    `s3://bucket/prefix?endpoint=http://127.0.0.1:9000&region=us-east-1`.

    Raises ValueError, which does not repeat the query: it may hold a secret.
    """
    if not url:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return ObjectStorage(LocalStore(folder))
    place, _, query = url.partition("?")
    # A secret key may hold a "+", which a form's rules would turn into a space.
    options = dict(parse_qsl(query.replace("+", "%2B"), strict_parsing=bool(query)))
    if urlsplit(place).scheme not in {"s3", "gs", "az"}:
        raise ValueError("an object store is addressed by s3://, gs:// or az://")
    try:
        store: ObjectStore = from_url(  # type: ignore[call-overload]  # the options suit the scheme
            place,
            config=options,
            client_options={
                "allow_http": options.get("endpoint", "").startswith("http://"),
                "timeout": timedelta(seconds=30),
            },
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
        )
    except (BaseError, ValueError) as refusal:
        raise ValueError("an object store cannot be used at this address") from refusal
    return ObjectStorage(store)


def memory_storage() -> Storage:
    """The fake for tests: the real code over a store in memory."""
    return ObjectStorage(MemoryStore())


class ObjectStorage:
    """Storage over anything that obstore speaks to."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, key: str, data: bytes | Path, content_type: str) -> None:
        # A folder has no place for the content type, and obstore refuses it there.
        remembers = not isinstance(self._store, LocalStore)
        with _translated(key):
            await obstore.put_async(
                self._store,
                _checked(key),
                data,
                attributes={"Content-Type": content_type} if remembers else None,
            )

    async def get(self, key: str) -> bytes:
        with _translated(key):
            found = await obstore.get_async(self._store, _checked(key))
            return bytes(await found.bytes_async())

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        with _translated(key):
            found = await obstore.get_async(self._store, _checked(key))

        async def chunks() -> AsyncIterator[bytes]:
            with _translated(key):
                async for chunk in found.stream(min_chunk_size=CHUNK_BYTES):
                    yield bytes(chunk)

        return chunks()

    async def written_at(self, key: str) -> datetime:
        with _translated(key):
            found = await obstore.head_async(self._store, _checked(key))
        return found["last_modified"]

    async def list_keys(self) -> AsyncIterator[str]:
        with _translated(""):
            async for batch in obstore.list(self._store):
                for found in batch:
                    yield found["path"]

    async def delete(self, key: str) -> None:
        try:
            with _translated(key):
                await obstore.delete_async(self._store, _checked(key))
        except UnknownFile:
            pass

    async def check(self) -> None:
        if isinstance(self._store, LocalStore) and not os.access(self._store.prefix or "", os.W_OK):
            raise StorageUnavailable(f"{self._store.prefix} cannot be written to")
        try:
            with _translated("check"):
                async with asyncio.timeout(CHECK_SECONDS):
                    await obstore.list_with_delimiter_async(self._store, prefix="check")
        except UnknownFile as absent:
            raise StorageUnavailable("the bucket does not exist") from absent


def _checked(key: str) -> str:
    """Keys are made by us: one that could leave its folder is a mistake in the program."""
    if len(key) > 512 or not KEY.fullmatch(key):
        raise ValueError(f"{key!r} is no key of a file")
    return key


@contextmanager
def _translated(key: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as absent:
        raise UnknownFile(key) from absent
    except (BaseError, OSError) as failure:
        raise StorageUnavailable(str(failure).partition("\n")[0]) from failure
