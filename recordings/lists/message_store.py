"""Messages that callers have left for offices, in the database: the projection of their facts, and the list."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ARRAY, Text, any_, bindparam, delete, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from core.db.pages import MAX_PAGE
from core.db.tables.centre.call_tables import VoiceMessage
from core.errors import NotFound, S724Error
from core.fact_log.event_log import write_facts
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.messages import (
    VoiceMessageAccessed,
    VoiceMessageDiscarded,
    VoiceMessageLeft,
    VoiceMessageStarted,
)
from core.ids import new_id
from core.todo.work import WorkOutcome, WorkTaken, holds
from core.todo.work_store import name_of
from core.zone import WARSAW
from recordings.lists.listening_store import begin_listening, listening_until

BEING_RECORDED = "recording"
"""The state of a message that is not whole yet. Then `new`, `listened`, `done`."""

EXPIRED = "expired"
"""Let go of by the rule of retention: the file and who called are gone."""
_UNSEEN = (BEING_RECORDED, EXPIRED)

MessageState = Literal["new", "listened", "done"]

# For all calls that have ended, and made once: making a statement takes longer than carrying it out.
_END_OF_CALLS = (
    update(VoiceMessage)
    .where(
        VoiceMessage.call_id == any_(bindparam("calls", type_=ARRAY(Text))), VoiceMessage.state == BEING_RECORDED
    )
    .values(state="new")
)


class MessageReasonNeeded(S724Error):
    """A message that was done with, or taken up on an earlier day, is taken up again without saying why."""

    code = "reason_needed"
    message_pl = "Tą wiadomością już się zajmowano. Prosimy podać powód, dla którego podejmuje się ją ponownie."


def is_taken_up_again(taken_up_at: datetime | None, done_at: datetime | None, now: datetime) -> bool:
    """Does it take a reason to take a message up now: was it done with, or is it of an earlier day (Warsaw)?"""
    if done_at is not None:
        return True
    return taken_up_at is not None and taken_up_at.astimezone(WARSAW).date() < now.astimezone(WARSAW).date()


class VoiceMessages:
    """The projection `facts -> voice_message`.

    A message of a call that is over stands whole, with no duration, if nobody could say what came of it: the
    office listens to what there is.
    """

    async def apply(self, connection: AsyncConnection, events: Sequence[AnyEvent]) -> None:
        for event in events:
            match event:
                case VoiceMessageStarted():
                    values = {
                        "id": event.message,
                        "call_id": event.call_id or "",
                        "office": event.office,
                        "file": event.file,
                        "state": BEING_RECORDED,
                        "left_at": event.at,
                        "caller_number": "",
                    }
                    await connection.execute(insert(VoiceMessage).values(**values).on_conflict_do_nothing())
                case VoiceMessageLeft():
                    left = {
                        "state": "new",
                        "duration_time": event.duration_time,
                        "caller_number": event.caller_number,
                        "client_id": event.client_id,
                    }
                    of_message = update(VoiceMessage).where(VoiceMessage.id == event.message)
                    await connection.execute(of_message.values(**left))
                case VoiceMessageDiscarded():
                    await connection.execute(delete(VoiceMessage).where(VoiceMessage.id == event.message))
        if ended := [event.call_id for event in events if isinstance(event, CallEnded)]:
            await connection.execute(_END_OF_CALLS, {"calls": ended})


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Messages, newest first. `after` leads to the next page; None on the last."""

    messages: list[VoiceMessage]
    after: tuple[datetime, str] | None


