"""The made-up history in the database: whose calls may be made up, and the calls with what follows from them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import exists, func, not_, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from acd.callback_store import CallbackRecords
from clients.access import Groups, in_order
from clients.access_store import AccessEntry, note_accesses
from clients.population.population_store import client_id
from core.db.tables.centre.call_tables import CallRow, VoiceMessage
from core.db.tables.client_tables import RegistrationRow
from core.db.tables.contact_tables import CorrectionProposalRow
from core.db.tables.person_tables import Client
from core.db.tables.recording_tables import RecordingRow, RecordingRuleRow
from core.fact_log.event_log import Projection, write_facts
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallStarted
from core.facts.kinds.scenarios import ClientDataTold
from ivr.outside.survey_store import SurveyAnswers
from ops.demonstration.history.call_facts import MARK, CallFacts
from ops.demonstration.history.plan import RECORDED_OFFICE, MadeUpClient
from recordings.lists.message_store import VoiceMessages
from recordings.store import Recordings
from reports.calls.store import CallRecords

MOST_CLIENTS = 120
"""Of each office, so that some of them call again."""

_SHOWS: Groups = frozenset({"identity", "registration", "visits", "benefits"})
_IS_MADE_UP = CallRow.id.startswith(f"call-{MARK}", autoescape=True)


@dataclass(frozen=True, slots=True)
class Stands:
    """How much of the history there is: made-up calls, and the last day of any. `is_foreign`: there are calls that
    nobody has made up."""

    calls: int
    last: date | None
    is_foreign: bool


async def stands(engine: AsyncEngine) -> Stands:
    """What there is now. Raises what the database raises."""
    async with engine.connect() as connection:
        calls, last = (
            await connection.execute(select(func.count(), func.max(CallRow.id)).where(_IS_MADE_UP))
        ).one()
        is_foreign = await connection.scalar(select(exists().where(not_(_IS_MADE_UP))))
    day = None if last is None else datetime.strptime(last.split("-")[3], "%Y%m%d").replace(tzinfo=UTC).date()
    return Stands(calls, day, bool(is_foreign))


async def has_people(engine: AsyncEngine, wanted: int) -> bool:
    """Are the first so many made-up clients there, or any after them?"""
    if wanted == 0:
        return True
    async with engine.connect() as connection:
        last = client_id(wanted - 1)
        query = select(exists().where(Client.id >= last, Client.id.startswith("made-up-")))
        return bool(await connection.scalar(query))


async def clients_of(engine: AsyncEngine, shown: Mapping[str, str], wanted: int) -> dict[str, list[MadeUpClient]]:
    """Clients by office: the one of whom newcomers are told first (`shown`: by office), then of the first `wanted`
    made-up ones as many as MOST_CLIENTS."""
    query = (
        select(Client.id, Client.office, RegistrationRow.status)
        .join(RegistrationRow, RegistrationRow.client_id == Client.id)
        .where(
            Client.id.in_([*shown.values(), *map(client_id, range(wanted))]),
            Client.restricted_at.is_(None),
        )
        .order_by(Client.id)
    )
    found: dict[str, list[MadeUpClient]] = {}
    async with engine.connect() as connection:
        for row in await connection.execute(query):
            topic = "seeker" if row.status == "seeker" else "unemployed"
            place = 0 if shown.get(row.office) == row.id else MOST_CLIENTS
            of_office = found.setdefault(row.office, [])
            if place == 0:
                of_office.insert(0, MadeUpClient(row.id, topic))
            elif len(of_office) < MOST_CLIENTS:
                of_office.append(MadeUpClient(row.id, topic))
    return found


async def rule_of_the_past(engine: AsyncEngine, first: date, asked_from: date, until: date) -> None:
    """Nothing was recorded on the made-up days but in one office, from a day on. `until` is not included: from
    then on the rule that ships holds, as before."""
    at = datetime.combine(first, time(), UTC)
    common = {"topic": None, "basis": "", "valid_to": until, "changed_by": "system", "changed_at": at}
    rows = [
        {"id": f"rule-{MARK}off", "office": None, "mode": "off", "valid_from": first, **common},
        {
            "id": f"rule-{MARK}asked",
            "office": RECORDED_OFFICE,
            "mode": "opt_in",
            "valid_from": asked_from,
            **common,
        },
    ]
    async with engine.begin() as connection:
        await connection.execute(pg_insert(RecordingRuleRow).on_conflict_do_nothing(), rows)


class HistoryWriter:
    """Writes calls as the processes that lead them do: facts, and by the same projections what follows from them.

    The states in which consultants are now are left alone: what is made up is over.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._projections: list[Projection] = [
            CallRecords(engine),
            Recordings(),
            CallbackRecords(),
            SurveyAnswers(),
            VoiceMessages(),
        ]

    async def missing_sounds(self, calls: Iterable[CallFacts]) -> list[CallFacts]:
        """Those with a recording or a message of which nothing stands yet."""
        wanted = {name_of(file): call for call in calls for file in (call.recording, call.message) if file}
        async with self._engine.connect() as connection:
            known = set(
                (await connection.scalars(select(RecordingRow.id).where(RecordingRow.id.in_(wanted)))).all()
            )
            known |= set(
                (await connection.scalars(select(VoiceMessage.id).where(VoiceMessage.id.in_(wanted)))).all()
            )
        return [call for name, call in wanted.items() if name not in known]

    async def write(self, calls: Sequence[CallFacts], facts: Sequence[AnyEvent]) -> int:
        """All of it in one transaction, whole calls only; how many facts were new.

        What stands already stays. Raises what the database raises.
        """
        if not facts:  # of a day on which nobody works
            return 0
        async with self._engine.begin() as connection:
            fresh = await write_facts(connection, facts)
            if fresh:
                for projection in self._projections:
                    await projection.apply(connection, fresh)
                new = {fact.call_id for fact in fresh if isinstance(fact, CallStarted)}
                await _note_looks(connection, [call for call in calls if call.call_id in new])
        return len(fresh)


