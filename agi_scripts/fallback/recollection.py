"""What is known of calls whose application is dead or stands still: the records, and what it wrote to disk only.

Its last facts lie in its journal until another process takes that over. A process that goes on with a call needs
them, and needs them in the records before its own; their ids make it harmless that they are written twice.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

import anyio
import msgspec
import structlog
from anyio import to_thread

from core.db.errors import DATABASE_AWAY
from core.fact_log.event_log import EventLog
from core.facts.events import AnyEvent, read_event
from reports.calls.store import CallRecords

log = structlog.get_logger()

RECALL_TIME = 2.0  # seconds in which the records have to answer
AT_ONCE = (
    50  # calls of which they are asked together: one by one 300 would take longer than that on a full machine
)

_CALL = re.compile(rb'"call_id":"([^"]*)"')  # as msgspec writes it

Facts = dict[str, list[AnyEvent]]
"""By call, in the order in which they happened."""


class Recollection:
    """`facts_of` the calls that are going to be moved."""

    def __init__(self, records: CallRecords, event_log: EventLog, spool: Path) -> None:
        """`spool` is the folder of the application's own event log, which is only read."""
        self._records = records
        self._event_log = event_log
        self._spool = spool

    async def facts_of(self, call_ids: Collection[str]) -> Facts:
        """Everything known, written down as far as the database is there. Takes four seconds at most while that is
        away; one that is slow is asked on as long as each answer comes in RECALL_TIME."""
        late = await to_thread.run_sync(unwritten, self._spool, frozenset(call_ids))
        for facts in late.values():
            for fact in facts:
                self._event_log.take(fact)
        if late:
            with anyio.move_on_after(RECALL_TIME):
                await self._event_log.flushed()
        found = {call_id: late.get(call_id, []) for call_id in call_ids}
        try:
            asked = list(call_ids)
            for first in range(0, len(asked), AT_ONCE):
                with anyio.fail_after(RECALL_TIME):
                    found |= await self._records.facts_of(asked[first : first + AT_ONCE])
        except (*DATABASE_AWAY, TimeoutError) as error:
            log.warning("the records cannot tell what calls were doing", error=type(error).__name__)
        return found


def unwritten(spool: Path, call_ids: Collection[str]) -> Facts:
    """The facts of these calls in the spool and the journal of a process that does not write now."""
    names = {call_id.encode() for call_id in call_ids}
    found: dict[str, dict[str, AnyEvent]] = {}
    for line in _lines(spool):
        if names.isdisjoint(_CALL.findall(line)):
            continue
        try:
            fact = read_event(line)
        except msgspec.DecodeError:
            continue  # cut short in this very moment, or of another version
        if fact.call_id in call_ids:
            found.setdefault(str(fact.call_id), {})[fact.id] = fact
    return {call_id: list(facts.values()) for call_id, facts in found.items()}


def _lines(spool: Path) -> Iterator[bytes]:
    """The older ones first. What vanishes meanwhile stands in the database."""
    folders = [spool, *sorted(spool.glob("application-*"))]  # of several applications each has its own
    for path in (
        path for each in folders for path in (each / "events.jsonl", *sorted(each.glob("journal-*.jsonl")))
    ):
        try:
            yield from path.read_bytes().splitlines()
        except OSError:
            continue
