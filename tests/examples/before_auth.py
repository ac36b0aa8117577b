"""What the examples of sign-in, tokens and second factors need before they can be sent."""

import re

import pyotp

from app.contract.examples.people import PEOPLE_EXAMPLES
from demo.builder.stage import PASSWORD
from tests.conftest import PLATFORM
from tests.examples.calls import Body, Call, Demo, add_second_factor, before
from tests.mails import text_of


@before("createSession")
async def _nobody(demo: Demo) -> Call:
    return Call(by="")


@before("deleteSessions", "signOut", "changePassword")
async def _newcomer(demo: Demo) -> Call:
    return Call(by=await demo.newcomer())


@before("getSecondFactor")
async def _owner(demo: Demo) -> Call:
    return Call(by="gestora")


@before("listSessions")
async def _two_devices(demo: Demo) -> Call:
    await demo[""].post("/v1/auth/sessions", _credentials("gerente"), headers=_TELEPHONE)
    return Call()


@before("refreshSession")
async def _session(demo: Demo) -> Call:
    opened = await demo[""].post("/v1/auth/sessions", _credentials("agente"))
    return Call(by="", body={"refresh_token": opened["refresh_token"]})


@before("deleteSession")
async def _session_elsewhere(demo: Demo) -> Call:
    opened = await demo[""].post("/v1/auth/sessions", _credentials("gerente"), headers=_TELEPHONE)
    return Call(path={"session_id": opened["session_id"]})


@before("resetPassword")
async def _forgotten(demo: Demo) -> Call:
    somebody = await demo.newcomer()
    email = f"{somebody.username}@conecta.example"
    await demo[""].post("/v1/auth/forgot-password", {"domain": "demo", "email": email}, 202)
    await demo.drain()
    assert demo.mailer is not None
    (mail,) = (mail for mail in demo.mailer.sent if email in mail["To"])
    (token,) = re.findall(r"#(chm_reset_\w+)", text_of(mail))
    return Call(by="", body={"token": token})


@before("confirmSecondFactor")
async def _waiting_second_factor(demo: Demo) -> Call:
    somebody = await demo.newcomer()
    made = await somebody.post("/v1/me/second-factor", {"password": PASSWORD}, 200)
    return Call(by=somebody, body={"code": pyotp.TOTP(made["secret"]).now()})


@before("renewRecoveryCodes", "removeSecondFactor")
async def _second_factor(demo: Demo) -> Call:
    somebody = await demo.newcomer()
    return Call(by=somebody, body={"code": (await add_second_factor(somebody))[0]})


@before("resetSecondFactor")
async def _lost_second_factor(demo: Demo) -> Call:
    somebody = await demo.newcomer()
    await add_second_factor(somebody)
    return Call(path={"person_id": str(somebody.person_id)})


@before("listApiTokens")
async def _api_token(demo: Demo) -> Call:
    await _new_api_token(demo)
    return Call()


@before("getApiToken", "updateApiToken", "deleteApiToken", "rotateApiToken")
async def _the_api_token(demo: Demo) -> Call:
    return Call(path={"api_token_id": await _new_api_token(demo)})


@before("exchangeToken")
async def _platform(demo: Demo) -> Call:
    return Call(by="agente", body={"domain": PLATFORM})


async def _new_api_token(demo: Demo) -> str:
    made = await demo.manager.post("/v1/api-tokens", PEOPLE_EXAMPLES["ApiTokenCreate"])
    found: str = made["id"]
    return found


_TELEPHONE = {
    "User-Agent": "Mozilla/5.0 (Android 16; Mobile; rv:142.0) Gecko/142.0 Firefox/142.0",
}


def _credentials(username: str) -> Body:
    return {**PEOPLE_EXAMPLES["SessionCreate"], "username": username}
