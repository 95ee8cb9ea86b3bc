"""May the office write? Asked once, only where something sends, and what was said stands in the register."""

from collections.abc import Callable
from typing import Any

import pytest

from core.questions.client_data import ConsentState, ConsentStateOf, SayConsent
from ivr.nodes import KINDS
from tests.scenario.nodes.self_service import call_of, opens, outcome_of
from tests.support.calls.fake_centre import Centre, a_centre
from tests.support.timing.virtual_time import in_virtual_time

KIND = "message_consent"


def _nothing(centre: Centre) -> None:
    """Nobody has asked Anna yet."""


def _has_agreed(centre: Centre) -> None:
    centre.tables.answers[ConsentStateOf] = lambda _: ConsentState(is_given=True, is_said=True)


def _has_refused(centre: Centre) -> None:
    centre.tables.answers[ConsentStateOf] = lambda _: ConsentState(is_given=False, is_said=True)


def _cannot_write(centre: Centre) -> None:
    centre.tables.breaks_on = SayConsent


def _cannot_read(centre: Centre) -> None:
    centre.tables.breaks_on = ConsentStateOf


CASES: list[tuple[Callable[[Centre], None], tuple[tuple[str, str], ...], str, list[str], list[str]]] = [
    (_nothing, (("N07", "1"),), "given", ["N07", "N08"], ["given"]),
    (_nothing, (("N07", "2"),), "refused", ["N07", "N09"], ["refused"]),
    (_nothing, (("N07", "5"),), "silent", ["N07", "N09"], ["asked"]),
    (_nothing, (), "silent", ["N07", "N09"], ["asked"]),
    (_has_agreed, (), "already", [], []),
    (_has_refused, (), "already", [], []),
    (_cannot_write, (("N07", "1"),), "unavailable", ["N07"], ["given"]),
    (_cannot_read, (), "unavailable", [], []),
]


@pytest.mark.parametrize(("prepare", "replies", "outcome", "heard", "said"), CASES)
@in_virtual_time
async def test_it_is_asked_once_and_no_key_is_no_consent(
    prepare: Callable[[Centre], None],
    replies: tuple[tuple[str, str], ...],
    outcome: str,
    heard: list[str],
    said: list[str],
) -> None:
    async with a_centre(sends_sms=True) as centre:
        opens(centre, KIND)
        prepare(centre)
        served = await call_of(centre, *replies)
        assert outcome_of(centre) == outcome
        assert [one for one in served.heard if one.startswith("N0") and one != "N01"] == heard
        written = [one for one in centre.tables.asked if isinstance(one, SayConsent)]
        assert [one.said for one in written] == said
        for one in written:
            assert (one.purpose, one.channel, one.evidence.prompt) == ("contact", "sms", "N07")
            assert one.evidence.question == "N07"
            assert one.evidence.key == (replies[0][1] if outcome in ("given", "refused", "unavailable") else "")


@pytest.mark.parametrize("settings", [{}, {"channel": "email"}])
@in_virtual_time
async def test_where_nothing_sends_nothing_is_asked(settings: dict[str, Any]) -> None:
    async with a_centre(sends_sms=bool(settings)) as centre:
        opens(centre, KIND, **settings)
        await call_of(centre)
        assert outcome_of(centre) == "not_available"
        assert not [one for one in centre.tables.asked if isinstance(one, ConsentStateOf | SayConsent)]


@in_virtual_time
async def test_who_is_not_verified_is_not_asked() -> None:
    async with a_centre(sends_sms=True) as centre:
        opens(centre, KIND)
        await call_of(centre, verifies=False)
        assert outcome_of(centre) == "not_verified"
        assert centre.tables.asked == []


def test_every_outcome_is_met() -> None:
    rules = KINDS[KIND]
    outcomes = rules.outcomes(rules.settings.model_validate({}))
    assert outcomes == {case[2] for case in CASES} | {"not_available", "not_verified"}
