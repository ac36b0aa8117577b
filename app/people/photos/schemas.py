"""Query parameters of a photo."""

from typing import Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
)


class PersonPhotoQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    size: Literal["small", "large"] = Field("large", description="96 or 512 pixels.")
