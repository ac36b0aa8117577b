"""An invitation is a link by mail: good once, for a week, until it is sent again or taken back."""

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.core.values.clock import now
from app.gateways.mail import FakeMailer
from tests.callers import Caller, Drain
from tests.mails import text_of

NEW = {"email": "Nova@Example.com", "name": "Nova Lima", "role": "technician"}
PHRASE = "gato azul na telha"


def _token(url: str) -> str:
    return url.partition("#")[2]


def _accepting(invitation: dict[str, Any], **more: str) -> dict[str, str]:
    return {"token": _token(invitation["accept_url"]), "password": PHRASE} | more


async def test_the_mail_leads_to_a_first_session(
    ada: Caller, drain: Drain, mailer: FakeMailer
) -> None:
    invitation = await ada.post("/v1/invitations", NEW)
    assert (invitation["status"], invitation["email"]) == ("pending", "nova@example.com")
    await drain(ada.organization_id)

    (mail,) = mailer.sent
    assert (mail["To"], mail["Subject"]) == (
        "Nova Lima <nova@example.com>",
        "Rede Boa convida você",
    )
    (url,) = re.findall(r"\S+#chm_invite_\w+", text_of(mail))
    assert url == invitation["accept_url"]

    shown = await ada.post("/v1/auth/read-invitation", {"token": _token(url)}, 200)
    assert (shown["organization_name"], shown["domain"], shown["company"], shown["role"]) == (
        "Rede Boa",
        ada.domain,
        "matriz",
        "technician",
    )
    session = await ada.post(
        "/v1/auth/accept-invitation", _accepting(invitation, username="nova.lima")
    )
    me = await ada.send(
        "GET", "/v1/me", headers={"Authorization": f"Bearer {session['access_token']}"}
    )
    assert (me.json()["username"], me.json()["role"], me.json()["email"]) == (
        "nova.lima",
        "technician",
        "nova@example.com",
    )
    accepted = await ada.get(f"/v1/invitations/{invitation['id']}")
    assert (accepted["status"], accepted["person_id"]) == ("accepted", me.json()["id"])


async def test_a_link_is_good_once_even_for_two_at_once(ada: Caller) -> None:
    invitation = await ada.post("/v1/invitations", NEW)
    answers = await asyncio.gather(
        *(
            ada.send(
                "POST",
                "/v1/auth/accept-invitation",
                json=_accepting(invitation, username=f"nova{n}"),
            )
            for n in range(5)
        )
    )
    assert sorted(a.status_code for a in answers) == [201, 410, 410, 410, 410]
    assert {a.json()["code"] for a in answers if a.status_code == 410} == {"invitation_used"}
    problem = await ada.post(
        "/v1/auth/read-invitation", {"token": _accepting(invitation)["token"]}, 410
    )
    assert problem["code"] == "invitation_used"


async def test_it_expires_after_a_week_and_can_be_sent_again(
    ada: Caller, drain: Drain, mailer: FakeMailer
) -> None:
    invitation = await ada.post("/v1/invitations", NEW)
    with time_machine.travel(now() + timedelta(days=7, seconds=1), tick=True):
        problem = await ada.post("/v1/auth/accept-invitation", _accepting(invitation), 410)
        assert problem["code"] == "invitation_expired"
    again = await ada.post(f"/v1/invitations/{invitation['id']}/resend", None, 200)
    await drain(ada.organization_id)
    assert again["expires_at"] > invitation["expires_at"]
    assert again["sent_count"] == 2
    problem = await ada.post("/v1/auth/accept-invitation", _accepting(invitation), 410)
    assert problem["code"] == "invitation_expired"  # the letter before is void

    assert [re.findall(r"\S+#chm_invite_\w+", text_of(mail)) for mail in mailer.sent] == [
        [again["accept_url"]]
    ]
    await ada.post("/v1/auth/accept-invitation", _accepting(again))


