"""E-mail threading: which ticket a mail belongs to, as pure rules that give their reason."""

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

#: So many mails of one sender in an hour, or new tickets in ten minutes, are looked at by a person.
MOST_MAILS_AN_HOUR = 20
MOST_TICKETS_IN_TEN_MINUTES = 5

_DAEMONS = re.compile(r"^(mailer-daemon|postmaster)@", re.IGNORECASE)
_BULK = {"bulk", "list", "junk", "auto_reply"}
#: `#12345`, or a protocol as it is printed.
_NUMBER = re.compile(r"#(\d{1,15})\b|\b(\d{8,20})\b")
_NAME = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{16})")
_MESSAGE = re.compile(r"t\.([0-9a-f]{32})\.([0-9a-f]{32})\.([0-9a-f]{16})")


class Action(StrEnum):
    #: Nothing is kept but that it came.
    DROP = "drop"
    #: The mail that it tells of is marked as not delivered.
    BOUNCE = "bounce"
    #: A person looks at it first.
    QUARANTINE = "quarantine"
    APPEND = "append"
    OPEN = "open"


class Reason(StrEnum):
    OWN_MESSAGE = "own_message"
    SEEN_BEFORE = "seen_before"
    NOT_DELIVERED = "not_delivered"
    AUTOMATIC = "automatic"
    TOO_MANY = "too_many"
    #: It claims to be of an agent, and nothing vouches for that.
    UNVERIFIED_AGENT = "unverified_agent"
    SIGNED_ADDRESS = "signed_address"
    SIGNED_MESSAGE = "signed_message"
    KNOWN_MESSAGE = "known_message"
    SUBJECT_OF_PARTY = "subject_of_party"
    #: It names a ticket that its sender has no part in: a new one, linked to that.
    SUBJECT_OF_STRANGER = "subject_of_stranger"
    NOTHING_NAMED = "nothing_named"


@dataclass(frozen=True, slots=True)
class Inbound:
    """A mail as it came, its headers by lower-case name."""

    sender: str
    subject: str
    message_id: str | None = None
    recipients: tuple[str, ...] = ()
    #: `In-Reply-To`, then `References` from the newest to the oldest.
    references: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "text/plain"
    #: Null: the server did not say; empty: a mail that wants no answer.
    return_path: str | None = None
    #: Of a report: the message id of the mail that was not delivered.
    reported: str | None = None
    #: SPF or DKIM vouch for the domain of the sender (RFC 7489).
    is_aligned: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """Facts beside a mail itself that decide about it."""

    #: Message ids that were taken before.
    seen: frozenset[str] = frozenset()
    by_message: Mapping[str, UUID] = field(default_factory=dict)
    by_number: Mapping[str, UUID] = field(default_factory=dict)
    #: Ticket -> addresses of its requester and participants.
    parties: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    merged_into: Mapping[UUID, UUID] = field(default_factory=dict)
    sender_is_agent: bool = False
    mails_in_an_hour: int = 0
    tickets_in_ten_minutes: int = 0
    #: The sender was told already, within a day, that a mail of this subject arrived.
    was_acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    action: Action
    reason: Reason
    ticket_id: UUID | None = None
    #: A new ticket is linked to this one.
    relates_to_id: UUID | None = None
    #: Of a bounce: the message that was not delivered.
    message_id: UUID | None = None
    #: A machine wrote it: it changes no status and no assignee.
    is_automatic: bool = False
    acknowledge: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """The signed names of one mail domain."""

    domain: str
    key: bytes

    def reply_address(self, ticket_id: UUID) -> str:
        """`Reply-To` of a mail about this ticket."""
        return f"reply+{ticket_id.hex}.{self._seal(ticket_id)}@{self.domain}"

    def message_id(self, ticket_id: UUID, message_id: UUID) -> str:
        """`Message-ID` of a mail that carries this message."""
        seal = self._seal(ticket_id, message_id)
        return f"<t.{ticket_id.hex}.{message_id.hex}.{seal}@{self.domain}>"

    def ticket_of_address(self, address: str) -> UUID | None:
        """The ticket whose reply address this is; null if we did not make it."""
        local, _, domain = address.strip().strip("<>").lower().rpartition("@")
        found = _NAME.fullmatch(local.removeprefix("reply+"))
        if domain != self.domain or not local.startswith("reply+") or found is None:
            return None
        ticket_id = UUID(found[1])
        return ticket_id if hmac.compare_digest(found[2], self._seal(ticket_id)) else None

    def message_of_id(self, message_id: str) -> tuple[UUID, UUID] | None:
        """Ticket and message that a message id of ours names; null if we did not make it."""
        local, _, domain = message_id.strip().strip("<>").lower().rpartition("@")
        found = _MESSAGE.fullmatch(local)
        if domain != self.domain or found is None:
            return None
        named = UUID(found[1]), UUID(found[2])
        return named if hmac.compare_digest(found[3], self._seal(*named)) else None

    def _seal(self, *named: UUID) -> str:
        content = b"".join(one.bytes for one in named)
        return hmac.new(self.key, content, hashlib.sha256).hexdigest()[:16]


