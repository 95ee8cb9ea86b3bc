"""Cards, PINs and the counted tries in the database."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import Row, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables import (
    AttemptGuard,
    Client,
)
from core.event_log import write_facts
from core.events import CardUnlocked, PinChanged
from ivr.identity.attempts import Attempts
from ivr.identity.verification import ClientOnCard, Decide

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class CardHolder:
    """Whose card it is, as far as unlocking it needs that."""

    client_id: str
    office: str


async def card_holder(engine: AsyncEngine, card_number: str) -> CardHolder | None:
    query = select(Client.id, Client.office).where(Client.card_number == card_number)
    async with engine.connect() as connection:
        row = (await connection.execute(query)).one_or_none()
    return None if row is None else CardHolder(row.id, row.office)


async def unlock_card(engine: AsyncEngine, subject: str, unlocked: CardUnlocked) -> None:
    """Forget the wrong tries of a card, and write down who did so, in one transaction."""
    async with engine.begin() as connection:
        await connection.execute(delete(AttemptGuard).where(AttemptGuard.subject == subject))
        await write_facts(connection, [unlocked])


async def change_pin(
    engine: AsyncEngine, card_number: str, pin_hash: str, subject: str, changed: PinChanged
) -> None:
    """Replace the hash of a card's PIN, forget its wrong tries, and write down who did so, in one transaction."""
    async with engine.begin() as connection:
        await connection.execute(update(Client).where(Client.card_number == card_number).values(pin_hash=pin_hash))
        await connection.execute(delete(AttemptGuard).where(AttemptGuard.subject == subject))
        await write_facts(connection, [changed])


# Asked for every caller, and made once: making a statement takes longer than carrying it out.
_CLIENT = select(Client.id, Client.office, Client.pin_hash).where(Client.card_number == bindparam("card"))
_EMPTY_GUARDS = insert(AttemptGuard).on_conflict_do_nothing()
_GUARDS = (
    select(AttemptGuard.__table__)
    .where(AttemptGuard.subject.in_(bindparam("subjects", expanding=True)))
    .order_by(AttemptGuard.subject)
    .with_for_update()
)


class VerificationStore:
    """`ivr.identity.verification.VerificationData` on PostgreSQL."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def client_on_card(self, card_number: str) -> ClientOnCard | None:
        try:
            row = await self._client_with(card_number)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            # The pool has dropped its dead connections and makes a new one.
            row = await self._client_with(card_number)
        return None if row is None else ClientOnCard(row.id, row.office, row.pin_hash)

    async def _client_with(self, card_number: str) -> Row[str, str, str] | None:
        async with self._engine.connect() as connection:
            return (await connection.execute(_CLIENT, {"card": card_number})).one_or_none()

    async def judge(
        self, subjects: list[str], decide: Decide, now: datetime
    ) -> tuple[list[Attempts], list[Attempts]]:
        """See `VerificationData`. Rows are locked in one order, so that two calls cannot wait for each other."""
        empty = [
            {
                "subject": subject,
                "failures_in_row": 0,
                "failures_in_day": 0,
                "day_started_at": now,
                "is_blocked": False,
            }
            for subject in sorted(subjects)
        ]
        async with self._engine.begin() as connection:
            await connection.execute(_EMPTY_GUARDS, empty)
            rows = {row.subject: row for row in await connection.execute(_GUARDS, {"subjects": subjects})}
            before = [
                Attempts(
                    rows[s].failures_in_row,
                    rows[s].failures_in_day,
                    rows[s].day_started_at,
                    rows[s].locked_until,
                    rows[s].is_blocked,
                )
                for s in subjects
            ]
            after = decide(before)
            for subject, old, new in zip(subjects, before, after, strict=True):
                if new != old:
                    await connection.execute(
                        update(AttemptGuard)
                        .where(AttemptGuard.subject == subject)
                        .values(
                            failures_in_row=new.failures_in_row,
                            failures_in_day=new.failures_in_day,
                            day_started_at=new.day_started_at,
                            locked_until=new.locked_until,
                            is_blocked=new.is_blocked,
                        )
                    )
        return before, after
