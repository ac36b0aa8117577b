"""What the examples of organizations and their people need before they can be sent."""

import io
from itertools import cycle
from typing import Any

from PIL import Image, ImageDraw

from tests.callers import Caller
from tests.examples.calls import Call, Demo, before

_INVITED = cycle(
    [
        ("Renato Pires", "renato@conecta.example"),
        ("Elisa Monteiro", "elisa@conecta.example"),
        ("Mauro Dantas", "mauro@conecta.example"),
        ("Bianca Leal", "bianca@conecta.example"),
        ("Noemi Duarte", "noemi@conecta.example"),
    ]
)


# organizations


@before("getTenant")
async def _public_logo(demo: Demo) -> Call:
    await _upload_logo(demo)
    return Call(by="")


@before("getOrganization", "deleteLogo")
async def _logo(demo: Demo) -> Call:
    await _upload_logo(demo)
    return Call()


@before("uploadLogo")
async def _logo_file(demo: Demo) -> Call:
    return Call(files=_picture("logo.png"))


@before("downloadLogo")
async def _kept_logo(demo: Demo) -> Call:
    return Call(by="", path={"content_hash": _hash(await _upload_logo(demo))})


@before("listDomains")
async def _claimed_domain(demo: Demo) -> Call:
    await _claim(demo, "conecta-campinas.example")
    return Call()


@before("getDomain", "verifyDomain", "deleteDomain")
async def _claim_of_its_own(demo: Demo) -> Call:
    return Call(path={"domain_id": await _claim(demo, f"{next(_DOMAINS)}.example")})


# people


@before("uploadMyPhoto")
async def _photo_file(demo: Demo) -> Call:
    return Call(files=_picture("retrato.jpg"))


@before("deleteMyPhoto")
async def _photo(demo: Demo) -> Call:
    somebody = await demo.newcomer()
    await _take_photo(somebody)
    return Call(by=somebody)


@before("downloadPhoto")
async def _somebodys_photo(demo: Demo) -> Call:
    return Call(path={"content_hash": _hash(await _take_photo(await demo.newcomer()))})


@before("updateMe")
async def _technician(demo: Demo) -> Call:
    return Call(by="tecnico")


@before("setTemporaryPassword", "anonymisePerson")
async def _colleague(demo: Demo) -> Call:
    return Call(path={"person_id": str((await demo.newcomer()).person_id)})


@before("listInvitations")
async def _invitations(demo: Demo) -> Call:
    await _invite(demo)
    await _invite(demo)
    return Call()


@before("getInvitation", "resendInvitation", "revokeInvitation")
async def _invitation(demo: Demo) -> Call:
    return Call(path={"invitation_id": (await _invite(demo))["id"]})


@before("readInvitation", "acceptInvitation")
async def _invited(demo: Demo) -> Call:
    """Whom `createInvitation` invites; once more, for the link is in no other answer."""
    new = demo.example("InvitationCreate")
    answer = await demo.manager.send("POST", "/v1/invitations", json=new)
    if answer.status_code == 409:
        invited = (await demo.manager.get("/v1/invitations", status="pending"))["items"]
        (found,) = (one["id"] for one in invited if one["email"] == new["email"])
        answer = await demo.manager.send("POST", f"/v1/invitations/{found}/resend")
    return Call(by="", body={"token": answer.json()["accept_url"].partition("#")[2]})


@before("deletePermissionProfile")
async def _profile(demo: Demo) -> Call:
    profile = {"name": "Somente consulta", "role": "agent", "permissions": ["tickets:read"]}
    made = await demo.manager.post("/v1/permission-profiles", profile)
    return Call(path={"permission_profile_id": made["id"]})


# audit, notifications and privacy


@before("listAudit")
async def _something_done(demo: Demo) -> Call:
    made = await demo.manager.post("/v1/customers", {"name": "Farmácia Santa Rita"})
    await demo.manager.patch(f"/v1/customers/{made['id']}", {"phone": "+55 19 90000-0107"})
    return Call()


@before("listNotifications", "countNotifications", "readNotifications")
async def _notified(demo: Demo) -> Call:
    await demo.drain()
    return Call(by="cliente")


@before("readNotification")
async def _notification(demo: Demo) -> Call:
    await demo.drain()
    bell = await demo["cliente"].get("/v1/notifications")
    return Call(by="cliente", path={"notification_id": bell["items"][0]["id"]})


_DOMAINS = cycle(["conecta-valinhos", "conecta-vinhedo", "conecta-sumare"])


async def _upload_logo(demo: Demo) -> str:
    answer = await demo.manager.send("PUT", "/v1/organization/logo", files=_picture("logo.png"))
    url: str = answer.json()["logo"]["square"]
    return url


async def _claim(demo: Demo, domain: str) -> str:
    claimed: str = (await demo.manager.post("/v1/domains", {"domain": domain}))["id"]
    return claimed


async def _invite(demo: Demo) -> dict[str, Any]:
    name, email = next(_INVITED)
    new = {"name": name, "email": email, "role": "agent"}
    invited: dict[str, Any] = await demo.manager.post("/v1/invitations", new)
    return invited


async def _take_photo(somebody: Caller) -> str:
    answer = await somebody.send("PUT", "/v1/me/photo", files=_picture("retrato.jpg"))
    url: str = answer.json()["photo_url"]
    return url


def _hash(url: str) -> str:
    return url.rpartition("/")[2]


def _picture(name: str) -> dict[str, tuple[str, bytes]]:
    """A round mark on navy, as the form takes it."""
    drawn = Image.new("RGB", (512, 512), "navy")
    ImageDraw.Draw(drawn).ellipse((96, 96, 416, 416), fill="orange")
    out = io.BytesIO()
    drawn.save(out, "PNG" if name.endswith("png") else "JPEG")
    return {"file": (name, out.getvalue())}
