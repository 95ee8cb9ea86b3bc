"""The messages of `/api/live` (docs/live.md). Pure."""

from datetime import datetime
from typing import Annotated

import msgspec

from core.live.live import Telephone, Trouble

PageId = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]


class WatchTopics(msgspec.Struct, frozen=True, tag_field="type", tag="watch"):
    """What the page wants to see. `epoch` and `seq`: the last ones that it has seen before."""

    topics: Annotated[list[Annotated[str, msgspec.Meta(max_length=40)]], msgspec.Meta(max_length=20)]
    epoch: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    seq: int | None = None


class DeskSays(msgspec.Struct, frozen=True, tag_field="type", tag="desk"):
    """A consultant's page lives, and this is how it is."""

    page: PageId
    telephone: Telephone
    trouble: Trouble | None = None


class TakeOver(msgspec.Struct, frozen=True, tag_field="type", tag="take_over"):
    """This page shall be the person's desk."""

    page: PageId


class Leaving(msgspec.Struct, frozen=True, tag_field="type", tag="leaving"):
    """The page is being unloaded."""

    page: PageId


FromPage = WatchTopics | DeskSays | TakeOver | Leaving

_reader: msgspec.json.Decoder[FromPage] = msgspec.json.Decoder(FromPage)


def read_message(text: str) -> FromPage:
    """Raises msgspec.DecodeError (or its ValidationError) for what is none."""
    return _reader.decode(text)


class Snapshot(msgspec.Struct, tag_field="type", tag="snapshot"):
    epoch: str
    seq: int
    at: datetime
    values: dict[str, dict[str, msgspec.Raw]]


class Beat(msgspec.Struct, tag_field="type", tag="beat"):
    epoch: str
    seq: int
    at: datetime
    age: float


class DeskNote(msgspec.Struct, tag_field="type", tag="desk"):
    is_own: bool
    may_take_over: bool


class ErrorNote(msgspec.Struct, tag_field="type", tag="error"):
    code: str
    message: str
