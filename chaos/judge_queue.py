"""Whether callers kept their places, and whether anybody was rung for nobody. Pure."""

from collections.abc import Mapping, Sequence

from chaos.detectors import Wait, Window, overtakings
from chaos.judge_calls import Fault
from chaos.records import Record
from chaos.stories import CallStory, Ring

ORDER_TOLERANCE = 1.5  # seconds: two telephones that ring at once may ring in either order
NOTICE_TIME = 5.0  # seconds from the watchdog's act until a caller who waited stands in Asterisk's own queue
RING_STOPS_WITHIN = 2.0  # seconds after the caller has gone
TIMER_B = 32.0  # seconds
TELEPHONE_GONE = 25.0  # seconds for which the network of a telephone that rings is gone


def lost_places(stories: Sequence[CallStory], records: Sequence[Record], away: Sequence[Window]) -> list[Fault]:
    """Who had waited longer for the same office and was served later."""
    by_number = {record.caller_number: record for record in records}
    waits = []
    for story in stories:
        record = by_number.get(story.number)
        entered = record.of("QueueEntered") if record is not None else []
        if record is None or not entered or story.ended_at is None or story.is_excused:
            continue
        turns = [ring.rang_at for ring in story.rings]
        turns += [fact.at for fact in record.of("OfferMade")]  # to a telephone that may have been gone
        office = str(entered[0].data.get("queue"))
        turn = min(turns, default=None)
        waits.append(Wait(story.number, office, entered[0].at, record.ready_at, turn, story.ended_at))
    rescued = {record.caller_number: _rescued_at(record) for record in records}
    by_asterisk = {story.number for story in stories if any(ring.is_fallback for ring in story.rings[:1])}

    def comes_too_late(first: Wait, second: Wait) -> bool:
        """Asterisk's own queue served the second while the first waited for the watchdog, or heard its notice."""
        turn = second.served_at or 0.0
        return second.call in by_asterisk and any(
            window.begin <= turn <= at + NOTICE_TIME
            for at in rescued[first.call]
            for window in away
            if window.holds(at)
        )

    found = [
        Fault(each.first, _joined(waits, each.first), f"was served after {each.second}, who came later")
        for each in overtakings(waits, ORDER_TOLERANCE, comes_too_late)
    ]
    return [*found, *_younger_waits(stories, by_number, away)]


def _rescued_at(record: Record) -> list[float]:
    """When the watchdog took the caller away from an application that gave no sign of life."""
    return [fact.at for fact in record.of("QueueLeft") if fact.data.get("reason") == "emergency"]


def wrong_queues(stories: Sequence[CallStory], records: Sequence[Record]) -> list[Fault]:
    """Who waited in another queue than that of the own office. Help comes to a queue; nobody is sent away. Whom a
    database that was away could not verify, and who keyed no postal code, is the province's."""
    offices = {story.number: story.office for story in stories}
    return [
        Fault(record.caller_number, fact.at, f"waited in the queue of {fact.data.get('queue')}, not of {own}")
        for record in records
        if (own := offices.get(record.caller_number)) is not None
        for fact in record.of("QueueEntered")
        if fact.data.get("queue") != own and not _is_of_nobody(record)
    ]


def _is_of_nobody(record: Record) -> bool:
    by_default = any(fact.data.get("by") == "default" for fact in record.of("OfficeChosen"))
    return by_default and not record.of("CallerVerified")


def _younger_waits(
    stories: Sequence[CallStory], records: dict[str, Record], away: Sequence[Window]
) -> list[Fault]:
    """Who entered a queue again must have taken the time of waiting along."""
    found = []
    for story in stories:
        record = records.get(story.number)
        left = (
            [fact for fact in record.of("QueueLeft") if fact.data.get("reason") == "connected"] if record else []
        )
        if record is None or not left or story.is_excused:
            continue
        if not record.of("QueueEntered"):
            continue
        waited, seen = float(left[-1].data.get("wait_time", 0.0)), left[-1].at - record.began_to_wait_at
        slack = 2.0 + max((window.end - window.begin for window in away if window.holds(left[-1].at)), default=0.0)
        if waited < seen - slack:
            found.append(Fault(story.number, left[-1].at, f"a wait of {seen:.1f} s counted as {waited:.1f}"))
    return found


def _joined(waits: Sequence[Wait], call: str) -> float:
    return next(wait.joined_at for wait in waits if wait.call == call)


def _is_repeated(ring: Ring, rings: Sequence[Ring]) -> bool:
    """An INVITE from the time when the telephone's network was gone: it comes again and again for 32 s (timer B,
    RFC 3261 17.1.1.2), also to a telephone that is back."""
    return any(
        other.user == ring.user
        and other.vanished_at is not None
        and 0 < ring.rang_at - other.vanished_at < TELEPHONE_GONE + TIMER_B
        for other in rings
        if other.answered_at is None
    )


def _in_a_call(ring: Ring, other: Ring) -> str:
    def brought(each: Ring) -> str:
        return f"{each.caller} ({'Asterisk' if each.is_fallback else 'application'})"

    what = "being rung for" if other.answered_at is None else "talking to"
    return f"was rung for {brought(ring)} {ring.rang_at - other.rang_at:.1f} s into {what} {brought(other)}"


def _could_not_be_cancelled(
    ring: Ring, other: Ring, ends: Mapping[str, float | None], unsilenced: Sequence[Window]
) -> bool:
    """Did the telephone ring on for somebody who had gone while nobody could take that back?"""
    gone = ends.get(other.caller)
    return gone is not None and gone <= ring.rang_at and any(_is_in(window, gone) for window in unsilenced)


def _is_in(window: Window, gone: float) -> bool:
    return window.begin - 1 <= gone <= window.end


def rung_for_nobody(
    stories: Sequence[CallStory],
    rings: Sequence[Ring],
    away: Sequence[Window],
    unsilenced: Sequence[Window] = (),
) -> list[Fault]:
    """Consultants whose telephone rang, or went on ringing, for a caller who had gone, or in a call. `unsilenced`:
    when an edge was away that a telephone rings by, so that one may ring on which the centre has silenced."""
    ends = {story.number: story.ended_at for story in stories}
    found = []
    for ring in rings:
        gone = ends.get(ring.caller)
        if ring.role == "supervisor":
            continue  # rung by order, and shown whose conversation it is
        if _is_repeated(ring, rings):
            continue
        if ring.busy_with is not None and not _could_not_be_cancelled(ring, ring.busy_with, ends, unsilenced):
            found.append(Fault(ring.user, ring.rang_at, _in_a_call(ring, ring.busy_with)))
        if gone is None:
            if ring.caller not in ends:
                found.append(Fault(ring.user, ring.rang_at, f"was rung for {ring.caller}, whom nobody knows"))
            continue
        # While the application is away nobody can take a telephone's ringing back.
        until = max([gone, *(window.end for window in away if _is_in(window, gone))])
        over = min(
            at for at in (ring.answered_at, ring.ended_at, ring.vanished_at, float("inf")) if at is not None
        )
        if ring.rang_at > until + RING_STOPS_WITHIN:
            found.append(Fault(ring.user, ring.rang_at, f"was rung for {ring.caller}, who had gone"))
        elif over > until + RING_STOPS_WITHIN:
            found.append(Fault(ring.user, gone, f"rang on for {over - gone:.1f} s after {ring.caller} had gone"))
    return found
