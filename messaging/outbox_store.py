"""Messages that go out, in the database: taken up from orders, claimed by the sender, and what became of them.

The one way out: what is claimed has passed the gate in the transaction that claims it.
"""

import hashlib
import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, cast

import anyio
from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.consents.addresses import AddressHashes
from core.consents.gate import MessageKind
from core.db.tables.centre.call_tables import CallRow, SmsOrder
from core.db.tables.messages.outbox_tables import OutboxPartRow, OutboxRow, ReceiptRow
from core.ids import new_id
from core.messages.sms import IfUncertain, templates
from core.zone import WARSAW
from messaging.gate_store import refused
from messaging.matters.matter_store import reopen
from messaging.outbox import SETTLE_TIME, State, after_waiting, next_try
from messaging.sms.parts import Part
from messaging.sms.receipts import ids_of, outcome_of
from messaging.templates.template import Template
from messaging.templates.template_store import own_of

SMS: Final = "sms"
TAKEN_UP = "taken_up"
"""The state of an order that has become a message."""

MOST_ORDERS = 50
EARLY_TIME: Final = timedelta(hours=1)
"""A receipt that came before its answer, and not one of another message long ago."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is the sender's now. `done`: parts that the operator has taken already. `own`: the
    template of the office or the province; None: what ships holds."""

    id: str
    address: str = field(repr=False)
    template: str
    values: dict[str, str] = field(repr=False)
    secret: bytes | None = field(repr=False)
    tries: int
    done: frozenset[int] = frozenset()
    own: Template | None = None


