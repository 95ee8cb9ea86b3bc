"""Cards, PINs and the counted tries in the database."""

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import (
    ARRAY,
    DateTime,
    Row,
    Text,
    bindparam,
    column,
    delete,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.verification_tables import AttemptGuard, VerifiedNumber
from core.db.tables.person_tables import CardRow, Client
from ivr.identity.attempts import Attempts
from ivr.identity.counting import ClientOnCard, Decide, Subjects, T

log = structlog.get_logger()


async def forget_tries(connection: AsyncConnection, card: str) -> None:
    """Forget what was counted for a card, from whatever number; `card` is its keyed hash.

    Numbers from which it was verified stay known.
    """
    await connection.execute(_FORGET, {"card": card})


_OF_CARD = select(AttemptGuard.subject).where(AttemptGuard.card == bindparam("card"))
# Locked in the order in which a try locks its rows: two who wait for each other would come to no end.
_FORGET = delete(AttemptGuard).where(
    AttemptGuard.subject.in_(_OF_CARD.order_by(AttemptGuard.subject).with_for_update())
)

# Asked for every caller, and made once: making a statement takes longer than carrying it out.
# A card that the office has locked or ended is good for nothing, nor that of somebody whom it knows no more,
# or whose data are restricted.
_CLIENT = (
    select(Client.id, Client.office, CardRow.pin_hash)
    .join(Client, Client.id == CardRow.client_id)
    .where(CardRow.number == bindparam("card"), CardRow.state == "active")
    .where(Client.gone_at.is_(None), Client.restricted_at.is_(None))
)

_NOW = bindparam("now", type_=DateTime(timezone=True))
_GIVEN = (
    func.unnest(bindparam("subjects", type_=ARRAY(Text)), bindparam("cards", type_=ARRAY(Text)))
    .table_valued(column("subject", Text), column("card", Text))
    .render_derived(name="given")
)
_EMPTY = insert(AttemptGuard).from_select(
    ["subject", "card", "failures_in_row", "failures_in_day", "day_started_at", "locks", "changed_at"],
    select(_GIVEN.c.subject, _GIVEN.c.card, literal(0), literal(0), _NOW, literal(0), _NOW).order_by(
        _GIVEN.c.subject
    ),
)
_VERIFIED_BEFORE = select(VerifiedNumber.last_at).where(
    VerifiedNumber.card == bindparam("card", type_=Text), VerifiedNumber.number == bindparam("number", type_=Text)
)
# Locks what is there already, in one statement with making what is not: a row cannot be deleted in between.
_LOCKED = _EMPTY.on_conflict_do_update(
    index_elements=["subject"], set_={"subject": _EMPTY.excluded.subject}
).returning(AttemptGuard.__table__, _VERIFIED_BEFORE.scalar_subquery().label("verified_at"))
_CHANGE = update(AttemptGuard.__table__).where(AttemptGuard.subject == bindparam("of_subject"))  # type: ignore[arg-type]

_VERIFIED = insert(VerifiedNumber)
_IS_VERIFIED = _VERIFIED.on_conflict_do_update(
    index_elements=["card", "number"], set_={"last_at": _VERIFIED.excluded.last_at}
)


class VerificationStore:
    """`ivr.identity.verification.VerificationData` on PostgreSQL."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        # One question to the database in place of three, for every caller.
        self._outside_transactions = engine.execution_options(isolation_level="AUTOCOMMIT")

    async def client_on_card(self, card_number: str) -> ClientOnCard | None:
        try:
            row = await self._client_with(card_number)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            # The pool has dropped its dead connections and makes a new one.
            row = await self._client_with(card_number)
        return None if row is None else ClientOnCard(row.id, row.office, row.pin_hash)

    async def _client_with(self, card_number: str) -> Row[str, str, str | None] | None:
        async with self._outside_transactions.connect() as connection:
            return (await connection.execute(_CLIENT, {"card": card_number})).one_or_none()

    async def judge(self, subjects: Subjects, decide: Decide[T], now: datetime) -> T:
        """See `Counters`. Rows are locked in one order, so that two calls cannot wait for each other."""
        names = [name for name, _ in subjects.names]
        given = {"subjects": names, "cards": [subjects.card if is_card else None for _, is_card in subjects.names]}
        pair = {"card": subjects.card, "number": subjects.number}
        async with self._engine.begin() as connection:
            found = await connection.execute(_LOCKED, {**given, **pair, "now": now})
            rows = {row.subject: row for row in found}
            before = [_attempts(rows[name]) for name in names]
            is_known = any(row.verified_at is not None for row in rows.values())
            decision = decide(before, is_known)
            changed = [
                _values(name, new, now)
                for name, old, new in zip(names, before, decision.after, strict=True)
                if new != old
            ]
            if changed:
                await connection.execute(_CHANGE, changed)
            if decision.is_verified and subjects.number is not None:
                await connection.execute(_IS_VERIFIED, {**pair, "last_at": now})
        return decision.told


def _attempts(row: Any) -> Attempts:
    return Attempts(
        row.failures_in_row,
        row.failures_in_day,
        row.day_started_at,
        row.locks,
        row.locked_until,
        row.changed_at,
    )


def _values(subject: str, attempts: Attempts, now: datetime) -> dict[str, Any]:
    return {
        "of_subject": subject,
        "failures_in_row": attempts.failures_in_row,
        "failures_in_day": attempts.failures_in_day,
        "day_started_at": attempts.day_started_at or now,
        "locks": attempts.locks,
        "locked_until": attempts.locked_until,
        "changed_at": attempts.changed_at or now,
    }
