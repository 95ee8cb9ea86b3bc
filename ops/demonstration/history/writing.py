"""Writes the made-up history beside a running centre: not in the way of calls, cut off at any moment, begun again.

A day is written in pieces of whole calls, each piece with all that follows from it in one transaction. What stands
is known by its id, so a second run adds nothing. How far it is stands in `Settings.made_up_history`.
"""

import hashlib
import time
from dataclasses import dataclass, field
from datetime import date, timedelta

import anyio
import msgspec
import structlog
from anyio import to_thread

from api.made_up.made_up_clients import demonstration_clients
from api.made_up.made_up_history import MadeUpHistory, read_made_up_history
from core.clock import Clock
from core.db.engine import Engine
from core.secrets import read_secrets
from core.settings import Settings
from ivr.prompts.prompt_library import PROMPTS_PL
from ops.demonstration.history.call_facts import CallFacts
from ops.demonstration.history.history_store import (
    HistoryWriter,
    clients_of,
    has_people,
    name_of,
    rule_of_the_past,
    stands,
)
from ops.demonstration.history.plan import DAYS, DayOfCalls, Plan, last_day
from ops.demonstration.history.talk import Voices
from ops.demonstration.history.telling import CONSENT_PROMPT
from ops.demonstration.history.work import Work
from ops.paths import make_private, write_private
from recordings.vault.packing_store import calls_go_on

log = structlog.get_logger()

PIECE = 20
"""Calls in one transaction: some 400 facts, as the writer of facts has them."""

SHARE, BESIDE_CALLS = 0.5, 0.1
"""Of a processor's time that the writing takes at the most, and takes while somebody telephones."""

MOST_REST = 20.0  # seconds between two pieces
LOOK_TIME = 5.0  # seconds until it is looked again whether calls go on
PEOPLE = 2000
"""So many of the made-up clients call: they are there within seconds of a first start."""

PEOPLE_LOOKS = 180  # seconds in which these are written; then whoever is there has called
ARTICLES = ("dodatek-aktywizacyjny", "decyzje", "bony")
"""Which are being written anew; the first of them is also corrected by a proposal."""


@dataclass
class Writing:
    """One run. `share`: of a processor's time, where nobody telephones. `days`: how many are made up."""

    settings: Settings
    engine: Engine
    clock: Clock
    voices: Voices
    share: float = SHARE
    days: int = DAYS
    _looked_at: float = field(default=float("-inf"), init=False)
    _calls_go_on: bool = field(default=False, init=False)
    _told: MadeUpHistory = field(default_factory=MadeUpHistory, init=False)

    async def run(self) -> MadeUpHistory:
        """Bring the history to its end; what is there now.

        Raises what the database and the disk raise, and SpeechFailed: the next start goes on.
        """
        before = await to_thread.run_sync(read_made_up_history, self.settings.made_up_history)
        if before.state in ("done", "left_out"):
            return before
        found = await stands(self.engine)
        if not before.last_day and found.calls == 0 and found.is_foreign:
            return await self._tell(MadeUpHistory("left_out"))
        # What was begun goes on with the days with which it began.
        last = date.fromisoformat(before.last_day) if before.last_day else found.last or last_day(self.clock.now())
        plan = await self._plan(last)
        first, end = plan.dates[0], plan.dates[-1]
        await self._tell(MadeUpHistory("writing", 0, before.planned, first.isoformat(), end.isoformat()))
        days = await to_thread.run_sync(lambda: list(plan.days()))
        await rule_of_the_past(self.engine, first, plan.asked_from, end + timedelta(days=1))
        calls = [call for day in days for call in day.calls]
        await self._tell(msgspec.structs.replace(self._told, planned=len(calls)))
        work = Work(self.engine, self.clock.now())
        for day in days:
            await self.write_day(day, work)
        await self._work(work, calls, plan)
        return await self._tell(msgspec.structs.replace(self._told, state="done", calls=len(calls)))

    async def _plan(self, last: date) -> Plan:
        people = min(PEOPLE, self.settings.made_up_people)
        for _ in range(PEOPLE_LOOKS):
            if await has_people(self.engine, people):
                break
            await anyio.sleep(1.0)
        secrets = await to_thread.run_sync(read_secrets, self.settings.home)
        shown = {client.office: client.id for client in demonstration_clients(secrets.pin_pepper)}
        clients = await clients_of(self.engine, shown, people)
        asked = await to_thread.run_sync(_words_of_consent)
        digest = hashlib.sha256(asked.encode()).hexdigest()
        return await to_thread.run_sync(Plan, last, clients, digest, self.days)

    async def write_day(self, day: DayOfCalls, work: Work) -> None:
        """A day's calls in pieces, then what consultants wrote down of them."""
        writer = HistoryWriter(self.engine)
        calls = sorted(day.calls, key=lambda call: call.started_at)
        pieces = [calls[n : n + PIECE] for n in range(0, len(calls), PIECE)]
        for piece in pieces:
            began = time.monotonic()
            for call in await writer.missing_sounds(piece):
                await self._speak(call)
            await writer.write(piece, day.facts(piece))
            await work.entries(piece)
            await self._rest(time.monotonic() - began)
        await writer.write([], day.others)
        await self._tell(msgspec.structs.replace(self._told, calls=self._told.calls + len(calls)))

    async def _work(self, work: Work, calls: list[CallFacts], plan: Plan) -> None:
        began = time.monotonic()
        await work.corrections(calls)
        await work.requests(calls)
        await work.messages(calls)
        await work.proposals(calls, ARTICLES)
        await work.drafts(ARTICLES)
        await work.help_reports()
        await work.assessments(plan.dates[-1])
        await self._rest(time.monotonic() - began)

    async def _speak(self, call: CallFacts) -> None:
        folder = self.settings.recordings
        if call.recording:
            file = folder / call.recording
            await self.voices.conversation(file, name_of(call.recording), call.talk_time)
        if call.message:
            await self.voices.message(folder / call.message, name_of(call.message), call.message_time)

    async def _rest(self, took: float) -> None:
        """Calls go first, and so does everybody at a page."""
        now = time.monotonic()
        if now - self._looked_at >= LOOK_TIME:
            self._looked_at, self._calls_go_on = now, await calls_go_on(self.engine)
        share = min(self.share, BESIDE_CALLS) if self._calls_go_on else self.share
        await anyio.sleep(min(MOST_REST, took * (1 / share - 1)))

    async def _tell(self, told: MadeUpHistory) -> MadeUpHistory:
        self._told = told
        await to_thread.run_sync(self._note)
        return told

    def _note(self) -> None:
        file = self.settings.made_up_history
        make_private(file.parent)
        write_private(file, msgspec.json.encode(self._told).decode())


def _words_of_consent() -> str:
    prompts = msgspec.json.decode(PROMPTS_PL.read_bytes(), type=list[dict[str, object]])
    return next(str(prompt["text"]) for prompt in prompts if prompt["id"] == CONSENT_PROMPT)
