"""Query parameters of a photo."""

from typing import Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
)


class PersonPhotoQuery(BaseModel):
    """Query parameters of `downloadPhoto`."""

    model_config = ConfigDict(extra="forbid")

    size: Literal["small", "large"] = Field(
        "large",
        description="Edge of the square: `small` is at most 96 pixels, `large` at most 512.",
    )
