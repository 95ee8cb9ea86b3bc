"""How often and how a caller stood in queues, found in the facts of a call. Pure.

One `QueueEntered` is not one passage: whoever a consultant drops at once is put back and goes on waiting, and
whoever the fallback path takes over, too. Such pieces are joined.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallDirection
from core.facts.kinds.conversations import CallerRequeued, CallTransferred
from core.facts.kinds.waiting import QueueEntered, QueueLeft, QueueOverflowed, WaitEstimateChecked, WaitEstimated
from core.metrics.call_parts import PassageKind, PassageReason, QueuePassage
from core.metrics.talks import TalkParts, moment, of_kind


@dataclass(slots=True)
class _Piece:
    """One `QueueEntered` with its `QueueLeft`."""

    entered: QueueEntered
    left: QueueLeft | None
    until: datetime | None  # the next piece begins

    @property
    def begin(self) -> datetime:
        return moment(self.entered)


@dataclass(slots=True)
class _Passage:
    pieces: list[_Piece] = field(default_factory=list)

    @property
    def last(self) -> _Piece:
        return self.pieces[-1]


def passages_of(
    facts: Sequence[AnyEvent], parts: TalkParts, *, direction: CallDirection
) -> tuple[QueuePassage, ...]:
    """Of a call's facts in order. Of a call-back the first passage is the order's; whom a consultant has rung
    stands in a queue only after that conversation."""
    pieces = _pieces(facts)
    moved = [moment(one) for one in facts if isinstance(one, CallTransferred | CallerRequeued)]
    passages: list[_Passage] = []
    for piece in pieces:
        if passages and _goes_on(passages[-1].last, piece, parts, moved):
            passages[-1].pieces.append(piece)
        else:
            passages.append(_Passage([piece]))
    kinds: dict[CallDirection, PassageKind] = {"inbound": "caller", "callback": "callback", "outbound": "again"}
    return tuple(
        _whole(one, kinds[direction] if n == 0 else "again", facts, parts) for n, one in enumerate(passages)
    )


def _pieces(facts: Sequence[AnyEvent]) -> list[_Piece]:
    entered, lefts = of_kind(facts, QueueEntered), of_kind(facts, QueueLeft)
    found = []
    for n, one in enumerate(entered):
        until = moment(entered[n + 1]) if n + 1 < len(entered) else None
        left = next(
            (
                end
                for end in lefts
                if end.queue == one.queue
                and moment(end) >= moment(one)
                and (until is None or moment(end) <= until)
            ),
            None,
        )
        if left is not None:
            lefts.remove(left)
        found.append(_Piece(one, left, until))
    return found


def _goes_on(before: _Piece, piece: _Piece, parts: TalkParts, moved: Sequence[datetime]) -> bool:
    """Is this the same standing in the queue as before?"""
    if before.left is None or before.left.reason == "emergency":
        return True  # nobody stands in two queues at once
    if before.left.reason != "connected":
        return False
    left, back = moment(before.left), piece.begin
    if any(left <= at <= back for at in moved):
        return False
    # The consultant hung up at once, or was gone before both could be connected: there was no conversation.
    return not any(left <= talk.begin <= back for talk in parts.talks)


def _whole(passage: _Passage, kind: PassageKind, facts: Sequence[AnyEvent], parts: TalkParts) -> QueuePassage:
    first, last = passage.pieces[0], passage.last
    begin, left = first.begin, last.left
    until = last.until
    reason: PassageReason = "waiting" if left is None else left.reason
    served = None
    if left is not None and left.reason == "connected":
        served = _served_office(last, parts)
        if _is_dropped(last, parts):
            reason = "dropped"

    def is_here(fact: AnyEvent) -> bool:
        return begin <= moment(fact) and (until is None or moment(fact) < until)

    estimated = [one for one in of_kind(facts, WaitEstimated) if is_here(one)]
    checked = [one for one in of_kind(facts, WaitEstimateChecked) if is_here(one)]
    overflowed = [one.to_queue for one in of_kind(facts, QueueOverflowed) if is_here(one)]
    return QueuePassage(
        office=first.entered.queue,
        entered_at=begin,
        kind=kind,
        topic=next((one.entered.topic for one in passage.pieces if one.entered.topic), None),
        left_at=None if left is None else moment(left),
        reason=reason,
        wait_time=_wait_time(passage.pieces),
        resumed_time=first.entered.resumed_time,
        served_office=served,
        overflowed_to=tuple(dict.fromkeys(overflowed)),
        estimated_low_time=estimated[-1].low_time if estimated else None,
        estimated_high_time=estimated[-1].high_time if estimated else None,
        estimate_error_time=checked[-1].error_time if checked else None,
    )


def _wait_time(pieces: Sequence[_Piece]) -> float:
    """The whole wait: a piece that began with a `waited_time` has that of before in its own already."""
    waited = 0.0
    for piece in pieces:
        own = 0.0 if piece.left is None else piece.left.wait_time
        waited = own if piece.entered.waited_time > 0 and piece.left is not None else waited + own
    return round(waited, 3)


def _served_office(piece: _Piece, parts: TalkParts) -> str | None:
    """Of the consultant who answered: whose offer was accepted, else whose conversation followed."""
    assert piece.left is not None
    left = moment(piece.left)
    accepted = [
        one.office for one in parts.offers if one.outcome == "accepted" and piece.begin <= one.made_at <= left
    ]
    if accepted and accepted[-1] is not None:
        return accepted[-1]
    following = (
        talk.office
        for talk in parts.talks
        if talk.begin >= left and (piece.until is None or talk.begin <= piece.until)
    )
    return next(following, None) or piece.entered.queue


def _is_dropped(piece: _Piece, parts: TalkParts) -> bool:
    """Was the conversation that followed dropped at once?"""
    assert piece.left is not None
    left = moment(piece.left)
    if any(talk.begin >= left for talk in parts.talks):
        return False
    return any(drop.made_at >= piece.begin for drop in parts.drops)
