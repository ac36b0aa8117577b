"""The watch over the whole run would find what it looks for."""

from datetime import timedelta

import httpx
import pytest
import structlog

from app.core.security.tokens import Signer, new_opaque
from app.core.values.ids import new_id
from app.embedded.servers import Servers
from tests.callers import Caller
from tests.leaks import Watch


def _answer(status: int, body: dict[str, object]) -> httpx.Response:
    return httpx.Response(status, json=body)


def test_it_knows_our_tokens_by_their_form_and_passwords_by_their_field() -> None:
    watch = Watch()
    access = Signer(["a secret of this test and nothing else"]).sign(
        organization_id=new_id(),
        person_id=new_id(),
        session_id=new_id(),
        lifetime=timedelta(minutes=1),
    )
    for text in (new_opaque("chm_refresh", new_id()), access, "$argon2id$v=19$m=65536"):
        assert watch.found_in(f'{{"event": "x", "error": "{text}"}}')
    assert not watch.found_in("chm_live_ is how a token begins")

    watch.see(
        {"password": "gato preto no telhado"}, _answer(200, {"recovery_codes": ["ABCD-EFGH-IJKL"]})
    )
    assert watch.found_in("wrong: gato preto no telhado")
    assert watch.found_in("code ABCD-EFGH-IJKL")


def test_a_refusal_that_repeats_a_secret_is_caught() -> None:
    sent = {"current_password": "gato preto no telhado"}
    with pytest.raises(AssertionError, match="repeats a secret"):
        Watch().see(sent, _answer(422, {"detail": "gato preto no telhado is wrong"}))
    with pytest.raises(AssertionError, match="a secret in a refusal"):
        Watch().see(None, _answer(401, {"detail": new_opaque("chm_live", new_id())}))


async def test_a_secret_in_an_event_is_caught(ada: Caller, servers: Servers) -> None:
    watch = Watch()
    watch.secrets = {str(ada.organization_id)}  # stands in the first event, and is no secret
    assert await watch.found_in_events(servers)


async def test_log_lines_are_kept(ada: Caller) -> None:
    structlog.get_logger().info("canary_of_the_watch")
    log = ada.app.state.runtime.settings.home / "tests.log"
    assert "canary_of_the_watch" in log.read_text()