def judge(mail: Inbound, known: Known, names: Names) -> Verdict:
    """Decision about a mail, and its reason."""
    place = _place(mail, known, names)
    return (
        _turned_away(mail, known, names)
        or _of_a_machine(mail, place)
        or _held_back(mail, known, place)
        or _taken_in(known, place)
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """The ticket that a mail names, where that goes on, and how it names it."""

    ticket_id: UUID | None
    reason: Reason

    @property
    def is_open_to_sender(self) -> bool:
        return self.ticket_id is not None and self.reason is not Reason.SUBJECT_OF_STRANGER


def _turned_away(mail: Inbound, known: Known, names: Names) -> Verdict | None:
    if _is_ours(mail, names):
        return Verdict(Action.DROP, Reason.OWN_MESSAGE)
    if mail.message_id is not None and mail.message_id in known.seen:
        return Verdict(Action.DROP, Reason.SEEN_BEFORE)
    if not _is_report(mail):
        return None
    told = names.message_of_id(mail.reported) if mail.reported else None
    ticket_id, message_id = told or (None, None)
    return Verdict(Action.BOUNCE, Reason.NOT_DELIVERED, ticket_id, message_id=message_id)


def _of_a_machine(mail: Inbound, place: _Place) -> Verdict | None:
    if not _is_automatic(mail):
        return None
    if not place.is_open_to_sender:
        return Verdict(Action.DROP, Reason.AUTOMATIC, is_automatic=True)
    return Verdict(Action.APPEND, Reason.AUTOMATIC, place.ticket_id, is_automatic=True)


def _held_back(mail: Inbound, known: Known, place: _Place) -> Verdict | None:
    if known.sender_is_agent and not mail.is_aligned:
        return Verdict(Action.QUARANTINE, Reason.UNVERIFIED_AGENT, place.ticket_id)
    opens_too_many = known.tickets_in_ten_minutes >= MOST_TICKETS_IN_TEN_MINUTES
    if known.mails_in_an_hour >= MOST_MAILS_AN_HOUR or (
        opens_too_many and not place.is_open_to_sender
    ):
        return Verdict(Action.QUARANTINE, Reason.TOO_MANY, place.ticket_id)
    return None


def _taken_in(known: Known, place: _Place) -> Verdict:
    if place.is_open_to_sender:
        return Verdict(Action.APPEND, place.reason, place.ticket_id)
    return Verdict(
        Action.OPEN,
        place.reason,
        relates_to_id=place.ticket_id,
        acknowledge=not known.was_acknowledged,
    )


def _place(mail: Inbound, known: Known, names: Names) -> _Place:
    for ticket_id, reason in _named(mail, known, names):
        return _Place(_followed(ticket_id, known.merged_into), reason)
    return _Place(None, Reason.NOTHING_NAMED)


def _named(mail: Inbound, known: Known, names: Names) -> Iterator[tuple[UUID, Reason]]:
    for address in mail.recipients:
        ticket_id = names.ticket_of_address(address)
        if ticket_id is not None:
            yield ticket_id, Reason.SIGNED_ADDRESS
    for reference in mail.references:
        told = names.message_of_id(reference)
        if told is not None:
            yield told[0], Reason.SIGNED_MESSAGE
    for reference in mail.references:
        if reference in known.by_message:
            yield known.by_message[reference], Reason.KNOWN_MESSAGE
    for found in _NUMBER.finditer(mail.subject):
        number = found[1] or found[2]
        if number in known.by_number:
            ticket_id = known.by_number[number]
            goes_on = _followed(ticket_id, known.merged_into)
            parties = {*known.parties.get(ticket_id, ()), *known.parties.get(goes_on, ())}
            is_party = _sender(mail) in parties
            yield ticket_id, Reason.SUBJECT_OF_PARTY if is_party else Reason.SUBJECT_OF_STRANGER


def _followed(ticket_id: UUID, merged_into: Mapping[UUID, UUID]) -> UUID:
    """Last ticket of a chain of merges; a ring, which cannot be, ends it."""
    passed = {ticket_id}
    while (following := merged_into.get(ticket_id)) is not None and following not in passed:
        passed.add(following)
        ticket_id = following
    return ticket_id


def _is_ours(mail: Inbound, names: Names) -> bool:
    if mail.headers.get("x-loop", "").strip().lower() == names.domain:
        return True
    return mail.message_id is not None and names.message_of_id(mail.message_id) is not None


def _is_report(mail: Inbound) -> bool:
    """A report of a mail that was not delivered (RFC 3464), as servers really send them."""
    kind = mail.content_type.lower()
    if "multipart/report" in kind and "delivery-status" in kind:
        return True
    return bool(_DAEMONS.match(mail.sender.strip())) or (
        mail.return_path == "" and mail.reported is not None
    )


def _is_automatic(mail: Inbound) -> bool:
    headers = mail.headers
    return (
        headers.get("auto-submitted", "no").split(";")[0].strip().lower() != "no"
        or headers.get("precedence", "").strip().lower() in _BULK
        or any(name in headers for name in ("x-autoreply", "x-autorespond", "list-id"))
        or mail.return_path == ""
    )


def _sender(mail: Inbound) -> str:
    return mail.sender.strip().lower()