async def test_one_that_is_taken_back_says_so(
    ada: Caller, drain: Drain, mailer: FakeMailer
) -> None:
    invitation = await ada.post("/v1/invitations", NEW)
    taken = await ada.post(f"/v1/invitations/{invitation['id']}/revoke", None, 200)
    assert taken["status"] == "revoked"
    problem = await ada.post("/v1/auth/accept-invitation", _accepting(invitation), 410)
    assert problem["code"] == "invitation_withdrawn"
    await ada.post(f"/v1/invitations/{invitation['id']}/revoke", None, 200)
    await ada.post(f"/v1/invitations/{invitation['id']}/resend", None, 410)
    await drain(ada.organization_id)
    assert not mailer.sent
    await ada.post("/v1/invitations", NEW)  # the address is free again


async def test_nobody_is_invited_twice_nor_who_is_here_already(ada: Caller, bob: Caller) -> None:
    first, *others = await asyncio.gather(
        *(ada.send("POST", "/v1/invitations", json=NEW) for _ in range(4))
    )
    answers = sorted([first, *others], key=lambda answer: answer.status_code)
    assert [a.status_code for a in answers] == [201, 409, 409, 409]
    assert answers[1].json()["code"] == "already_invited"
    me = await bob.get("/v1/me")
    problem = await ada.post("/v1/invitations", NEW | {"email": me["email"]}, 409)
    assert problem["code"] == "already_a_member"


async def test_a_coordinator_invites_staff_and_no_manager(ada: Caller) -> None:
    caio = await ada.colleague("coordinator", "Caio Luz")
    for role in ("manager", "owner"):
        problem = await caio.post("/v1/invitations", NEW | {"role": role}, 403)
        assert problem["code"] == "permission_missing"
    invitation = await ada.post("/v1/invitations", NEW | {"role": "manager"})
    for command in ("resend", "revoke"):
        await caio.post(f"/v1/invitations/{invitation['id']}/{command}", None, 403)
    await caio.post("/v1/invitations", NEW | {"email": "outra@example.com"})


async def test_a_manager_invites_no_owner(ada: Caller) -> None:
    await ada.post("/v1/invitations", NEW | {"role": "owner"}, 403)
    olga = await ada.colleague("owner", "Olga Reis")
    await olga.post("/v1/invitations", NEW | {"role": "owner"})


async def test_the_desk_gives_customers_access_and_nobody_else(ada: Caller, bob: Caller) -> None:
    await bob.post("/v1/invitations", NEW | {"role": "requester"})
    await bob.post("/v1/invitations", NEW | {"email": "x@example.com"}, 403)
    made = await bob.post(
        "/v1/people",
        {"username": "cliente", "name": "Cliente", "role": "requester", "password": PHRASE},
    )
    assert made["must_change_password"] is True
    await bob.patch(f"/v1/people/{made['id']}", {"role": "agent"}, 403)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [("12345678901", "too_short"), ("senha1234567", "guessable_password")],
)
async def test_the_password_of_a_new_member_is_looked_at(
    ada: Caller, wrong: str, code: str
) -> None:
    invitation = await ada.post("/v1/invitations", NEW)
    problem = await ada.post(
        "/v1/auth/accept-invitation", _accepting(invitation, password=wrong), 422
    )
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [("#/body/password", code)]


async def test_what_is_no_token_of_ours_is_not_found(ada: Caller) -> None:
    for wrong in ("x", "chm_invite_" + "0" * 46):
        await ada.post("/v1/auth/read-invitation", {"token": wrong}, 404)
    invitation = await ada.post("/v1/invitations", NEW)
    reset = _accepting(invitation)["token"].replace("chm_invite", "chm_reset")
    await ada.post("/v1/auth/reset-password", {"token": reset, "password": PHRASE}, 410)


async def test_a_list_tells_what_became_of_each(ada: Caller) -> None:
    for n in range(3):
        await ada.post("/v1/invitations", NEW | {"email": f"n{n}@example.com"})
    (newest, *_) = (await ada.get("/v1/invitations"))["items"]
    await ada.post(f"/v1/invitations/{newest['id']}/revoke", None, 200)
    pending = (await ada.get("/v1/invitations", status="pending"))["items"]
    assert [i["email"] for i in pending] == ["n1@example.com", "n0@example.com"]
