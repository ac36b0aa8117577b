"""Where a mail belongs: each verdict with its reason."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tickets.email_threading.service import (
    Action,
    Inbound,
    Known,
    Names,
    Reason,
    Verdict,
    judge,
)

NAMES = Names("mail.redeboa.example", b"a key of 32 bytes, as it ought be")
TICKET, TARGET, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
MESSAGE = UUID(int=10)
OURS = NAMES.message_id(TICKET, MESSAGE)
REPLY_TO = NAMES.reply_address(TICKET)
MAIL = Inbound("carla@padaria.example", "Sem sinal", message_id="<1@padaria.example>")
KNOWN = Known(
    by_message={"<abc@padaria.example>": TICKET},
    by_number={"12": TICKET, "2026000012": TICKET, "7": OTHER},
    parties={TICKET: frozenset({"carla@padaria.example"}), OTHER: frozenset()},
)


@pytest.mark.parametrize(
    ("mail", "known", "verdict"),
    [
        ({"recipients": (REPLY_TO,)}, {}, Verdict(Action.APPEND, Reason.SIGNED_ADDRESS, TICKET)),
        ({"references": (OURS,)}, {}, Verdict(Action.APPEND, Reason.SIGNED_MESSAGE, TICKET)),
        (
            {"references": ("<x@y>", "<abc@padaria.example>")}, {},
            Verdict(Action.APPEND, Reason.KNOWN_MESSAGE, TICKET),
        ),
        ({"subject": "RES: Sem sinal #12"}, {},
         Verdict(Action.APPEND, Reason.SUBJECT_OF_PARTY, TICKET)),
        ({"subject": "Protocolo 2026000012"}, {},
         Verdict(Action.APPEND, Reason.SUBJECT_OF_PARTY, TICKET)),
        # A number that anybody can write leads a stranger to a ticket of their own.
        ({"subject": "#7"}, {},
         Verdict(Action.OPEN, Reason.SUBJECT_OF_STRANGER, relates_to_id=OTHER, acknowledge=True)),
        ({"subject": "#99"}, {}, Verdict(Action.OPEN, Reason.NOTHING_NAMED, acknowledge=True)),
        ({}, {"was_acknowledged": True}, Verdict(Action.OPEN, Reason.NOTHING_NAMED)),
        # A forged name is no name.
        ({"recipients": (REPLY_TO[:-25] + "0" * 16 + REPLY_TO[-21:],)}, {},
         Verdict(Action.OPEN, Reason.NOTHING_NAMED, acknowledge=True)),
        # What came twice, and what was ours.
        ({}, {"seen": frozenset({"<1@padaria.example>"})},
         Verdict(Action.DROP, Reason.SEEN_BEFORE)),
        ({"message_id": OURS}, {}, Verdict(Action.DROP, Reason.OWN_MESSAGE)),
        ({"headers": {"x-loop": "mail.redeboa.example"}}, {},
         Verdict(Action.DROP, Reason.OWN_MESSAGE)),
        # Reports of what was not delivered are answered by nobody.
        ({"sender": "MAILER-DAEMON@mx.example", "reported": OURS}, {},
         Verdict(Action.BOUNCE, Reason.NOT_DELIVERED, TICKET, message_id=MESSAGE)),
        ({"content_type": "multipart/report; report-type=delivery-status"}, {},
         Verdict(Action.BOUNCE, Reason.NOT_DELIVERED)),
        ({"return_path": "", "reported": "<other@example>"}, {},
         Verdict(Action.BOUNCE, Reason.NOT_DELIVERED)),
        # Machines: kept where they belong, never acknowledged, never a ticket.
        ({"headers": {"auto-submitted": "auto-replied"}, "references": (OURS,)}, {},
         Verdict(Action.APPEND, Reason.AUTOMATIC, TICKET, is_automatic=True)),
        ({"headers": {"auto-submitted": "auto-generated; x=y"}}, {},
         Verdict(Action.DROP, Reason.AUTOMATIC, is_automatic=True)),
        ({"headers": {"precedence": "Bulk"}, "subject": "#7"}, {},
         Verdict(Action.DROP, Reason.AUTOMATIC, is_automatic=True)),
        ({"headers": {"auto-submitted": "no"}, "references": (OURS,)}, {},
         Verdict(Action.APPEND, Reason.SIGNED_MESSAGE, TICKET)),
        ({"headers": {"list-id": "<news.example>"}}, {},
         Verdict(Action.DROP, Reason.AUTOMATIC, is_automatic=True)),
        # Too much of one sender waits for a person.
        ({"recipients": (REPLY_TO,)}, {"mails_in_an_hour": 20},
         Verdict(Action.QUARANTINE, Reason.TOO_MANY, TICKET)),
        ({}, {"tickets_in_ten_minutes": 5}, Verdict(Action.QUARANTINE, Reason.TOO_MANY)),
        ({"recipients": (REPLY_TO,)}, {"tickets_in_ten_minutes": 5},
         Verdict(Action.APPEND, Reason.SIGNED_ADDRESS, TICKET)),
        # Who speaks for the desk has to be who they say.
        ({"recipients": (REPLY_TO,)}, {"sender_is_agent": True},
         Verdict(Action.QUARANTINE, Reason.UNVERIFIED_AGENT, TICKET)),
        ({"recipients": (REPLY_TO,), "is_aligned": True}, {"sender_is_agent": True},
         Verdict(Action.APPEND, Reason.SIGNED_ADDRESS, TICKET)),
        # A merged ticket goes on elsewhere, and a ring leads nowhere.
        ({"recipients": (REPLY_TO,)}, {"merged_into": {TICKET: TARGET}},
         Verdict(Action.APPEND, Reason.SIGNED_ADDRESS, TARGET)),
        ({"subject": "#12"}, {"merged_into": {TICKET: TARGET}},
         Verdict(Action.APPEND, Reason.SUBJECT_OF_PARTY, TARGET)),
        ({"recipients": (REPLY_TO,)}, {"merged_into": {TICKET: TARGET, TARGET: TICKET}},
         Verdict(Action.APPEND, Reason.SIGNED_ADDRESS, TARGET)),
    ],
)  # fmt: skip
def test_a_mail_and_what_becomes_of_it(
    mail: dict[str, Any], known: dict[str, Any], verdict: Verdict
) -> None:
    assert judge(replace(MAIL, **mail), replace(KNOWN, **known), NAMES) == verdict


def test_a_signed_name_comes_before_a_number() -> None:
    mail = replace(MAIL, subject="#7", recipients=("ajuda@redeboa.example", REPLY_TO))
    assert judge(mail, KNOWN, NAMES).ticket_id == TICKET


def test_names_survive_what_mail_systems_do_to_them() -> None:
    assert NAMES.ticket_of_address(f" <{REPLY_TO.upper()}> ") == TICKET
    assert NAMES.message_of_id(OURS.strip("<>")) == (TICKET, MESSAGE)
    assert len(REPLY_TO.partition("@")[0]) <= 64, "RFC 5321, 4.5.3.1.1"


@given(st.uuids(), st.uuids(), st.binary(min_size=32, max_size=32))
def test_only_our_key_makes_our_names(ticket: UUID, message: UUID, other: bytes) -> None:
    assert NAMES.ticket_of_address(NAMES.reply_address(ticket)) == ticket
    assert NAMES.message_of_id(NAMES.message_id(ticket, message)) == (ticket, message)
    forged = Names(NAMES.domain, other)
    assert NAMES.ticket_of_address(forged.reply_address(ticket)) is None
    assert NAMES.message_of_id(forged.message_id(ticket, message)) is None
    elsewhere = Names("other.example", NAMES.key)
    assert NAMES.ticket_of_address(elsewhere.reply_address(ticket)) is None


_headers = st.dictionaries(
    st.sampled_from(["auto-submitted", "precedence", "list-id", "x-autoreply", "x-loop"]),
    st.sampled_from(["no", "auto-replied", "bulk", "yes", "mail.redeboa.example", ""]),
)
_mails = st.builds(
    Inbound,
    sender=st.sampled_from(["carla@padaria.example", "x@y.example", "postmaster@y.example"]),
    subject=st.sampled_from(["", "#12", "#7", "2026000012 #99", "Sem sinal"]),
    message_id=st.sampled_from([None, "<1@x>", OURS]),
    recipients=st.lists(st.sampled_from([REPLY_TO, "ajuda@redeboa.example"])).map(tuple),
    references=st.lists(st.sampled_from([OURS, "<abc@padaria.example>", "<x@y>"])).map(tuple),
    headers=_headers,
    content_type=st.sampled_from(["text/plain", "multipart/report; report-type=delivery-status"]),
    return_path=st.sampled_from([None, "", "x@y.example"]),
    reported=st.sampled_from([None, OURS]),
    is_aligned=st.booleans(),
)


@given(_mails, st.booleans(), st.integers(0, 30), st.integers(0, 10))
def test_whatever_comes_no_machine_is_answered_and_no_stranger_gets_in(
    mail: Inbound, agent: bool, mails: int, tickets: int
) -> None:
    known = replace(
        KNOWN, sender_is_agent=agent, mails_in_an_hour=mails, tickets_in_ten_minutes=tickets
    )
    verdict = judge(mail, known, NAMES)
    assert (verdict.action is Action.OPEN) >= verdict.acknowledge
    machine = mail.return_path == "" or mail.headers.get("auto-submitted", "no") != "no"
    assert not (machine and verdict.acknowledge)
    if verdict.action is Action.APPEND:
        named = REPLY_TO in mail.recipients or {OURS, "<abc@padaria.example>"} & {*mail.references}
        assert named or mail.sender in KNOWN.parties[TICKET]
        assert mails < 20 or verdict.is_automatic
    if verdict.action is Action.OPEN:
        assert tickets < 5