async def list_messages(
    engine: AsyncEngine,
    offices: Collection[str] | None,
    state: MessageState | None,
    *,
    limit: int,
    after: tuple[datetime, str] | None = None,
) -> MessagePage:
    """At most `limit` whole messages of some offices, or of all, newest first."""
    limit = min(limit, MAX_PAGE)
    query = select(VoiceMessage).where(VoiceMessage.state.not_in(_UNSEEN))
    if offices is not None:
        query = query.where(VoiceMessage.office.in_(offices))
    if state is not None:
        query = query.where(VoiceMessage.state == state)
    if after is not None:
        query = query.where(tuple_(VoiceMessage.left_at, VoiceMessage.id) < after)
    query = query.order_by(VoiceMessage.left_at.desc(), VoiceMessage.id.desc()).limit(limit + 1)
    async with AsyncSession(engine) as session:
        rows = list(await session.scalars(query))
    if len(rows) <= limit:
        return MessagePage(rows, None)
    last = rows[limit - 1]
    return MessagePage(rows[:limit], (last.left_at, last.id))


async def place_of_message(engine: AsyncEngine, message_id: str) -> tuple[str, str] | None:
    """For whom a message is, and its file below the folder of recordings; None for one that does not exist, is not
    whole yet or is gone."""
    query = select(VoiceMessage.office, VoiceMessage.file).where(
        VoiceMessage.id == message_id, VoiceMessage.state.not_in(_UNSEEN)
    )
    async with engine.connect() as connection:
        row = (await connection.execute(query)).one_or_none()
    return None if row is None else (row.office, row.file)


async def access_message(
    engine: AsyncEngine,
    message_id: str,
    account: str,
    now: datetime,
    what: Literal["read", "played", "listened", "done", "new"],
    *,
    has_reason: bool = False,
    outcome: WorkOutcome | None = None,
    may_for_others: bool = False,
) -> VoiceMessage:
    """The message, as it is after `what` was done; who did it is written down in the same transaction.

    `has_reason`: the one that it takes to take up a message again. `outcome`: how it was done with.
    `may_for_others`: give back, or be done with, what somebody else has taken up today. Of two who take it up at
    once the second gets WorkTaken. Raises NotFound; MessageReasonNeeded.
    """
    async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
        row = await session.get(VoiceMessage, message_id, with_for_update=True)
        if row is None or row.state in _UNSEEN:
            raise NotFound
        if what in ("listened", "done", "new") and row.state == "listened":
            is_others = holds(row.taken_up_by, row.taken_up_at, account, now)
            if is_others and not (may_for_others and what != "listened"):
                holder, since = row.taken_up_by or "", row.taken_up_at or now
                raise WorkTaken(await name_of(await session.connection(), holder), since)
        if what == "listened":
            if is_taken_up_again(row.taken_up_at, row.done_at, now) and not has_reason:
                raise MessageReasonNeeded
            row.taken_up_by, row.taken_up_at = account, now
        if what == "done" and row.state != "done":
            row.done_at = now
        if what in ("listened", "done", "new"):
            row.state, row.changed_by, row.changed_at = what, account, now
            row.outcome = outcome
        fact = VoiceMessageAccessed(
            id=new_id("event"), at=now, call_id=row.call_id, message=message_id, what=what, account=account
        )
        await write_facts(await session.connection(), [fact])
    return row


async def begin_playing(
    engine: AsyncEngine, message_id: str, account: str, now: datetime
) -> tuple[VoiceMessage, bool]:
    """The message, and whether that it is played is to be written down: a player asks for many pieces, and for ten
    minutes they are one hearing. Raises NotFound."""
    if await listening_until(engine, message_id, account, now) is None:
        row = await access_message(engine, message_id, account, now, "played")
        async with engine.begin() as connection:
            await begin_listening(connection, message_id, account, now)
        return row, True
    async with AsyncSession(engine, expire_on_commit=False) as session:
        found = await session.get(VoiceMessage, message_id)
    if found is None or found.state in _UNSEEN:
        raise NotFound
    return found, False


async def files_left_since(engine: AsyncEngine, since: datetime) -> list[str]:
    """The files of whole messages that were left since then, relative to the folder of recordings."""
    query = select(VoiceMessage.file).where(VoiceMessage.left_at > since, VoiceMessage.state.not_in(_UNSEEN))
    async with engine.connect() as connection:
        return list(await connection.scalars(query.order_by(VoiceMessage.left_at)))
