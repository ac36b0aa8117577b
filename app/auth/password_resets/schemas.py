"""Request bodies of a password reset."""

from pydantic import (
    Field,
)

from app.core.values.wire import In, Line, Out
from app.people.schemas import Email, Password


class PasswordForgotten(In):
    """A request for a mail with a link for choosing a new password."""

    domain: Line = Field(description="Domain of the organization, as for signing in.")
    email: Email = Field(
        description="E-mail address of the person; upper and lower case do not matter."
    )


class PasswordForgottenAnswer(Out):
    """The answer to a request for a password reset, whether or not anyone has the address."""

    good_for_minutes: int = Field(description="Minutes for which the link in the mail is valid.")


class PasswordResetConfirm(In):
    """The new password of a person who has followed the link of the mail."""

    token: str = Field(
        min_length=1,
        max_length=200,
        description="Token of the reset: the part of the mail's link after `#`. It is valid once.",
    )
    password: Password
