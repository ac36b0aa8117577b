"""Query parameters of a photo."""

from typing import Literal

from pydantic import (
    ConfigDict,
    Field,
)

from app.core.values.wire import Received


class PersonPhotoQuery(Received):
    """Query parameters of `downloadPhoto`."""

    model_config = ConfigDict(extra="forbid")

    size: Literal["small", "large"] = Field(
        "large",
        description="Edge of the square: `small` is at most 96 pixels, `large` at most 512.",
    )
