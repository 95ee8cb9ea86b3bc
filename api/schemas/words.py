"""What texts in lists have in common."""

from typing import Annotated, TypeAlias

from pydantic import Field

Words: TypeAlias = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""One line of text."""

POSTAL_CODE = "^[0-9]{2}-[0-9]{3}$"
PlaceInList: TypeAlias = Annotated[int, Field(ge=0, le=10_000, strict=True)]
