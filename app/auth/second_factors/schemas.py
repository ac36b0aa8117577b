"""The second factor as callers see it."""

from typing import Annotated

from pydantic import Field

from app.core.values.wire import In, Instant, Out


class SecondFactor(Out):
    enabled: bool
    confirmed_at: Instant | None
    recovery_codes_left: int
    required: bool = Field(description="The organization asks people of this role for it.")


Code = Annotated[
    str,
    Field(
        min_length=6,
        max_length=40,
        description="Of the generator, or one of the recovery codes.",
        examples=["492039"],
    ),
]


class SecondFactorWanted(In):
    password: str = Field(min_length=1, max_length=200, description="The present password.")
    code: Code | None = Field(None, description="Of the second factor that is to be replaced.")


class CodeShown(In):
    code: Code


class SecondFactorSetup(Out):
    """For the generator: shown this once. It counts once it is confirmed with a first code."""

    secret: str = Field(description="Base32, for typing in by hand.")
    otpauth_uri: str
    qr_svg: str = Field(description="The same as a picture: a `data:` URI.")


class RecoveryCodes(Out):
    """Each is good for one sign-in without the generator. Shown this once."""

    recovery_codes: list[str]
