"""What operators say and send, into the database: it is acknowledged once it stands."""

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.consents.addresses import AddressHashes, national
from core.consents.register_store import note_said_by_address
from core.db.tables.messages.outbox_tables import OutboxPartRow, OutboxRow, ReceiptRow, SmsReceivedRow
from core.ids import new_id
from core.messages.sms import STOP_TEMPLATE
from messaging.matters.text_store import Texts
from messaging.outbox_store import SMS, Outbox, settle
from messaging.sms.receipts import Receipt
from messaging.sms.stop_words import ENDED, can_be_answered, is_stop


class Receipts:
    """`note_receipt` and `note_received` raise what the database raises: then nothing is acknowledged. `texts`:
    what makes matters of what people write; None: it is kept, and nobody is shown it."""

    def __init__(
        self,
        engine: AsyncEngine,
        outbox: Outbox,
        hashes: AddressHashes,
        line: str,
        texts: Texts | None = None,
    ) -> None:
        self._engine = engine
        self._outbox = outbox
        self._hashes = hashes
        self._line = line
        self._texts = texts

    async def note_receipt(self, number: str, receipt: Receipt, now: datetime) -> bool:
        """Settle the part that it is about. False if it fits none."""
        async with self._outbox.settling, self._engine.begin() as connection:
            found = await self._part(connection, number, receipt)
            row = {
                "id": new_id("receipt"),
                "line": self._line,
                "smsc_id": receipt.ids[0],
                "stat": receipt.stat,
                "error": receipt.error,
                "came_at": now,
                "message_id": None if found is None else found[0],
            }
            if found is None and receipt.head:
                row["head"] = self._outbox.head_of(national(number), receipt.head)
            await connection.execute(pg_insert(ReceiptRow).values(row).on_conflict_do_nothing())
            if found is None:
                return False
            message, part = found
            state = "taken" if receipt.outcome == "on_its_way" else receipt.outcome
            mine = (OutboxPartRow.message_id == message, OutboxPartRow.number == part)
            await connection.execute(
                update(OutboxPartRow)
                .where(*mine, OutboxPartRow.state.in_(["going", "taken"]))
                .values(
                    state=state,
                    smsc_id=func.coalesce(OutboxPartRow.smsc_id, receipt.ids[0]),
                    changed_at=now,
                )
            )
            await settle(connection, message, now)
        return True

    async def _part(self, connection: AsyncConnection, number: str, receipt: Receipt) -> tuple[str, int] | None:
        """By the operator's id, in another way of counting only with the number; else, of what is uncertain, by
        the number and the first words."""
        part, own = OutboxPartRow, receipt.ids[0]
        known = (
            select(part.message_id, part.number)
            .join(OutboxRow, OutboxRow.id == part.message_id)
            .where(
                part.line == self._line,
                part.smsc_id.in_(receipt.ids),
                or_(part.smsc_id == own, OutboxRow.address == national(number)),
            )
            .order_by((part.smsc_id == own).desc())
            .limit(1)
            .with_for_update(of=part.__table__)
        )
        row = (await connection.execute(known)).one_or_none()
        if row is None and receipt.head:
            head = self._outbox.head_of(national(number), receipt.head)
            unknown = (
                select(part.message_id, part.number)
                .join(OutboxRow, OutboxRow.id == part.message_id)
                .where(part.head == head, part.smsc_id.is_(None), OutboxRow.state == "uncertain")
                .order_by(OutboxRow.queued_at, part.number)
                .limit(1)
                .with_for_update(of=part.__table__)
            )
            row = (await connection.execute(unknown)).one_or_none()
        return None if row is None else (row.message_id, row.number)

    async def note_received(self, sender: str, words: str, now: datetime) -> bool:
        """Somebody has written to us. True if that ended messages to the number."""
        minute = now.replace(second=0, microsecond=0)
        key = self._hashes.of(SMS, sender).encode()
        digest = hmac.new(key, f"{minute:%Y%m%d%H%M}:{words}".encode(), hashlib.sha256).hexdigest()
        stop = is_stop(words)
        received = {
            "id": new_id("received"),
            "line": self._line,
            "came_at": now,
            "address": national(sender),
            # What becomes of a matter stands sealed there.
            "words": words if stop or self._texts is None else "",
            "is_stop": stop,
            "digest": digest,
        }
        async with self._engine.begin() as connection:
            new = pg_insert(SmsReceivedRow).values(received).on_conflict_do_nothing()
            if await connection.scalar(new.returning(SmsReceivedRow.id)) is None:
                return stop
            if not stop:
                if self._texts is not None:
                    await self._texts.file(connection, sender, words, now)
                return False
            await note_said_by_address(
                connection, sender, SMS, ENDED, "withdrawn", "sms", now, self._hashes, str(received["id"])
            )
            if can_be_answered(sender):
                await self._confirm(connection, sender, now)
        return True

    async def _confirm(self, connection: AsyncConnection, sender: str, now: datetime) -> None:
        """One a day for a number."""
        address = national(sender)
        lately = select(OutboxRow.id).where(
            OutboxRow.address == address,
            OutboxRow.template == STOP_TEMPLATE,
            OutboxRow.queued_at > now - timedelta(days=1),
        )
        if await connection.scalar(lately.limit(1)) is not None:
            return
        message = new_id("message")
        values = {
            "id": message,
            "channel": SMS,
            "kind": "service",
            "about": message,
            "occasion": "stop",
            "address": address,
            "template": STOP_TEMPLATE,
            "template_values": {},
            "state": "queued",
            "queued_at": now,
            "not_before": now,
        }
        await connection.execute(pg_insert(OutboxRow).values(values))
