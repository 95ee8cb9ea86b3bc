"""The database side of the line: published scenarios, offices, and the counters of verification."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy import Row, bindparam, delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables import (
    AttemptGuard,
    Client,
    DialledNumber,
    EmergencyMessageRow,
    Office,
    PostalPrefix,
    Scenario,
    ScenarioVariant,
)
from core.event_log import write_facts
from core.events import CardUnlocked, PinChanged
from ivr.graph.scenario import Scenario as PublishedScenario
from ivr.graph.scenario import read_scenario
from ivr.identity.attempts import Attempts
from ivr.identity.verification import ClientOnCard, Decide
from ivr.interpreter import Entry
from ivr.offices import OfficeDirectory, office_infos
from ivr.ports import EmergencyMessage
from ivr.publishing.timetable import Timetable
from ivr.publishing.variants import Number, Variant

log = structlog.get_logger()


async def load_offices(engine: AsyncEngine) -> OfficeDirectory:
    async with engine.connect() as connection:
        offices = (await connection.execute(select(Office.__table__).order_by(Office.code))).all()
        prefixes = (await connection.execute(select(PostalPrefix.prefix, PostalPrefix.office))).all()
    return OfficeDirectory(
        office_infos(dict(office._mapping) for office in offices),
        {row.prefix: row.office for row in prefixes},
    )


async def load_entries(engine: AsyncEngine, at: datetime) -> dict[str, Entry]:
    """Each dialled number with the version of the scenario that answers it at a moment."""
    return (await load_timetable(engine, at)).entries_at(at)


async def load_timetable(engine: AsyncEngine, at: datetime) -> Timetable:
    """What answers at a moment, and everything that is planned to answer later."""
    is_begun = Scenario.published_at <= at
    newest_first = (Scenario.published_at.desc(), Scenario.version.desc())
    ranked = (
        select(
            Scenario.name,
            Scenario.version,
            Scenario.graph,
            Scenario.published_at,
            func.row_number().over(partition_by=(Scenario.name, is_begun), order_by=newest_first).label("rank"),
        )
        .where(Scenario.cancelled_at.is_(None))
        .subquery()
    )
    published = select(ranked).where((ranked.c.rank == 1) | (ranked.c.published_at > at))
    holding = select(ScenarioVariant.__table__).where(
        ScenarioVariant.valid_to.is_(None) | (ScenarioVariant.valid_to > at)
    )
    async with engine.connect() as connection:
        numbers = (await connection.execute(select(DialledNumber.__table__))).all()
        variants = (await connection.execute(holding)).all()
        versions = (await connection.execute(published)).all()
    return Timetable(
        [Number(row.number, row.is_free, row.scenario, row.office) for row in numbers],
        [
            Variant(row.id, row.number, row.office, row.scenario, row.valid_from, row.valid_to, row.priority)
            for row in variants
        ],
        [(graph, row.published_at) for row in versions if (graph := _readable(row)) is not None],
    )


def _readable(row: Row[Any]) -> PublishedScenario | None:
    """None for a graph that this release cannot read: the others answer all the same."""
    try:
        return read_scenario(row.graph).model_copy(update={"version": row.version})
    except ValidationError:
        log.error("a published scenario cannot be read", scenario=row.name, version=row.version)
        return None


async def load_emergencies(engine: AsyncEngine, at: datetime) -> list[EmergencyMessage]:
    """The messages that are switched on at a moment."""
    query = select(EmergencyMessageRow.__table__).where(
        EmergencyMessageRow.switched_off_at.is_(None),
        EmergencyMessageRow.ends_at.is_(None) | (EmergencyMessageRow.ends_at > at),
    )
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).all()
    return [EmergencyMessage(r.id, r.office, r.prompt, r.text, r.starts_at, r.ends_at) for r in rows]


async def load_versions(
    engine: AsyncEngine, wanted: Collection[tuple[str, int]]
) -> dict[tuple[str, int], PublishedScenario]:
    """Published versions by name and number: calls in progress keep theirs, also over a restart."""
    query = select(Scenario.name, Scenario.version, Scenario.graph).where(
        tuple_(Scenario.name, Scenario.version).in_(list(wanted))
    )
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).all() if wanted else []
    return {(row.name, row.version): graph for row in rows if (graph := _readable(row)) is not None}


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
