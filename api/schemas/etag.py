"""ETags: which version of something was read, and the header that says so (RFC 9110, 13.1.1)."""

from typing import Annotated, TypeAlias

from fastapi import Header

_HEADER = Header(
    alias="If-Match",
    pattern='^"[0-9]{1,9}"$',
    description='The ETag of what was changed; `"0"` where there is nothing yet',
    examples=['"0"'],
)

IfMatch: TypeAlias = Annotated[str, _HEADER]

MaybeIfMatch: TypeAlias = Annotated[str | None, _HEADER]
"""For programs that change something without having read it."""

IfMatchIfRead: TypeAlias = Annotated[
    str | None,
    Header(
        alias="If-Match",
        pattern='^"[0-9]{1,9}"$',
        description="The version that was read; without it the change is made on whatever stands",
        examples=['"0"'],
    ),
]


IfMatchWhereAsked: TypeAlias = Annotated[
    str | None,
    Header(
        alias="If-Match",
        pattern='^"[0-9]{1,9}"$',
        description="The version that was read (`GET /api/last-changes`); left out: nobody asks",
        examples=['"0"'],
    ),
]


def version_read(tag: str | None) -> int | None:
    """The version that an ETag names; None where nobody asks."""
    return None if tag is None else version_of(tag)


def version_of(tag: str) -> int:
    """The version that an ETag names."""
    return int(tag.strip('"'))


def version_if_read(tag: str | None) -> int | None:
    return None if tag is None else version_of(tag)


def tag_of(version: int) -> str:
    return f'"{version}"'
