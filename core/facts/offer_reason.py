"""Why a consultant was offered a call, as values that facts and the live state carry. Pure.

Their Polish words stand in `core.facts.offer_reason_pl`. Names of classes and fields are stored: they stay.
"""

from typing import ClassVar, Literal, TypeAlias

import msgspec

StrategyName = Literal["fair", "least_occupied", "longest_idle", "fewest_calls", "least_talk_time", "round_robin"]
"""How a queue ranks its free consultants; what each does stands in `acd.choice.strategies`."""


class _Reason(msgspec.Struct, frozen=True, tag=True):
    is_shared: ClassVar[bool] = True
    """Is the call of a queue that the consultant does not serve?"""
    is_home: ClassVar[bool] = False
    """Does the consultant take the call as if the queue were the own office's?"""


class Own(_Reason, frozen=True, tag=True):
    """The consultant serves the queue, and `rule` chose among those who do."""

    is_shared: ClassVar[bool] = False
    is_home: ClassVar[bool] = True
    rule: StrategyName


class StandIn(_Reason, frozen=True, tag=True):
    """The consultant's office stands in for one that `is_closed`, or else where nobody works."""

    is_home: ClassVar[bool] = True
    is_closed: bool


class Empty(_Reason, frozen=True, tag=True):
    """The queue's office `is_closed`, or else nobody works there: neighbours and the provincial office help."""

    is_closed: bool


class Ratio(_Reason, frozen=True, tag=True):
    """Help began when `waiting` callers came to `working` consultants of the queue's office."""

    waiting: int
    working: int


class After(_Reason, frozen=True, tag=True):
    """The caller has waited longer than `time` seconds: neighbours help, or the whole province (`is_for_all`)."""

    time: float
    is_for_all: bool = False


OfferReason: TypeAlias = Own | StandIn | Empty | Ratio | After