class Outbox:
    """`line`: whose parts these are. `hashes`: of addresses."""

    def __init__(self, engine: AsyncEngine, hashes: AddressHashes, line: str) -> None:
        self._engine = engine
        self._hashes = hashes
        self._line = line
        self.settling = anyio.Lock()  # an answer and a receipt of the same part must not pass by each other

    async def begin(self, now: datetime) -> int:
        """At the start, with nobody else sending: what was on its way when the sender died is uncertain."""
        stopped = update(OutboxRow).where(OutboxRow.state == "sending", OutboxRow.channel == SMS)
        async with self._engine.begin() as connection:
            uncertain = stopped.values(state="uncertain", uncertain_at=now).returning(OutboxRow.id)
            messages = list(await connection.scalars(uncertain))
            await self._settle_by_receipts(connection, now)
            for message in messages:  # of some every part was answered, or its receipt had come
                await settle(connection, message, now)
        return len(messages)

    async def _settle_by_receipts(self, connection: AsyncConnection, now: datetime) -> None:
        """What is uncertain, by receipts that were faster than the answer, for which the sender did not live."""
        part, told = OutboxPartRow, ReceiptRow
        fits = and_(told.line == part.line, told.head == part.head, told.message_id.is_(None))
        query = (
            select(part.message_id, part.number, told.id, told.smsc_id, told.stat)
            .join(OutboxRow, OutboxRow.id == part.message_id)
            .join(told, fits)
            .where(OutboxRow.state == "uncertain", part.smsc_id.is_(None), told.came_at >= OutboxRow.queued_at)
            .order_by(told.came_at, told.id, OutboxRow.queued_at, part.number)
        )
        settled: set[Any] = set()
        for row in (await connection.execute(query)).all():
            outcome, of = outcome_of(row.stat), (row.message_id, row.number)
            if outcome == "on_its_way" or {row.id, of} & settled:
                continue
            settled |= {row.id, of}
            mine = update(part).where(part.message_id == row.message_id, part.number == row.number)
            await connection.execute(mine.values(state=outcome, smsc_id=row.smsc_id, changed_at=now))
            await connection.execute(update(told).where(told.id == row.id).values(message_id=row.message_id))
            await settle(connection, row.message_id, now)

    async def take_up_orders(self, now: datetime) -> int:
        """Make messages of the orders of calls; how many. An order and its message change in one transaction."""
        order = SmsOrder
        waiting = (
            select(order.__table__, CallRow.client_id)
            .outerjoin(CallRow, CallRow.id == order.call_id)
            .where(order.state == "queued")
            .order_by(order.ordered_at, order.id)
            .limit(MOST_ORDERS)
            .with_for_update(of=order.__table__, skip_locked=True)
        )
        async with self._engine.begin() as connection:
            rows = (await connection.execute(waiting)).all()
            for row in rows:
                await self._take_up(connection, row, now)
        return len(rows)

    async def _take_up(self, connection: AsyncConnection, row: Any, now: datetime) -> None:
        template = templates().get(row.template)
        kind: MessageKind = "service" if template is None else template.kind
        state: State = "queued"
        reason = None
        if template is None:
            state, reason = "failed", "Nie ma takiego wzoru wiadomości."
        elif why := await self._refused(connection, kind, row.client_id, row.sms_number, row.office, now):
            state, reason = "refused", why
        values = {
            "id": new_id("message"),
            "channel": SMS,
            "kind": kind,
            "about": row.id,
            "occasion": "order",
            "office": row.office,
            "call_id": row.call_id,
            "client_id": row.client_id,
            "address": row.sms_number,
            "template": row.template,
            "template_values": row.sms_values,
            "secret": row.secret,
            "state": state,
            "reason": reason,
            "queued_at": row.ordered_at,
            "not_before": now,
            "expires_at": row.expires_at,
            "ended_at": None if state == "queued" else now,
        }
        await connection.execute(pg_insert(OutboxRow).values(values).on_conflict_do_nothing())
        taken = update(SmsOrder).where(SmsOrder.id == row.id)
        await connection.execute(taken.values(state=TAKEN_UP, secret=None))

    async def claim(self, now: datetime, allowed: Collection[str] | None = None) -> Claimed | None:
        """The next message, which is `sending` from the commit on; None where none may go now. What the gate
        refuses, and what is too late, is passed over for good. `allowed`: the only numbers to which anything may
        go; None: all."""
        async with self._engine.begin() as connection:
            while True:
                row = await self._next(connection, now)
                if row is None:
                    return None
                why = None
                if allowed is not None and row.address not in allowed:
                    why = "Pokaz wysyła tylko na numery z listy."
                why = why or await self._refused(connection, row.kind, row.client_id, row.address, row.office, now)
                is_late = row.expires_at is not None and row.expires_at <= now
                if why is not None or is_late:
                    state = "expired" if is_late else "refused"
                    await _end(connection, row.id, cast(State, state), why, now)
                    continue
                mine = update(OutboxRow).where(OutboxRow.id == row.id)
                await connection.execute(mine.values(state="sending", tries=OutboxRow.tries + 1))
                parts = select(OutboxPartRow.number).where(
                    OutboxPartRow.message_id == row.id, OutboxPartRow.smsc_id.is_not(None)
                )
                done = frozenset(await connection.scalars(parts))
                own = await own_of(connection, row.template, row.office, now.astimezone(WARSAW).date())
                return Claimed(
                    row.id, row.address, row.template, row.template_values, row.secret, row.tries + 1, done, own
                )

    async def _next(self, connection: AsyncConnection, now: datetime) -> Any:
        query = (
            select(OutboxRow.__table__)
            .where(OutboxRow.state == "queued", OutboxRow.channel == SMS, OutboxRow.not_before <= now)
            .order_by(OutboxRow.not_before, OutboxRow.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        return (await connection.execute(query)).one_or_none()

    async def _refused(
        self,
        connection: AsyncConnection,
        kind: MessageKind,
        client_id: str | None,
        address: str,
        office: str | None,
        now: datetime,
    ) -> str | None:
        """Why the gate lets it not through; None: it may go."""
        return await refused(connection, self._hashes, SMS, kind, client_id, address, office, now)

    async def note_parts(self, message: Claimed, parts: Sequence[Part], now: datetime) -> None:
        """Before the first of them goes: by these a receipt of an unknown id is recognised."""
        rows = [
            {
                "message_id": message.id,
                "number": part.number,
                "state": "going",
                "line": self._line,
                "head": self.head_of(message.address, part.head),
                "changed_at": now,
            }
            for part in parts
        ]
        async with self._engine.begin() as connection:
            await connection.execute(pg_insert(OutboxPartRow).on_conflict_do_nothing(), rows)

    async def note_taken(self, message: Claimed, part: int, smsc_id: str, now: datetime) -> None:
        """With a receipt that was faster than the answer."""
        row, told = OutboxPartRow, ReceiptRow
        mine = update(row).where(row.message_id == message.id, row.number == part)
        early = (
            told.line == self._line,
            told.message_id.is_(None),
            told.smsc_id.in_(ids_of(smsc_id)),
            told.came_at > now - EARLY_TIME,
        )
        async with self.settling, self._engine.begin() as connection:
            stats = list(await connection.scalars(select(told.stat).where(*early)))
            outcomes = [outcome for stat in stats if (outcome := outcome_of(stat)) != "on_its_way"]
            state = outcomes[-1] if outcomes else "taken"
            await connection.execute(mine.values(state=state, smsc_id=smsc_id, changed_at=now))
            if stats:
                await connection.execute(update(told).where(*early).values(message_id=message.id))

    async def note_sent(self, message: Claimed, now: datetime) -> None:
        """Every part is the operator's; a receipt may have been there before."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(OutboxRow).where(OutboxRow.id == message.id).values(state="sent", sent_at=now, secret=None)
            )
            await settle(connection, message.id, now)

    async def note_uncertain(self, message: Claimed, now: datetime) -> None:
        going = update(OutboxRow).where(OutboxRow.id == message.id, OutboxRow.state == "sending")
        async with self._engine.begin() as connection:
            await connection.execute(going.values(state="uncertain", uncertain_at=now))

    async def note_not_taken(self, message: Claimed, why: str, now: datetime, *, is_final: bool) -> None:
        async with self._engine.begin() as connection:
            if is_final:
                await _end(connection, message.id, "failed", why, now)
                await _open_again(connection, message.id, now)
                return
            again = update(OutboxRow).where(OutboxRow.id == message.id)
            later = now + next_try(message.tries)
            await connection.execute(again.values(state="queued", reason=why, not_before=later))
            await connection.execute(
                delete(OutboxPartRow).where(
                    OutboxPartRow.message_id == message.id, OutboxPartRow.smsc_id.is_(None)
                )
            )

    async def settle_waiting(self, now: datetime) -> int:
        """What has been uncertain for long enough becomes what its template says; how many."""
        row, changed = OutboxRow, 0
        old = select(row.id, row.template, row.uncertain_at).where(
            row.state == "uncertain", row.channel == SMS, row.uncertain_at <= now - SETTLE_TIME
        )
        async with self._engine.begin() as connection:
            for one in (await connection.execute(old.with_for_update(skip_locked=True))).all():
                template = templates().get(one.template)
                rule: IfUncertain = "leave" if template is None else template.if_uncertain
                state = after_waiting(rule, one.uncertain_at, now)
                if state is None:
                    continue
                changed += 1
                if state == "queued":
                    again = update(row).where(row.id == one.id)
                    await connection.execute(again.values(state="queued", not_before=now, uncertain_at=None))
                else:
                    await _end(connection, one.id, state, None, now)
        return changed

    def head_of(self, address: str, head: str) -> str:
        key = self._hashes.of(SMS, address).encode()
        return hmac.new(key, head.strip().encode(), hashlib.sha256).hexdigest()


async def settle(connection: AsyncConnection, message_id: str, now: datetime) -> None:
    """The state that follows from all parts of a message: delivered when all are, undelivered when one is."""
    part = OutboxPartRow
    states = list(await connection.scalars(select(part.state).where(part.message_id == message_id)))
    row = OutboxRow
    mine = update(row).where(row.id == message_id, row.state.in_(["sent", "uncertain", "sending"]))
    if states and all(state == "delivered" for state in states):
        await connection.execute(mine.values(state="delivered", ended_at=now, secret=None, uncertain_at=None))
    elif "undelivered" in states:
        await connection.execute(mine.values(state="undelivered", ended_at=now, secret=None, uncertain_at=None))
        await _open_again(connection, message_id, now)
    elif states and "going" not in states:
        known = and_(row.id == message_id, row.state == "uncertain")
        sent = update(row).where(known).values(state="sent", sent_at=now, secret=None, uncertain_at=None)
        await connection.execute(sent)


async def uncertain_messages(engine: AsyncEngine) -> dict[str, int]:
    """Of which nobody knows whether they went: how many, by office; "" of none."""
    office = func.coalesce(OutboxRow.office, "")
    query = select(office, func.count()).where(OutboxRow.state == "uncertain").group_by(office)
    async with engine.connect() as connection:
        return {row[0]: row[1] for row in await connection.execute(query)}


async def _end(connection: AsyncConnection, message: str, state: State, why: str | None, now: datetime) -> None:
    ended = update(OutboxRow).where(OutboxRow.id == message)
    await connection.execute(ended.values(state=state, reason=why, ended_at=now, secret=None))


async def _open_again(connection: AsyncConnection, message: str, now: datetime) -> None:
    """Of an answer in a matter, which has not gone or arrived."""
    answer = select(OutboxRow.about).where(OutboxRow.id == message, OutboxRow.occasion == "answer")
    if (about := await connection.scalar(answer)) is not None:
        await reopen(connection, about, now)
