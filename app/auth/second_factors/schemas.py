"""The second factor as callers see it."""

from typing import Annotated

from pydantic import Field

from app.core.values.wire import In, Instant, Out


class SecondFactor(Out):
    """State of the caller's second factor."""

    enabled: bool = Field(description="Whether the caller signs in with a one-time code.")
    confirmed_at: Instant | None = Field(
        description="Time at which the second factor was confirmed. Null: there is none."
    )
    recovery_codes_left: int = Field(description="Number of recovery codes that are still unused.")
    required: bool = Field(
        description="Whether the organization requires a second factor of the caller's role."
    )


Code = Annotated[
    str,
    Field(
        min_length=6,
        max_length=40,
        description="One-time code of six digits from the authenticator app (TOTP), or a recovery"
        " code. Each code is valid once.",
        examples=["492039"],
    ),
]


class SecondFactorWanted(In):
    """A request to set up a second factor, or to replace the present one."""

    password: str = Field(
        min_length=1, max_length=200, description="Present password of the caller."
    )
    code: Code | None = Field(
        None,
        description="One-time or recovery code of the second factor that will be replaced."
        " Required if there is one; ignored otherwise.",
    )


class CodeShown(In):
    """A one-time code with which the caller proves to have the second factor."""

    code: Code


class SecondFactorSetup(Out):
    """The secret for an authenticator app. It takes effect with `confirmSecondFactor`."""

    secret: str = Field(
        description="Shared secret in Base32, for typing it in. Only this answer contains it."
    )
    otpauth_uri: str = Field(
        description="The secret as an `otpauth://` URI, for opening the authenticator app."
    )
    qr_svg: str = Field(
        description="The URI as a QR code for scanning: an SVG picture as a `data:` URI."
    )


class RecoveryCodeList(Out):
    """New recovery codes. All earlier ones are void."""

    recovery_codes: list[str] = Field(
        description="Ten codes such as `ABCD-EFGH-IJKL-MNOP`, each valid once instead of a one-time"
        " code. Only this answer contains them."
    )
