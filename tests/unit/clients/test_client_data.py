"""The desk that answers questions about clients' data. How it keeps time is tested with its worker."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import get_args

import anyio
import pytest

from clients.client_data import ANSWER_TIME, AT_ONCE, ClientDataDesk
from clients.store import ANSWERED_BY
from core.clock import SystemClock
from core.questions.client_data import (
    CLIENT_TOPICS_PL,
    ClientQuestion,
    ClientTopic,
    ConfirmContact,
    ContactEvidence,
    ContactStateOf,
    NextPaymentOf,
    NextVisit,
    NextVisitOf,
    NotedContact,
    OffersFor,
    RegistrationOf,
    TrainingsFor,
    Unavailable,
)
from ivr.simulator.client_data import MadeUpClient
from tests.support.calls.fake_client_data import DUE, NEXT_DUE, TODAY, VISIT, FakeTables
from tests.support.timing.running import running
from tests.support.timing.virtual_time import in_virtual_time

ANNA, CALL = "client-anna", "call-1"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
EVIDENCE = ContactEvidence(NOW, 2, "D13", "Czy?", "1")


@asynccontextmanager
async def _desk(tables: FakeTables) -> AsyncIterator[ClientDataDesk]:
    desk = ClientDataDesk(tables)
    async with running(desk.run):
        yield desk


@in_virtual_time
async def test_every_question_is_answered_by_the_tables() -> None:
    tables = FakeTables()
    async with _desk(tables) as desk:
        assert await desk.ask(NextVisitOf(ANNA, CALL)) == NextVisit(VISIT, DUE)
        assert await desk.ask(ContactStateOf(ANNA, CALL)) == tables.state
        assert await desk.ask(RegistrationOf(ANNA, CALL)) == tables.registered
        payment = await desk.ask(NextPaymentOf(ANNA, CALL))
        assert not isinstance(payment, Unavailable)
        assert payment.payment is not None
        assert payment.payment.grosze is None
        offers = await desk.ask(OffersFor(ANNA, CALL, everywhere=False, most=2))
        assert not isinstance(offers, Unavailable)
        assert len(offers.offers) == 2
        trainings = await desk.ask(TrainingsFor(ANNA, CALL, most=1))
        assert not isinstance(trainings, Unavailable)
        assert len(trainings.trainings) == 1
        noted = await desk.ask(ConfirmContact(ANNA, CALL, EVIDENCE))
        assert noted == NotedContact(TODAY, DUE, NEXT_DUE, is_new=True)


def _kinds_of_question() -> set[type[ClientQuestion[object]]]:
    return {*ClientQuestion.__subclasses__()}


def test_every_kind_of_question_is_answered_by_the_database_and_in_a_simulated_call() -> None:
    assert ANSWERED_BY.keys() == _kinds_of_question()
    assert MadeUpClient(SystemClock()).answers.keys() == _kinds_of_question()


def test_every_kind_of_question_has_a_topic_of_its_own_with_a_polish_name() -> None:
    topics = sorted(kind.topic for kind in _kinds_of_question())
    assert topics == sorted(get_args(ClientTopic)) == sorted(CLIENT_TOPICS_PL)


@in_virtual_time
async def test_an_answer_that_does_not_come_in_three_seconds_is_unavailable() -> None:
    async with _desk(FakeTables(is_frozen=True)) as desk:
        began = anyio.current_time()
        assert await desk.ask(NextVisitOf(ANNA, CALL)) == Unavailable()
        assert anyio.current_time() - began == pytest.approx(ANSWER_TIME) == 3.0


@in_virtual_time
async def test_an_error_of_the_tables_is_unavailable_for_one_caller_and_its_text_is_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tables = FakeTables(is_broken=True)
    async with _desk(tables) as desk:
        with caplog.at_level(logging.DEBUG):
            assert await desk.ask(RegistrationOf(ANNA, CALL)) == Unavailable()
        tables.is_broken = False
        assert await desk.ask(RegistrationOf(ANNA, CALL)) == tables.registered
    assert ANNA not in caplog.text
    assert "the database is away" not in caplog.text


@in_virtual_time
async def test_data_that_nobody_waits_for_any_more_are_not_read() -> None:
    tables = FakeTables(time=1.0)
    async with _desk(tables) as desk:
        async with anyio.create_task_group() as callers:
            for _ in range(AT_ONCE + 1):
                callers.start_soon(desk.ask, NextVisitOf(ANNA, CALL))
            await anyio.sleep(0.5)
            callers.cancel_scope.cancel()  # all hang up
        await anyio.sleep(5)
        assert len(tables.asked) == AT_ONCE


@in_virtual_time
async def test_a_contact_is_noted_though_the_caller_has_hung_up() -> None:
    tables = FakeTables(time=1.0)
    async with _desk(tables) as desk:
        async with anyio.create_task_group() as callers:
            for _ in range(AT_ONCE):
                callers.start_soon(desk.ask, NextVisitOf("client-other", CALL))
            await anyio.sleep(0.1)
            callers.start_soon(desk.ask, ConfirmContact(ANNA, CALL, EVIDENCE))
            await anyio.sleep(0.1)
            callers.cancel_scope.cancel()
        await anyio.sleep(5)
        assert tables.confirmed == {(ANNA, TODAY): EVIDENCE}


def test_neither_the_evidence_nor_the_question_shows_what_is_personal() -> None:
    assert "Czy?" not in repr(EVIDENCE)
    assert "Czy?" not in repr(ConfirmContact(ANNA, CALL, EVIDENCE))
    assert date(2026, 11, 24) == TODAY
