"""Tables of macros, automation rules and rule runs."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference


class Trigger(StrEnum):
    """The kind of event that a rule reacts to.

    - `ticket_opened`: a ticket was opened.
    - `requester_replied`: the requester or a participant replied.
    - `agent_replied`: an agent replied.
    - `note_written`: an internal note was written.
    - `ticket_assigned`: it was assigned to an agent, by hand or by the strategy.
    - `ticket_changed`: subject, priority, team, customer, site, fields or codes were changed.
    - `status_changed`: the status changed among `new`, `open`, `pending` and `on_hold`.
    - `ticket_solved`, `ticket_reopened`, `ticket_closed`: it was solved, reopened, closed.
    - `ticket_rated`: its requester rated it.
    - `sla_warned`: an SLA target is due soon.
    - `sla_breached`: an SLA target was breached.
    """

    TICKET_OPENED = "ticket_opened"
    REQUESTER_REPLIED = "requester_replied"
    AGENT_REPLIED = "agent_replied"
    NOTE_WRITTEN = "note_written"
    TICKET_ASSIGNED = "ticket_assigned"
    TICKET_CHANGED = "ticket_changed"
    STATUS_CHANGED = "status_changed"
    TICKET_SOLVED = "ticket_solved"
    TICKET_REOPENED = "ticket_reopened"
    TICKET_CLOSED = "ticket_closed"
    TICKET_RATED = "ticket_rated"
    SLA_WARNED = "sla_warned"
    SLA_BREACHED = "sla_breached"


class RuleMode(StrEnum):
    """Mode of a rule.

    - `active`: it is evaluated at each event of its trigger and carries out its actions.
    - `dry_run`: it is evaluated and logged, but changes nothing.
    - `inactive`: it is not evaluated.
    """

    ACTIVE = "active"
    DRY_RUN = "dry_run"
    INACTIVE = "inactive"


class RuleHours(StrEnum):
    """Hours in which a rule applies, by the calendar of the ticket's desk.

    - `any`: at any time.
    - `inside`: within business hours.
    - `outside`: outside of business hours.
    """

    ANY = "any"
    INSIDE = "inside"
    OUTSIDE = "outside"


class Outcome(StrEnum):
    """Outcome of the evaluation of a rule.

    - `fired`: all of its actions were carried out.
    - `would_fire`: a dry run or a trial: they would have been.
    - `not_matched`: its conditions do not match.
    - `wrong_hours`: they match, at a time when the rule does not apply.
    - `fired_before`: it has fired for the same change, or with `once_per_ticket` for the ticket.
    - `too_deep`: more than five automatic steps led to it.
    - `failed`: an action was refused, and none was carried out.
    """

    FIRED = "fired"
    WOULD_FIRE = "would_fire"
    NOT_MATCHED = "not_matched"
    WRONG_HOURS = "wrong_hours"
    FIRED_BEFORE = "fired_before"
    TOO_DEEP = "too_deep"
    FAILED = "failed"


class Macro(Owned, Versioned, Base):
    """Macro: a canned reply and other actions that an agent applies in one step."""

    __tablename__ = "macros"
    __table_args__ = (
        owned_reference("person_id", "people"),
        owned_reference("team_id", "teams", ondelete="CASCADE"),
        Index(None, "organization_id", "name", "id"),
    )

    name: Mapped[str]
    #: Whose own it is; null: the desk's, or the team's.
    person_id: Mapped[UUID | None]
    team_id: Mapped[UUID | None]
    actions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class AutomationRule(Owned, Versioned, Base):
    __tablename__ = "automation_rules"
    __table_args__ = (
        Index(None, "organization_id", "position", "id"),
        Index("automation_rules_trigger_idx", "organization_id", "trigger", "position", "id"),
    )

    name: Mapped[str]
    #: Rules for the same trigger are tried in this order, each on what those before it left.
    position: Mapped[int]
    mode: Mapped[RuleMode]
    trigger: Mapped[Trigger]
    #: `{all: [...], any: [...]}`: all of the first must hold, and one of the second if there are.
    conditions: Mapped[dict[str, Any]] = mapped_column(JSONB)
    hours: Mapped[RuleHours]
    actions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    once_per_ticket: Mapped[bool]


class RuleRun(Owned, Base):
    """Run of one rule for one event of a ticket, with its outcome and reason."""

    __tablename__ = "rule_runs"
    __table_args__ = (
        owned_reference("automation_rule_id", "automation_rules", ondelete="CASCADE"),
        owned_reference("ticket_id", "tickets"),
        Index("rule_runs_rule_idx", "organization_id", "automation_rule_id", "created_at", "id"),
        Index("rule_runs_ticket_idx", "organization_id", "ticket_id", "created_at", "id"),
        Index("rule_runs_list_idx", "organization_id", "created_at", "id"),
        Index(
            "rule_runs_fired_idx",
            *("organization_id", "automation_rule_id", "ticket_id"),
            postgresql_where=text("outcome = 'fired'"),
        ),
    )

    automation_rule_id: Mapped[UUID]
    #: Of the rule, as it was then.
    rule_version: Mapped[int]
    ticket_id: Mapped[UUID]
    trigger: Mapped[Trigger]
    outcome: Mapped[Outcome]
    #: Each condition, what was found, and whether it held.
    checks: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    #: The code of the refusal, and which action it was.
    failure_code: Mapped[str | None]
    failed_action: Mapped[int | None]
    #: How many steps lie between what somebody did and this, and the event that tells of that.
    depth: Mapped[int]
    root_seq: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
