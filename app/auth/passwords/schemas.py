"""Request bodies that set a password."""

from pydantic import (
    Field,
)

from app.core.values.wire import In
from app.people.schemas import Password


class PasswordChange(In):
    """A change of the caller's own password."""

    current_password: str = Field(
        min_length=1, max_length=200, description="Present password of the caller."
    )
    new_password: Password


class TemporaryPassword(In):
    """A password for another person, who has to change it after signing in with it."""

    password: Password
