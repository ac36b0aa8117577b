"""Files are kept the same way in a folder, in memory and in an object store that speaks S3."""

import hashlib
import logging
import shutil
import socket
import stat
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import obstore
import pytest
from moto.server import ThreadedMotoServer
from obstore.store import S3Store

from app.core.values.clock import now
from app.gateways.storage import (
    ObjectStorage,
    Storage,
    StorageUnavailable,
    UnknownFile,
    memory_storage,
    storage_from,
)

HERE = "127.0.0.1"
CREDENTIALS = f"access_key_id=ana&secret_access_key={quote('a+b/c', safe='+')}&region=us-east-1"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The endpoint of a server that speaks S3, with an empty bucket `files`."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address=HERE, port=0, verbose=False)
    server.start()
    try:
        endpoint = "http://{}:{}".format(*server.get_host_and_port())
        bucket = urllib.request.Request(f"{endpoint}/files", method="PUT")  # noqa: S310 - ours
        with urllib.request.urlopen(bucket, timeout=10):  # noqa: S310 - ours
            pass
        yield endpoint
    finally:
        server.stop()


@pytest.fixture(params=["folder", "memory", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    match request.param:
        case "folder":
            return storage_from("", tmp_path / "files")
        case "memory":
            return memory_storage()
    endpoint = request.getfixturevalue("s3")
    prefix = hashlib.sha256(request.node.name.encode()).hexdigest()[:8]
    url = f"s3://files/{prefix}/deep?endpoint={endpoint}&{CREDENTIALS}"
    return storage_from(url, tmp_path)


async def test_what_was_put_is_got_whole_or_in_pieces(storage: Storage) -> None:
    data = bytes(range(256)) * 40_000  # 10 MB: several parts in S3
    await storage.put("ab/cdef.png", data, "image/png")
    assert await storage.get("ab/cdef.png") == data
    pieces = [piece async for piece in await storage.stream("ab/cdef.png")]
    assert b"".join(pieces) == data


async def test_putting_again_does_no_harm(storage: Storage) -> None:
    await storage.put("ab/cd", b"one", "text/plain")
    await storage.put("ab/cd", b"one", "text/plain")
    assert await storage.get("ab/cd") == b"one"


async def test_an_unknown_file_is_known_before_the_first_piece(storage: Storage) -> None:
    with pytest.raises(UnknownFile):
        await storage.get("ab/none")
    with pytest.raises(UnknownFile):
        await storage.stream("ab/none")


async def test_what_was_deleted_is_gone_and_deleting_it_again_is_no_error(
    storage: Storage,
) -> None:
    await storage.put("ab/cd", b"one", "text/plain")
    await storage.delete("ab/cd")
    with pytest.raises(UnknownFile):
        await storage.get("ab/cd")
    await storage.delete("ab/cd")


@pytest.mark.parametrize(
    "key", ["", "../x", "a/../../x", "/etc/passwd", "a//b", ".hidden", "a/", "a\nb", "a" * 513]
)
async def test_a_key_cannot_leave_its_folder(storage: Storage, key: str) -> None:
    with pytest.raises(ValueError, match="no key of a file"):
        await storage.put(key, b"x", "text/plain")
    with pytest.raises(ValueError, match="no key of a file"):
        await storage.get(key)


async def test_a_working_storage_is_ready(storage: Storage) -> None:
    await storage.check()


async def test_a_lost_folder_is_not_ready(tmp_path: Path) -> None:
    storage = storage_from("", tmp_path / "files")
    shutil.rmtree(tmp_path / "files")
    with pytest.raises(StorageUnavailable):
        await storage.check()


async def test_a_folder_is_open_to_its_owner_alone(tmp_path: Path) -> None:
    storage_from("", tmp_path / "deep" / "files")
    assert stat.S_IMODE((tmp_path / "deep" / "files").stat().st_mode) == 0o700


async def test_an_absent_bucket_is_not_ready(s3: str, tmp_path: Path) -> None:
    storage = storage_from(f"s3://absent?endpoint={s3}&{CREDENTIALS}", tmp_path)
    with pytest.raises(StorageUnavailable):
        await storage.check()


async def test_a_store_that_is_away_is_unavailable_and_says_so_soon(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind((HERE, 0))
        away = nobody.getsockname()[1]
    storage = storage_from(f"s3://files?endpoint=http://{HERE}:{away}&{CREDENTIALS}", tmp_path)
    with pytest.raises(StorageUnavailable):
        await storage.check()
    with pytest.raises(StorageUnavailable):
        await storage.get("ab/cd")


async def test_an_object_store_remembers_the_type_of_a_file(s3: str, tmp_path: Path) -> None:
    storage = storage_from(f"s3://files/typed?endpoint={s3}&{CREDENTIALS}", tmp_path)
    await storage.put("ab/cd", b"png", "image/png")
    bucket = S3Store(
        "files",
        endpoint=s3,
        access_key_id="ana",
        secret_access_key="a+b/c",
        client_options={"allow_http": True},
    )
    stored = await obstore.get_async(bucket, "typed/ab/cd")
    assert stored.attributes["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host/x",
        "nonsense",
        "file:///tmp",
        "http://host",
        "s3://",
        "az://container?key=hush",
        "s3://files?bad_option=hush",
        "s3://files?secret_access_key",
    ],
)
def test_a_wrong_address_of_a_store_is_refused_without_repeating_its_secrets(
    url: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the sentence varies
        storage_from(url, tmp_path)
    assert "hush" not in str(refused.value)


def test_a_plus_in_a_secret_is_no_space(tmp_path: Path) -> None:
    storage = storage_from(f"s3://files?{CREDENTIALS}", tmp_path)
    assert isinstance(storage, ObjectStorage)
    assert isinstance(storage._store, S3Store)
    assert storage._store.config["secret_access_key"] == "a+b/c"


def test_the_stores_of_other_providers_are_known(tmp_path: Path) -> None:
    storage_from("gs://bucket/prefix?skip_signature=true", tmp_path)
    storage_from("az://container/prefix?account_name=ana&skip_signature=true", tmp_path)


async def test_what_is_there_is_listed_and_knows_when_it_was_put(storage: Storage) -> None:
    before = now() - timedelta(seconds=2)  # a store may keep no fractions
    for key in ("org/ab/one", "org/two"):
        await storage.put(key, b"x", "text/plain")
    await storage.delete("org/two")
    assert [key async for key in storage.list_keys()] == ["org/ab/one"]
    assert before <= await storage.written_at("org/ab/one") <= now() + timedelta(seconds=2)
    with pytest.raises(UnknownFile):
        await storage.written_at("org/two")
