"""Request bodies that set a password."""

from pydantic import (
    Field,
)

from app.core.values.wire import In
from app.people.schemas import Password


class PasswordChange(In):
    current_password: str = Field(min_length=1, max_length=200)
    new_password: Password


class TemporaryPassword(In):
    password: Password
