"""Files come in one by one, are looked at, and belong to whoever sent them."""

from typing import Any

import pytest

from app.files.uploads.service import LIMIT_BYTES
from tests.callers import Caller

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c626001000000050001a5f645400000000049454e44ae426082"
)


async def _upload(caller: Caller, name: str, data: bytes, expect: int = 201, **more: Any) -> Any:
    response = await caller.send("POST", "/v1/files", files={"file": (name, data)}, **more)
    assert response.status_code == expect, response.text
    return response.json()


async def test_an_upload_comes_back_byte_for_byte(ada: Caller) -> None:
    file = await _upload(ada, "sinal da ONU.png", PNG)
    assert (file["media_type"], file["size_bytes"]) == ("image/png", len(PNG))

    content = await ada.send("GET", f"/v1/files/{file['id']}/content")
    assert content.content == PNG
    assert content.headers["content-disposition"].startswith("attachment;")


async def test_the_limit_is_met_to_the_byte(ada: Caller) -> None:
    await _upload(ada, "log.txt", b"a" * LIMIT_BYTES)
    problem = await _upload(ada, "log.txt", b"a" * (LIMIT_BYTES + 1), 413)
    assert (problem["code"], problem["limit_bytes"]) == ("attachment_too_large", LIMIT_BYTES)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("photo.png", b"MZ\x90\x00" + b"\x00" * 200),
        ("page.html", b"<html><script>alert(1)</script></html>"),
        ("notes.txt", b"<svg onload=alert(1)>"),
        ("photo.jpg", PNG),
        ("empty.bin", b""),
    ],
)
async def test_a_file_that_lies_about_its_type_is_refused(
    ada: Caller, name: str, data: bytes
) -> None:
    problem = await _upload(ada, name, data, 415)
    assert problem["code"] == "media_type_not_supported"


async def test_the_same_key_uploads_once(ada: Caller) -> None:
    # httpx would choose another boundary for each request, and so another body.
    key = {
        "Idempotency-Key": "upload-0123456789",
        "Content-Type": "multipart/form-data; boundary=b",
    }
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"'
    body = head + b"\r\n\r\nhi\r\n--b--\r\n"
    first = await ada.send("POST", "/v1/files", content=body, headers=key)
    again = await ada.send("POST", "/v1/files", content=body, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"