def name_of(file: str) -> str:
    """The id of the recording or message in a file."""
    return file.rpartition("/")[2].partition(".")[0]


async def _note_looks(connection: AsyncConnection, calls: Collection[CallFacts]) -> None:
    """Who has seen a client's data in these calls: the line that told them, the consultant who talked."""
    entries: list[AccessEntry] = []
    for call in calls:
        if call.client is None:
            continue
        for fact in call.facts:
            if isinstance(fact, ClientDataTold) and fact.at is not None and fact.call_id is not None:
                entries.append(
                    AccessEntry(
                        at=fact.at,
                        who_kind="line",
                        who=fact.call_id,
                        client_id=call.client,
                        office=call.office,
                        topic=fact.topic,
                        purpose="self_service",
                        outcome="found" if fact.outcome == "told" else "none",
                        call_id=fact.call_id,
                    )
                )
        if call.talked_at is not None and call.talked_in == call.call_id:
            entries.append(
                AccessEntry(
                    at=call.talked_at,
                    who=call.agent,
                    client_id=call.client,
                    office=call.office,
                    topic="person",
                    purpose="desk",
                    outcome="found",
                    call_id=call.talked_in,
                    groups=in_order(_SHOWS),
                )
            )
    if entries:
        await note_accesses(connection, entries, entries[0])


async def card_version(engine: AsyncEngine, client: str) -> int | None:
    """None for somebody who is not there."""
    async with engine.connect() as connection:
        version: int | None = await connection.scalar(select(Client.version).where(Client.id == client))
    return version


async def has_correction(engine: AsyncEngine, call_id: str) -> bool:
    """Was a correction proposed in that call?"""
    query = select(exists().where(CorrectionProposalRow.call_id == call_id))
    async with engine.connect() as connection:
        return bool(await connection.scalar(query))


async def messages_that_wait(engine: AsyncEngine, messages: Collection[str]) -> frozenset[str]:
    """Which of these voice messages nobody is done with. Nothing is shown, so the log of accesses has no entry."""
    waits = select(VoiceMessage.id).where(
        VoiceMessage.id.in_(messages), VoiceMessage.state.in_(("new", "listened"))
    )
    async with engine.connect() as connection:
        return frozenset(await connection.scalars(waits))
