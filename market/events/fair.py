"""A fair or an exchange of jobs or trainings. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FairKind(StrEnum):
    """An exchange (giełda pracy) is called by an office for one employer or a few."""

    FAIR = "fair"
    EXCHANGE = "exchange"


KINDS_PL: Mapping[FairKind, str] = {FairKind.FAIR: "targi pracy", FairKind.EXCHANGE: "giełda pracy"}


@dataclass(frozen=True, slots=True)
class Fair:
    """Without an office: of the province. `source`: where it is announced."""

    office: str | None
    title: str
    town: str
    place: str
    starts_at: datetime
    ends_at: datetime
    source: str
    kind: FairKind = FairKind.FAIR
