"""Access tokens: only what one of our keys has signed, for us, and for as long as it says."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI
from jose import jwk, jwt
from jose.backends.native import HMACKey
from jose.utils import base64url_encode

from app.core.security.tokens import Signer
from app.core.values.clock import now
from app.core.values.errors import Unauthenticated
from app.core.values.ids import new_id
from tests.callers import Caller

SECRET = "a secret of this test and nothing else"
OTHER = "a secret of another installation, say"
EPOCH = timedelta(days=30)


def _token(signer: Signer, lifetime: timedelta = timedelta(minutes=15)) -> str:
    return signer.sign(
        organization_id=new_id(), person_id=new_id(), session_id=new_id(), lifetime=lifetime
    )


def _resigned(signer: Signer, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """A token with our own signature over other claims: as if a key of ours had signed it."""
    body = jwt.get_unverified_claims(_token(signer)) | claims
    key = signer._signing
    return str(jwt.encode(body, key.private, "ES256", headers={"kid": key.id} | (header or {})))


def _forged(signer: Signer, algorithm: str, key: bytes) -> str:
    """What python-jose refuses to make for us: HMAC with a public key, or no signature at all."""
    token = _token(signer)
    header = {"alg": algorithm, "typ": "JWT", "kid": signer._signing.id}
    signed = b".".join(
        base64url_encode(json.dumps(part).encode())
        for part in (header, jwt.get_unverified_claims(token))
    )
    if algorithm == "none":
        return signed.decode() + "."
    hmac = HMACKey(base64.b64encode(b"placeholder of the right kind").decode(), "HS256")
    hmac.prepared_key = key
    return signed.decode() + "." + base64url_encode(hmac.sign(signed)).decode()


def _rs256() -> str:
    private = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    claims = jwt.get_unverified_claims(_token(Signer([SECRET])))
    header = {"kid": Signer([SECRET]).jwks()["keys"][0]["kid"]}
    return str(jwt.encode(claims, private.decode(), "RS256", headers=header))


def _foreign() -> dict[str, str]:
    ours = Signer([SECRET])
    _token(ours)
    public = ours._signing.public
    first = _token(ours)
    return {
        "no signature": _forged(ours, "none", b""),
        "HS256 with the public key as PEM": _forged(ours, "HS256", public.encode()),
        "HS256 with the public key as JWK": _forged(
            ours, "HS256", json.dumps(ours._signing.jwk).encode()
        ),
        "RS256 under our key id": _rs256(),
        "another installation": _token(Signer([OTHER])),
        "another installation under our key id": str(
            jwt.encode(
                jwt.get_unverified_claims(first),
                _signing_key(OTHER),
                "ES256",
                headers={"kid": ours._signing.id},
            )
        ),
        "an unknown key id": _resigned(ours, {"kid": "0123456789abcdef"}),
        "a key id that is no text": _resigned(ours, {"kid": 7}),
        "a header that must be understood": _resigned(ours, {"crit": ["exp"]}),
        "another audience": _resigned(ours, aud="somebody-else"),
        "another issuer": _resigned(ours, iss="somebody-else"),
        "over": _token(ours, timedelta(seconds=-1)),
        "over this very second": _token(ours, timedelta(0)),
        "an end that is text": _resigned(ours, exp="tomorrow"),
        "an end that is true": _resigned(ours, exp=True),
        "no organization": _resigned(ours, org=None),
        "an organization that is no id": _resigned(ours, org="*"),
        "a session that is a list": _resigned(ours, sid=["1"]),
        "altered": first[:-6] + ("A" if first[-6] != "A" else "B") + first[-5:],
        "too long": first + "A" * 5000,
        "nothing": "",
        "dots": "..",
        "four parts": first + ".x",
        "five parts": "a.b.c.d.e",
    }


def _signing_key(secret: str) -> str:
    signer = Signer([secret])
    _token(signer)
    return signer._signing.private


FOREIGN = _foreign()


@pytest.mark.parametrize("what", FOREIGN)
def test_what_is_not_ours_is_refused(what: str) -> None:
    with pytest.raises(Unauthenticated):
        Signer([SECRET]).verify(FOREIGN[what])


def test_what_is_ours_is_not() -> None:
    signer = Signer([SECRET])
    assert signer.verify(_token(signer))["iss"] == "chamado"
    assert signer.verify(_resigned(signer))["aud"] == "chamado-api"


async def test_over_http_each_of_them_answers_the_same_401(app: FastAPI, ada: Caller) -> None:
    ours: Signer = app.state.runtime.signer
    public = ours._signing.public
    forged = [
        _forged(ours, "none", b""),
        _forged(ours, "HS256", public.encode()),
        _resigned(ours, {"kid": "0123456789abcdef"}),
        _resigned(ours, aud="somebody-else"),
        _token(ours, timedelta(seconds=-1)),
        _token(ours),  # well signed, for a session that there is not
    ]
    for token in forged:
        problem = await ada.holding(token).get("/v1/me", 401)
        assert problem["code"] == "unauthenticated"


def test_keys_change_by_themselves_and_the_one_before_is_still_good() -> None:
    signer = Signer([SECRET])
    lasting = _token(signer, 3 * EPOCH)
    first = signer._signing.id
    with time_machine.travel(now() + EPOCH, tick=True):
        _token(signer)
        assert signer._signing.id != first
        assert signer.verify(lasting)
        assert first in {key["kid"] for key in signer.jwks()["keys"]}
    with time_machine.travel(now() + 2 * EPOCH, tick=True), pytest.raises(Unauthenticated):
        signer.verify(lasting)


def test_a_process_whose_clock_is_behind_knows_the_next_key() -> None:
    with time_machine.travel(now() + EPOCH, tick=True):
        ahead = _token(Signer([SECRET]))
    assert Signer([SECRET]).verify(ahead)


def test_a_retired_secret_verifies_and_does_not_sign() -> None:
    before, after = Signer([SECRET]), Signer([OTHER, SECRET])
    assert after.verify(_token(before))
    with pytest.raises(Unauthenticated):
        before.verify(_token(after))


async def test_the_published_keys_verify_a_token(ada: Caller) -> None:
    answer = await ada.http.get("/.well-known/jwks.json", headers={"Authorization": ""})
    assert answer.headers["cache-control"].startswith("public")
    published = {key["kid"]: key for key in answer.json()["keys"]}
    assert all(
        key.keys() == {"kty", "crv", "use", "alg", "kid", "x", "y"} for key in published.values()
    )
    kid = jwt.get_unverified_header(ada.token)["kid"]
    key = jwk.construct(published[kid], "ES256")
    claims = jwt.decode(ada.token, key, algorithms=["ES256"], audience="chamado-api")
    assert claims["sub"] == str(ada.person_id)
