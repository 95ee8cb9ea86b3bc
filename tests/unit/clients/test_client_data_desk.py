"""The desk that reads clients' data: in time or not at all, for those who still wait, and writing for all."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime

import anyio
import pytest

from clients.client_data import ANSWER_TIME, AT_ONCE, MAX_WAITING, ClientDataDesk
from core.client_data import ContactEvidence, NextVisit, NotedContact, Unavailable
from tests.support.client_data import DUE, NEXT_DUE, TODAY, VISIT, FakeTables
from tests.support.virtual_time import in_virtual_time

ANNA, CALL = "client-anna", "call-1"
EVIDENCE = ContactEvidence(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), 2, "D13", "Czy?", "1")


@asynccontextmanager
async def _desk(tables: FakeTables) -> AsyncIterator[ClientDataDesk]:
    async with anyio.create_task_group() as tasks:
        desk = ClientDataDesk(tables)
        tasks.start_soon(desk.run)
        yield desk
        tasks.cancel_scope.cancel()


@in_virtual_time
async def test_every_question_is_answered_by_the_tables() -> None:
    tables = FakeTables()
    async with _desk(tables) as desk:
        assert await desk.next_visit(ANNA, CALL) == NextVisit(VISIT, DUE)
        assert await desk.contact(ANNA, CALL) == tables.state
        assert await desk.registration(ANNA, CALL) == tables.registered
        payment = await desk.benefit(ANNA, CALL, with_amount=False)
        assert not isinstance(payment, Unavailable)
        assert payment.payment is not None
        assert payment.payment.grosze is None
        offers = await desk.offers(ANNA, CALL, everywhere=False, most=2)
        assert not isinstance(offers, Unavailable)
        assert len(offers.offers) == 2
        trainings = await desk.trainings(ANNA, CALL, most=1)
        assert not isinstance(trainings, Unavailable)
        assert len(trainings.trainings) == 1
        answers = await desk.short_answers("zasilek", "20060", "pl", most=1)
        assert not isinstance(answers, Unavailable)
        assert [answer.text for answer in answers.answers] == ["Odpowiedź."]
        noted = await desk.confirm_contact(ANNA, CALL, EVIDENCE)
        assert noted == NotedContact(TODAY, DUE, NEXT_DUE, is_new=True)


@in_virtual_time
async def test_what_does_not_come_in_three_seconds_is_unavailable() -> None:
    async with _desk(FakeTables(is_frozen=True)) as desk:
        began = anyio.current_time()
        assert await desk.next_visit(ANNA, CALL) == Unavailable()
        assert anyio.current_time() - began == pytest.approx(ANSWER_TIME)


@in_virtual_time
async def test_the_time_of_waiting_in_line_counts() -> None:
    """All workers are busy: who comes then waits no longer than who came first."""
    async with _desk(FakeTables(time=2.0)) as desk:
        ends: list[tuple[float, bool]] = []

        async def asks() -> None:
            began = anyio.current_time()
            answer = await desk.next_visit(ANNA, CALL)
            ends.append((anyio.current_time() - began, isinstance(answer, Unavailable)))

        async with anyio.create_task_group() as callers:
            for _ in range(3 * AT_ONCE):
                callers.start_soon(asks)
        assert max(time for time, _ in ends) <= ANSWER_TIME + 1e-6
        assert [is_away for _, is_away in ends].count(False) == AT_ONCE
        assert not isinstance(await desk.next_visit(ANNA, CALL), Unavailable), "the desk works on"


@in_virtual_time
async def test_a_fault_of_the_tables_stays_one_caller_s_and_tells_the_log_its_name_only(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tables = FakeTables(is_broken=True)
    async with _desk(tables) as desk:
        with caplog.at_level(logging.DEBUG):
            assert await desk.registration(ANNA, CALL) == Unavailable()
        tables.is_broken = False
        assert await desk.registration(ANNA, CALL) == tables.registered
    assert ANNA not in caplog.text
    assert "the database is away" not in caplog.text


@in_virtual_time
async def test_what_nobody_waits_for_any_more_is_not_read() -> None:
    tables = FakeTables(time=1.0)
    async with _desk(tables) as desk:
        async with anyio.create_task_group() as callers:
            for _ in range(AT_ONCE + 1):
                callers.start_soon(desk.next_visit, ANNA, CALL)
            await anyio.sleep(0.5)
            callers.cancel_scope.cancel()  # all hang up
        await anyio.sleep(5)
        assert len(tables.asked) == AT_ONCE, "the one that waited in line was read for nobody"


@in_virtual_time
async def test_a_contact_is_noted_though_the_caller_has_hung_up() -> None:
    tables = FakeTables(time=1.0)
    async with _desk(tables) as desk:
        async with anyio.create_task_group() as callers:
            for _ in range(AT_ONCE):
                callers.start_soon(desk.next_visit, "client-other", CALL)
            await anyio.sleep(0.1)
            callers.start_soon(desk.confirm_contact, ANNA, CALL, EVIDENCE)
            await anyio.sleep(0.1)
            callers.cancel_scope.cancel()
        await anyio.sleep(5)
        assert tables.confirmed == {(ANNA, TODAY): EVIDENCE}


@in_virtual_time
async def test_too_many_questions_at_once_are_answered_at_once() -> None:
    async with _desk(FakeTables(is_frozen=True)) as desk:
        ends: list[float] = []

        async def asks() -> None:
            began = anyio.current_time()
            assert await desk.next_visit(ANNA, CALL) == Unavailable()
            ends.append(anyio.current_time() - began)

        async with anyio.create_task_group() as callers:
            for _ in range(MAX_WAITING + 50):
                callers.start_soon(asks)
        assert len([end for end in ends if end == 0]) >= 50 - AT_ONCE
        assert max(ends) == pytest.approx(ANSWER_TIME)


def test_neither_the_evidence_nor_the_question_shows_what_is_personal() -> None:
    assert "Czy?" not in repr(EVIDENCE)
    assert date(2026, 11, 24) == TODAY
