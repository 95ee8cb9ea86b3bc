"""The made-up history of a demonstration: written by the product's own ways, so that everything agrees with it."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import anyio
import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.store import forget_states
from api.made_up.made_up_history import read_made_up_history
from core.clock import SystemClock
from core.db.engine import make_engine
from core.db.tables.assessment_tables import AssessmentRow
from core.db.tables.centre.call_tables import CallRow, EventRow, VoiceMessage
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.contact_tables import ContactRow, CorrectionProposalRow
from core.db.tables.knowledge_tables import ArticleVersionRow, KnowledgeProposalRow
from core.db.tables.recording_tables import RecordingRow
from core.db.tables.request_tables import PersonRequestRow
from core.db.tables.staff_tables import AgentStateRow
from core.db.tables.work_tables import HelpReportRow
from core.metrics.intervals import midnight
from core.proof.chain_store import LOGS, make_blocks
from core.proof.proof_check import verify_everything
from core.secrets import read_secrets
from core.settings import Settings
from ivr.defaults import scenarios
from ivr.tts.espeak import open_espeak
from ops.commands.population import fill_up
from ops.demonstration.history.plan import DayOfCalls
from ops.demonstration.history.talk import Voices
from ops.demonstration.history.work import Work
from ops.demonstration.history.writing import Writing
from ops.demonstration.seed import fill
from ops.install import tools
from ops.install.secrets import Secrets
from recordings.proof.reconciling import reconcile
from recordings.proof.reconciling_store import read_consents, read_conversations, read_recordings
from recordings.proof.verifying import Verifier
from recordings.vault.key_ring import KeyRing
from recordings.vault.objects.stores import stores_of
from recordings.vault.packing import Packing
from reports.figures.figure_check_store import differences_of
from reports.figures.figure_query import Query
from reports.figures.figure_store import read_sums
from reports.figures.figures_projection import FiguresProjection
from reports.figures.node_figure_store import read_nodes

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

DAYS = 5
PEOPLE = 300
TABLES = (
    *(EventRow, CallRow, RecordingRow, VoiceMessage, AccessLogRow, ContactRow, CorrectionProposalRow),
    *(PersonRequestRow, KnowledgeProposalRow, ArticleVersionRow, AssessmentRow, AgentStateRow, HelpReportRow),
)


class CutOff(Exception):
    """The process was killed here."""


@dataclass
class CutOffWriting(Writing):
    """A run that is killed when so many days stand; None for one that is not."""

    cut_off_after: int | None = None
    _written: int = field(default=0, init=False)

    async def write_day(self, day: DayOfCalls, work: Work) -> None:
        if self._written == self.cut_off_after:
            raise CutOff
        await super().write_day(day, work)
        self._written += 1


@dataclass
class Demonstration:
    """An installation of a demonstration whose history is not written yet."""

    settings: Settings
    engine: AsyncEngine

    async def write(self, *, cut_off_after: int | None = None) -> None:
        """One run of the process that writes; it is killed when so many days stand."""
        voices = Voices(await open_espeak(tools.espeak_command()))
        of = self.settings, self.engine, SystemClock(), voices
        await CutOffWriting(*of, share=1.0, days=DAYS, cut_off_after=cut_off_after).run()

    async def rows(self) -> dict[str, int]:
        async with self.engine.connect() as connection:
            return {
                table.__tablename__: int(await connection.scalar(select(func.count()).select_from(table)) or 0)
                for table in TABLES
            }


@pytest.fixture
async def demonstration(dsn: str, tmp_path: Path) -> AsyncIterator[Demonstration]:
    settings = Settings(state_dir=tmp_path, database_url=dsn, population=PEOPLE)
    secrets = await anyio.to_thread.run_sync(Secrets.load, settings.state)
    await fill(settings, secrets)
    await fill_up(settings)
    key = (await anyio.to_thread.run_sync(read_secrets, settings.state)).fact_key
    engine = make_engine(dsn, pool_size=3, fact_key=key)
    yield Demonstration(settings, engine)
    await engine.dispose()


async def test_everything_agrees_with_the_history_and_a_second_run_adds_nothing(
    demonstration: Demonstration,
) -> None:
    engine, settings, now = demonstration.engine, demonstration.settings, SystemClock().now()
    with pytest.raises(CutOff):
        await demonstration.write(cut_off_after=2)
    await demonstration.write()
    told = read_made_up_history(settings.made_up_history)
    rows = await demonstration.rows()
    assert (told.state, told.calls) == ("done", told.planned)
    assert told.calls <= rows["call"]  # and those by which the centre rang back
    assert [name for name, count in rows.items() if count == 0] == ["agent_state"], "no present state is made up"

    settings.made_up_history.unlink()  # as of another machine: what stands is known by its ids
    await demonstration.write()
    assert await demonstration.rows() == rows

    first, last = date.fromisoformat(told.first_day), date.fromisoformat(told.last_day)
    await FiguresProjection(engine, SystemClock()).catch_up()
    days = [first + timedelta(days=n) for n in range(DAYS)]
    assert [one for day in days for one in await differences_of(engine, day)] == []
    await _counts_as_the_facts(engine, first, last)
    await _goes_where_the_scenarios_lead(engine, first, last)
    await forget_states(engine)  # a centre that stood still for long; what was worked before stays
    assert [one for day in days for one in await differences_of(engine, day)] == []

    folder, stores, ring = settings.recordings, stores_of(settings), KeyRing(settings.state)
    swept = await Packing(engine, SystemClock(), folder, [settings.open_recordings], stores, ring).sweep()
    assert swept.packed == rows["recording"] > 0
    for log in LOGS.values():
        assert await make_blocks(engine, log, SystemClock()) is not None
    proof = await verify_everything(engine, settings.anchors, "", SystemClock().now())
    assert proof.is_intact
    assert sum(log.rows for log in proof.logs) > rows["access_log"]
    verified = (await Verifier(engine, folder, stores, ring).verify(SystemClock().now(), {})).result
    assert (verified.findings, verified.read) == ([], swept.packed)
    async with engine.connect() as connection:
        talks = await read_conversations(connection, midnight(first), now)
        calls = {talk.call for talk in talks}
        found = reconcile(
            talks, await read_consents(connection, calls), await read_recordings(connection, calls), now
        )
    assert found == [], "each conversation that should have a recording has a whole one"


async def _counts_as_the_facts(engine: AsyncEngine, first: date, last: date) -> None:
    """Reports have as many of each end as there are facts of it."""
    async with engine.connect() as connection:
        query = Query(midnight(first), midnight(last + timedelta(days=1)))
        [(_, sums)] = await read_sums(connection, query)
        reason = EventRow.data["reason"].astext
        left = select(reason, func.count()).where(EventRow.type == "QueueLeft").group_by(reason)
        ends = Counter({row[0]: row[1] for row in await connection.execute(left)})
        begun = select(func.count()).where(EventRow.type == "CallStarted")
        assert sums["calls"] == await connection.scalar(
            begun.where(EventRow.data["direction"].astext != "callback")
        )
    assert sums["answered"] > 0
    assert sums["answered"] + sums["called_back"] == ends["connected"] + ends["callback"] - sums["callback_calls"]
    assert sums["abandoned"] == ends["abandoned"]
    assert sums["offered"] == sum(sums[end] for end in ENDS)


async def _goes_where_the_scenarios_lead(engine: AsyncEngine, first: date, last: date) -> None:
    """The traffic that is laid over a drawing is on its arrows."""
    async with engine.connect() as connection:
        for name, graph in scenarios().items():
            found = await read_nodes(connection, name, None, first, last)
            arrows = {
                (node, to) for node in found.nodes for to in (graph["nodes"][node].get("next") or {}).values()
            }
            walked = {(node, to) for node, sums in found.nodes.items() for to in sums.next}
            assert walked <= arrows, name
            assert found.nodes["konsultant"].hung_up > 0, "somebody did not wait"
            assert found.nodes["konsultant"].next["ocena"] > 0


ENDS = (
    "answered",
    "abandoned",
    "called_back",
    "nobody_there",
    "too_long",
    "full",
    "emergency",
    "failed",
    "dropped",
)


async def test_where_somebody_has_called_already_nothing_is_made_up(demonstration: Demonstration) -> None:
    row = {"id": "call-real", "dialled_number": "9510", "caller_number": "", "started_at": SystemClock().now()}
    async with demonstration.engine.begin() as connection:
        await connection.execute(insert(CallRow), [row])
    await demonstration.write()
    assert read_made_up_history(demonstration.settings.made_up_history).state == "left_out"
    assert (await demonstration.rows())["event"] == 0
