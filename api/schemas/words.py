"""Texts that many routes take."""

from typing import Annotated, TypeAlias

from fastapi import Path
from pydantic import AfterValidator, Field

from core.reasons import written_reason

Words: TypeAlias = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""One line of text."""

POSTAL_CODE = "^[0-9]{2}-[0-9]{3}$"
PlaceInList: TypeAlias = Annotated[int, Field(ge=0, le=10_000, strict=True)]

Name = "^[A-Za-z0-9._-]{1,64}$"
"""Account names, which are also the ids of consultants."""

Username = Annotated[str, Path(pattern=Name, examples=["nowak"])]

StaffWords: TypeAlias = Annotated[
    str,
    Field(
        min_length=2,
        max_length=80,
        pattern=r"^[^\x00-\x1f\x7f]+$",
        description="An account of the staff, by its id or by a part of its name",
        examples=["Kowalska"],
    ),
]

Reason: TypeAlias = Annotated[
    str,
    Field(
        min_length=5,
        max_length=200,
        pattern=r"^[^\x00-\x1f\x7f]+$",
        description="Why, where no call gives a reason: in words. It stands in the access log",
    ),
    AfterValidator(written_reason),
]
