"""Dead letters as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.values.wire import Instant, Out


class DeadLetter(Out):
    """Work that the worker gave up after its last attempt.

    It stays for 90 days, and nothing happens to it until somebody retries or discards it.
    """

    id: UUID
    origin: Literal["delivery", "outbox_task"] = Field(
        description="Kind of work: `delivery` is the reaction of this service to an event,"
        " `outbox_task` is a call to the outside, such as an e-mail or a document."
    )
    work: str = Field(
        description="Name of the work, such as `mail`. Names may be added and may disappear."
    )
    subject_id: UUID | None = Field(
        description="ID of the thing whose event is to be reacted to. Null: an outbox task."
    )
    attempts: int = Field(description="Number of attempts that were made.")
    last_error: str | None = Field(
        description="Error of the last attempt, in technical words. Null: not known."
    )
    given_up_at: Instant = Field(description="Time at which it was given up.")


class DeadLetterList(Out):
    """Dead letters of the organization: up to 200, those given up last first."""

    items: list[DeadLetter] = Field(description="The dead letters.")
    total_count: int = Field(description="Number of all dead letters of the organization.")
