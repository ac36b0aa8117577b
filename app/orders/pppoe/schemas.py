"""The PPPoE account as callers see it."""

from app.core.values.wire import Out


class Pppoe(Out):
    """The account by which the customer's line is reached. That it was looked at is an event."""

    username: str | None
    password: str
