"""Why a consultant may pause: the reasons of this process. Pure.

Reasons are rows of a table, which people change over the web service. `PAUSE_REASONS` has those that ship
(data/pause_reasons.json) until a process has read the table (`acd.staffing.pause_reason_store`). A reason without
a dial code can be given in the browser only.
"""

from importlib import resources
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from core.lists.catalogue import Catalogue

AFTER_LOGIN = "login"
"""The reason that logging in gives by itself: nobody asks for it."""

_FILE = resources.files("acd") / "data" / "pause_reasons.json"


class BadPauseReasons(Exception):
    """The data that ship cannot be right. The text says what is wrong, in one line."""


class PauseReason(BaseModel):
    """A reason, what it is called in Polish, and what a consultant dials for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    title: Annotated[str, Field(min_length=1, max_length=60)]
    dial_code: Annotated[str, Field(pattern=r"^\*[0-9]{2}$")] | None = None
    is_active: bool = True


_LIST = TypeAdapter(list[PauseReason])


def read_pause_reasons(text: str) -> dict[str, PauseReason]:
    """The reasons of a JSON text by id, in its order. Raises BadPauseReasons."""
    try:
        found = _LIST.validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadPauseReasons(f"pause_reasons.json: {where or 'the whole file'}: {first['msg']}") from None
    reasons: dict[str, PauseReason] = {}
    codes: dict[str, str] = {}
    for reason in found:
        if reason.id in reasons:
            raise BadPauseReasons(f"pause_reasons.json: there are two reasons {reason.id!r}")
        reasons[reason.id] = reason
        if reason.dial_code is not None:
            if reason.dial_code in codes:
                raise BadPauseReasons(
                    f"pause_reasons.json: {codes[reason.dial_code]!r} and {reason.id!r} "
                    f"have the same dial code {reason.dial_code}"
                )
            codes[reason.dial_code] = reason.id
    if AFTER_LOGIN not in reasons or reasons[AFTER_LOGIN].dial_code is not None:
        raise BadPauseReasons(f"pause_reasons.json: {AFTER_LOGIN!r} must be there, without a dial code")
    if len(reasons) == 1:
        raise BadPauseReasons("pause_reasons.json: there must be a reason that a consultant can give")
    return reasons


SHIPPED_REASONS = read_pause_reasons(_FILE.read_text("utf-8"))
"""Those that a new installation begins with."""

PAUSE_REASONS = Catalogue(SHIPPED_REASONS)
"""The reasons of this process: as a mapping, those that are active."""


def given_reasons() -> list[PauseReason]:
    """Those that a consultant can give now."""
    return [reason for reason in PAUSE_REASONS.values() if reason.id != AFTER_LOGIN]


def pause_title(reason: str | None) -> str | None:
    """What a reason is called in Polish, also one that was deactivated; None for none, or for one that has never
    been there."""
    found = PAUSE_REASONS.known(reason)
    return None if found is None else found.title
