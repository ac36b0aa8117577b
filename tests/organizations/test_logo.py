"""The logo: sanitised, in two sizes, shown to anyone by what it shows."""

import hashlib
import io

import httpx
from PIL import Image

from tests.callers import Caller

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><script>alert(1)</script>'
    b'<circle cx="5" cy="5" r="5" fill="red"/></svg>'
)


def _png(size: tuple[int, int] = (400, 100)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, "PNG")
    return out.getvalue()


async def _upload(caller: Caller, data: bytes, name: str = "logo.png") -> httpx.Response:
    return await caller.send("PUT", "/v1/organization/logo", files={"file": (name, data)})


async def test_anyone_sees_it_by_its_hash_and_may_keep_it_for_ever(ada: Caller) -> None:
    profile = (await _upload(ada, _png())).json()
    tenant = await ada.get(f"/v1/tenants/{ada.domain}")
    assert tenant["logo_url"] == profile["logo"]["square"]
    for variant, size in (("square", (256, 256)), ("wide", (400, 100))):
        url = profile["logo"][variant]
        shown = await ada.http.get(url, headers={"Authorization": ""})
        assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")
        assert shown.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert url.rpartition("/")[2] == hashlib.sha256(shown.content).hexdigest()
        assert Image.open(io.BytesIO(shown.content)).size == size


async def test_a_drawing_is_served_as_a_picture(ada: Caller) -> None:
    url = (await _upload(ada, SVG, "logo.svg")).json()["logo"]["wide"]
    shown = await ada.http.get(url)
    assert shown.content.startswith(b"\x89PNG")


async def test_what_is_too_large_or_no_picture_is_refused_and_changes_nothing(ada: Caller) -> None:
    before = (await _upload(ada, _png())).json()
    large = await _upload(ada, _png() + b"0" * 1_048_576)
    assert (large.status_code, large.json()["code"]) == (413, "picture_too_large")
    assert large.json()["limit_bytes"] == 1_048_576
    text = await _upload(ada, b"no picture at all", "logo.png")
    assert (text.status_code, text.json()["code"]) == (415, "media_type_not_supported")
    assert (await ada.get("/v1/organization"))["logo"] == before["logo"]


async def test_it_is_taken_away_again(ada: Caller, bob: Caller) -> None:
    await _upload(ada, _png())
    assert (await _upload(bob, _png())).status_code == 403
    await bob.delete("/v1/organization/logo", 403)
    await ada.delete("/v1/organization/logo")
    assert (await ada.get("/v1/organization"))["logo"] is None
    assert (await ada.get(f"/v1/tenants/{ada.domain}"))["logo_url"] is None


async def test_what_is_no_hash_of_ours_is_not_found(ada: Caller) -> None:
    for wrong in ("x", "0" * 64, "..%2F..%2Fsecret", "A" * 64):
        await ada.get(f"/v1/logos/{wrong}", 404)


DOCTYPE = (
    b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"'
    b' "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
)


async def test_a_drawing_may_name_its_document_type_and_declares_no_entities(ada: Caller) -> None:
    prolog = b'<?xml version="1.0" encoding="utf-8"?>\n<!-- Generator: Illustrator -->\n'
    plain = (await _upload(ada, SVG, "logo.svg")).json()
    typed = await _upload(ada, prolog + DOCTYPE + b"\n" + SVG, "logo.svg")
    assert (typed.status_code, typed.json()["logo"]) == (200, plain["logo"])
    declares = b'<!DOCTYPE svg [<!ENTITY a "b">]>'
    subset = DOCTYPE[:-1] + b' [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    for doctype in (declares, subset, DOCTYPE + declares, DOCTYPE + b'<!ENTITY a "b">'):
        refused = await _upload(ada, prolog + doctype + SVG, "logo.svg")
        assert (refused.status_code, refused.json()["code"]) == (415, "media_type_not_supported")
