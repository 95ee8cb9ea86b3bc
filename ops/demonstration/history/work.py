"""What people have made of the made-up calls: entries, corrections, requests, assessments, drafts, proposals.

All of it by the functions that their pages use, at moments of the past. What stands already is left alone, so that
whoever is cut off begins again without doubles.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Literal

from assessments import sheet_store
from assessments.sample_store import WantedSample, draw_sample, list_samples
from clients.access import Viewer
from clients.contacts.correction import CorrectedField
from clients.contacts.correction_store import WantedCorrection, propose_correction
from clients.contacts.entry import EntryContent, EntryOutcome
from clients.contacts.entry_store import save_entry
from clients.requests.request import RequestKind
from clients.requests.request_store import WantedRequest, list_requests, open_request, take_step
from core.db.engine import Engine
from core.errors import S724Error
from core.zone import WARSAW
from helpdesk import report_store
from helpdesk.report_store import NewReport, Seer, Wanted
from knowledge.articles.article_store import read_article, save_draft, submit
from knowledge.proposals.proposal_store import NewProposal, Seen, list_proposals, propose
from ops.demonstration.history import words_pl as words
from ops.demonstration.history.call_facts import CallFacts
from ops.demonstration.history.history_store import card_version, has_correction, messages_that_wait, name_of
from recordings.lists.message_store import access_message

OFFICE = "20060"
CHIEF, DEPUTY = f"kierownik-{OFFICE}", f"zastepca-{OFFICE}"
EDITOR = f"redaktor-{OFFICE}"
PROVINCE_EDITOR = "redaktor"
ENTRIES = 0.7
"""The share of conversations with somebody known about which the consultant has written something."""
_SEED = "kolno"
_LATER = timedelta(seconds=25)


@dataclass
class Work:
    """`now` is the moment of the run; nothing is of after it."""

    engine: Engine
    now: datetime

    async def entries(self, calls: Sequence[CallFacts]) -> int:
        """What consultants have written down of these calls; how many entries."""
        count = 0
        for call in calls:
            random = Random(call.call_id)
            if call.client is None or call.ended_at is None or call.talked_in != call.call_id:
                continue
            if random.random() >= ENTRIES:
                continue
            note, outcome = _note_of(call, random)
            content = EntryContent(note=note, topic=call.topic, outcome=outcome)
            with suppress(S724Error):  # the client has been erased, or may not be seen
                at = call.ended_at + _LATER
                await save_entry(self.engine, _viewer(call.agent), call.client, call.call_id, content, 0, at)
                count += 1
        return count

    async def corrections(self, calls: Sequence[CallFacts]) -> None:
        """Some of the clients of the office that is shown have said that something is otherwise."""
        of_office = [call for call in calls if call.office == OFFICE and _is_own(call)][-24::5]
        fields: tuple[tuple[CorrectedField, str], ...] = (
            ("phone", "500100200"),
            ("email", "nowy.adres@example.org"),
            ("street", "Nowa"),
            ("house", "14a"),
            ("phone", "500300400"),
        )
        for call, (field, value) in zip(of_office, fields, strict=False):
            assert call.client is not None and call.ended_at is not None
            version = await card_version(self.engine, call.client)
            if version is None or await has_correction(self.engine, call.call_id):
                continue
            wanted = WantedCorrection(field, value, version, call.call_id)
            with suppress(S724Error):
                at = call.ended_at + _LATER
                await propose_correction(self.engine, _viewer(call.agent), call.client, wanted, at)

    async def requests(self, calls: Sequence[CallFacts]) -> None:
        """What clients of the office have asked of their data, in each state."""
        kinds: tuple[tuple[RequestKind, int, str], ...] = (
            ("access", 26, "refused"),
            ("access", 18, "identified"),
            ("correction", 11, "received"),
            ("export", 6, "identified"),
            ("erasure", 4, "received"),
        )
        clients = list(dict.fromkeys(call.client for call in calls if call.office == OFFICE and call.client))
        for number, ((kind, days, state), client) in enumerate(zip(kinds, clients[3:], strict=False)):
            at = self._ago(days, 10.0 + number)
            async with self.engine.begin() as connection:
                rows, _ = await list_requests(connection, frozenset({OFFICE}), None, kind, limit=100)
                if any(row.received_at == at for row in rows):
                    continue
                day = at.astimezone(WARSAW).date()
                wanted = WantedRequest(client, kind, day, f"RODO.{number + 1}.{day.year}", words.ASKED_IN_WRITING)
                with suppress(S724Error):
                    request = await open_request(connection, OFFICE, wanted, CHIEF, at)
                    later = at + timedelta(hours=2)
                    offices = frozenset({OFFICE})
                    if state != "received":
                        await take_step(
                            connection, request, offices, "identify", CHIEF, later, note=words.IDENTIFIED
                        )
                    if state == "refused":
                        done = later + timedelta(days=1)
                        await take_step(
                            connection,
                            *(request, offices, "refuse", CHIEF, done),
                            note=words.REFUSED,
                            outcome_pl=words.REFUSED,
                        )

    async def messages(self, calls: Sequence[CallFacts]) -> None:
        """What is older than four days was heard, and is done with; the newer ones wait."""
        old = [call for call in calls if call.message and self.now - call.started_at >= timedelta(days=4)]
        waiting = await messages_that_wait(self.engine, [name_of(call.message) for call in old])
        for call in old:
            at, account, message = (
                call.started_at + timedelta(hours=20),
                f"kierownik-{call.office}",
                name_of(call.message),
            )
            if message not in waiting:
                continue
            with suppress(S724Error):
                await access_message(self.engine, message, account, at, "read")
                await access_message(self.engine, message, account, at, "listened")
                await access_message(self.engine, message, account, at + timedelta(minutes=9), "done")

    async def proposals(self, calls: Sequence[CallFacts], articles: Sequence[str]) -> None:
        """What consultants miss in the knowledge base."""
        of_office = [call for call in calls if call.agent.startswith(f"k{OFFICE}") and call.ended_at]
        seen = Seen(frozenset({OFFICE}), EDITOR)
        found, _ = await list_proposals(self.engine, seen, None, limit=100, after=None)
        known = {(row["words"], row["call_id"]) for row in found}
        wanted: list[tuple[Literal["correction", "question"], str | None, str]] = [
            *(("question", None, question) for question in words.QUESTIONS),
            *(("correction", article, words.FIX) for article in articles[:1]),
        ]
        for call, (kind, article, said) in zip(of_office[-9::2], wanted, strict=False):
            assert call.ended_at is not None
            if (said, call.call_id) in known:
                continue
            new = NewProposal(kind, article, said, OFFICE, call.call_id)
            with suppress(S724Error):
                await propose(self.engine, new, call.agent, call.ended_at + _LATER)

    async def help_reports(self) -> None:
        """What consultants have told the help desk, and what became of it."""
        desk, team = Seer("technik", is_desk=True, is_decider=False), Seer("zespol", False, True)
        found, _ = await report_store.list_reports(self.engine, desk, Wanted(), limit=100, after=None)
        known = {row["words"] for row in found}
        for number, (kind, page, said, steps) in enumerate(words.REPORTS):
            if said in known:
                continue
            at, account = self._ago(9 - number, 11.0 + number / 4), f"k{OFFICE}-{1 + number % 2}"
            new = NewReport(kind, said, OFFICE, page)
            row = await report_store.report(self.engine, new, account, at)
            for later, (part, step, answer) in enumerate(steps, 1):
                seer, when = (desk if part == "desk" else team), at + timedelta(hours=later)
                with suppress(S724Error):
                    row, _ = await report_store.take_step(
                        self.engine, seer, row["id"], row["version"], step, answer, None, when
                    )

    async def drafts(self, articles: Sequence[str]) -> None:
        """Three articles are being written anew; two of them wait for somebody who checks them."""
        for number, article_id in enumerate(articles[:3]):
            with suppress(S724Error):
                article = await read_article(self.engine, article_id)
                if article.open is not None or article.published is None:
                    continue
                content = article.published.content
                polish = content.texts["pl"]
                fuller = f"{polish.full_answer.rstrip()}\n\n{words.SENT_FOR_CHECK}"
                texts = {**content.texts, "pl": replace(polish, full_answer=fuller)}
                at = self._ago(5 - number, 12.0)
                changed = replace(content, texts=texts)
                saved = await save_draft(
                    self.engine, article_id, article.version, changed, article.placing, PROVINCE_EDITOR, at
                )
                if number < 2:
                    await submit(self.engine, article_id, saved.version)

    async def assessments(self, last: date) -> None:
        """Conversations of two weeks were drawn; some are assessed, some answered, the rest waits."""
        drawn, _ = await list_samples(self.engine, frozenset({OFFICE}), limit=10, after=None)
        at = self._ago(3, 9.0)
        if drawn:
            return
        end = min(last, at.astimezone(WARSAW).date())
        wanted = WantedSample(OFFICE, end - timedelta(days=13), end, 6, (CHIEF, DEPUTY))
        with suppress(S724Error):
            await draw_sample(self.engine, wanted, _SEED, CHIEF, at, at.astimezone(WARSAW).date())
            for account in (CHIEF, DEPUTY):
                await self._assess(account, at + timedelta(hours=3))

    async def _assess(self, account: str, at: datetime) -> None:
        seen = sheet_store.Seen(account, frozenset({OFFICE}))
        mine = sheet_store.Wanted(state="assigned", assessor=account)
        found, _ = await sheet_store.list_assessments(self.engine, seen, mine, limit=50, after=None)
        for number, row in enumerate(found[:4]):
            random = Random(f"{account} {number}")
            one = await sheet_store.get_assessment(self.engine, seen, row["id"])
            scores = {each.key: max(0, each.highest - (random.random() < 0.3)) for each in one.content.criteria}
            filled = sheet_store.Filled(scores, {}, words.REMARKS[number % len(words.REMARKS)])
            when = at + timedelta(minutes=20 * number)
            one = await sheet_store.save_draft(self.engine, seen, row["id"], one.row["version"], filled, when)
            if number == 3:  # and one is only begun
                continue
            one = await sheet_store.give(self.engine, seen, row["id"], one.row["version"], when)
            if number < 2:
                agent = sheet_store.Seen(row["agent"])
                kind, said = ("acknowledged", words.AGREES) if number == 0 else ("disputed", words.DISAGREES)
                await sheet_store.answer(
                    self.engine,
                    *(agent, row["id"], one.row["version"]),
                    "acknowledged" if kind == "acknowledged" else "disputed",
                    said,
                    when + timedelta(hours=20),
                )

    def _ago(self, days: int, hour: float) -> datetime:
        """A moment so many days ago."""
        day = (
            (self.now - timedelta(days=days)).astimezone(WARSAW).replace(hour=0, minute=0, second=0, microsecond=0)
        )
        return day + timedelta(hours=hour)


def _viewer(agent: str) -> Viewer:
    office = agent.removeprefix("k").partition("-")[0]
    return Viewer(agent, "consultant", office, frozenset({office}))


def _is_own(call: CallFacts) -> bool:
    """Has a consultant of the client's own office talked?"""
    return (
        call.client is not None
        and call.ended_at is not None
        and call.talked_in == call.call_id
        and call.agent.startswith(f"k{call.office}-")
    )


def _note_of(call: CallFacts, random: Random) -> tuple[str, EntryOutcome]:
    notes: Sequence[Any] = words.NOTES.get(call.topic, (words.SOLVED,))
    note, outcome = random.choice(notes)
    return note, outcome
