"""What is encrypted opens with the secret, in its own place, and unaltered; nothing else does."""

import asyncpg
import pytest

from app.core.security.encryption import DecryptionFailed, Encryptor
from app.embedded.servers import Servers
from tests.callers import Caller

SECRET = "a secret of this test and nothing else"
OTHER = "another secret, for after a rotation"


def test_it_opens_what_it_sealed_even_after_a_rotation() -> None:
    encrypted = Encryptor([SECRET]).encrypt(b"JBSWY3DPEHPK3PXP", "totp ada")
    assert b"JBSWY3DPEHPK3PXP" not in encrypted
    assert Encryptor([OTHER, SECRET]).decrypt(encrypted, "totp ada") == b"JBSWY3DPEHPK3PXP"
    assert Encryptor([SECRET]).encrypt(b"x", "a") != Encryptor([SECRET]).encrypt(b"x", "a")


@pytest.mark.parametrize("broken", [b"", b"\x01", b"\x02" + b"0" * 60, b"\x01" + b"0" * 60])
def test_what_was_not_sealed_here_does_not_open(broken: bytes) -> None:
    with pytest.raises(DecryptionFailed):
        Encryptor([SECRET]).decrypt(broken, "totp ada")


def test_another_place_another_secret_and_an_altered_byte_open_nothing() -> None:
    encrypted = Encryptor([SECRET]).encrypt(b"JBSWY3DPEHPK3PXP", "totp ada")
    for encryptor, given, place in (
        (Encryptor([SECRET]), encrypted, "totp bob"),
        (Encryptor([OTHER]), encrypted, "totp ada"),
        (Encryptor([SECRET]), encrypted[:-1] + bytes([encrypted[-1] ^ 1]), "totp ada"),
    ):
        with pytest.raises(DecryptionFailed):
            encryptor.decrypt(given, place)


async def test_a_stored_answer_holds_no_token_and_is_given_again_as_it_was(
    ada: Caller, servers: Servers
) -> None:
    key = {"Idempotency-Key": "0198c5a4-7d1e-7c3a"}
    body = {"name": "ERP", "scopes": ["people:read"]}
    made = await ada.send("POST", "/v1/api-tokens", json=body, headers=key)
    connection = await asyncpg.connect(servers.admin_url)
    try:
        stored = await connection.fetchval(
            "select body from idempotency_keys where organization_id = $1", ada.organization_id
        )
    finally:
        await connection.close()
    assert made.json()["token"].encode() not in stored
    again = await ada.send("POST", "/v1/api-tokens", json=body, headers=key)
    assert again.content == made.content
    assert again.headers["idempotent-replayed"] == "true"
