"""The PPPoE account as callers see it."""

from pydantic import Field

from app.core.values.wire import Out


class Pppoe(Out):
    """The PPPoE account of the customer's line. Each look at it is recorded as an event."""

    username: str | None = Field(
        description="User name of the account. Null when the contract has none."
    )
    password: str = Field(description="Password of the account, in plain text.")
