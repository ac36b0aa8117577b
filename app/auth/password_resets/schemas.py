"""Request bodies of a password reset."""

from pydantic import (
    Field,
)

from app.core.values.wire import In, Line, Out
from app.people.schemas import Email, Password


class PasswordForgotten(In):
    domain: Line
    email: Email


class PasswordForgottenAnswer(Out):
    """The same whether or not the address belongs to somebody."""

    good_for_minutes: int


class PasswordResetConfirm(In):
    token: str = Field(min_length=1, max_length=200)
    password: Password
