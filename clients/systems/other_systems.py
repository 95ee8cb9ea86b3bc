"""Which systems of other institutions we ask, where, and by which key: a file that only the installation reads.

It is read anew whenever somebody asks, so a new key needs no restart.
"""

import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated

import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from clients.systems.contract import SystemName

log = structlog.get_logger()

_SAFE = re.compile(r"https://\S+|http://(127\.0\.0\.1|localhost)[:/]\S*")


class OtherSystem(BaseModel):
    """`url`: where it takes inquiries; `key`: ours there; `offices`: whose people may ask it."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: SystemName
    url: Annotated[str, Field(pattern=_SAFE)]
    key: Annotated[str, Field(pattern="^[!-~]{16,200}$", repr=False)]
    offices: frozenset[str]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    systems: list[OtherSystem]


def read_systems(file: Path | None, offices: Collection[str]) -> Sequence[OtherSystem]:
    """Those that somebody of these offices may ask, in the order of the file. None without a file, and of one that
    cannot be read, which is told to the log. Blocks: to be called in a thread."""
    if file is None:
        return []
    try:
        found = _File.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        log.error("the file of systems that are asked cannot be read", error=type(error).__name__)
        return []
    return [system for system in found.systems if system.offices & set(offices)]
