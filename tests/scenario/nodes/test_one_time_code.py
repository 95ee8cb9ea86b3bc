"""Verification by a code that is sent to the registered number, in whole calls."""

from copy import deepcopy
from dataclasses import replace
from typing import Literal

import pytest

from core.facts.kinds.scenarios import KeysEntered
from core.facts.kinds.verification import CallerVerified, VerificationTried
from tests.support.calls.fake_centre import Centre, a_centre
from tests.support.calls.fake_services import ANNA, ANNAS_CODE
from tests.support.calls.scenario_lines import GOODBYE, add_line, nodes_of, rings, said
from tests.support.timing.virtual_time import in_virtual_time

OUTCOMES = ("verified", "no_card", "privacy", "no_input", "locked", "unavailable", "not_available")
LINE = add_line(
    "kod",
    {
        "kod": {"kind": "one_time_code", "next": {o: f"po_{o}" for o in OUTCOMES} | {"privacy": "koniec"}},
        **{f"po_{o}": GOODBYE for o in OUTCOMES if o != "privacy"},
    },
)
UNKNOWN = "987654324"


def ended(centre: Centre) -> str:
    centre.check_nothing_left()
    return nodes_of(centre)[-1]


@in_virtual_time
async def test_the_right_code_verifies_at_level_two() -> None:
    async with a_centre(sends_sms=True) as centre:
        await rings(centre, LINE, (1, ANNA + "#"), (6, ANNAS_CODE))
        [verified] = centre.of_type(CallerVerified)
        assert (verified.client_id, verified.level, verified.office) == ("client-anna", 2, "20060")
        assert ended(centre) == "po_verified"
        assert "A09" in said(centre)


@in_virtual_time
async def test_the_code_is_in_no_fact() -> None:
    async with a_centre(sends_sms=True) as centre:
        await rings(centre, LINE, (1, ANNA + "#"), (6, ANNAS_CODE))
        assert ANNAS_CODE not in repr(centre.events)
        assert ANNA not in repr(centre.events)
        code = [e for e in centre.of_type(KeysEntered) if e.node.endswith("/kod")]
        assert [(e.length, e.keys) for e in code] == [(0, None)]


@in_virtual_time
async def test_a_wrong_code_may_be_tried_again() -> None:
    async with a_centre(sends_sms=True) as centre:
        caller = await rings(centre, LINE, (1, ANNA + "#"), (6, "111111"), (6, ANNAS_CODE))
        assert "K02 Pozostały dwie próby." in caller.heard
        assert [e.outcome for e in centre.of_type(VerificationTried)] == ["wrong", "verified"]
        assert ended(centre) == "po_verified"


@in_virtual_time
async def test_three_wrong_codes_lock() -> None:
    async with a_centre(sends_sms=True) as centre:
        await rings(centre, LINE, (1, ANNA + "#"), (6, "111111"), (6, "222222"), (6, "333333"))
        assert ended(centre) == "po_locked"
        assert not centre.of_type(CallerVerified)


@in_virtual_time
async def test_a_card_that_nobody_has_is_answered_in_the_same_words_at_the_same_time() -> None:
    heard = []
    for card in (ANNA, UNKNOWN):
        async with a_centre(sends_sms=True) as centre:
            caller = await rings(centre, LINE, (1, card + "#"), (6, "111111"), (6, "222222"), (6, "333333"))
            heard.append((caller.heard, [e.ticks for e in centre.of_type(VerificationTried)]))
    assert heard[0][0] == heard[1][0]
    begins = [ticks[0] for _, ticks in heard]
    assert [t - begins[0] for t in heard[0][1] if t is not None and begins[0] is not None] == [
        t - begins[1] for t in heard[1][1] if t is not None and begins[1] is not None
    ]


@pytest.mark.parametrize("outcome", ["locked", "unavailable"])
@in_virtual_time
async def test_what_cannot_be_sent_is_said_at_once(outcome: Literal["locked", "unavailable"]) -> None:
    async with a_centre(sends_sms=True) as centre:
        centre.codes.outcome = outcome
        await rings(centre, LINE, (1, ANNA + "#"))
        assert ended(centre) == f"po_{outcome}"


@pytest.mark.parametrize(
    ("keys", "outcome"), [([(1, "*")], "po_no_card"), ([(1, "0")], "koniec"), ([], "po_no_input")]
)
@in_virtual_time
async def test_without_a_card_number_nothing_is_sent(keys: list[tuple[float, str]], outcome: str) -> None:
    async with a_centre(sends_sms=True) as centre:
        await rings(centre, LINE, *keys)
        assert ended(centre) == outcome
        assert not centre.codes.ordered


@in_virtual_time
async def test_a_code_that_never_comes_ends_without_one() -> None:
    async with a_centre(sends_sms=True) as centre:
        caller = await rings(centre, LINE, (1, ANNA + "#"), (6, "12#"))
        assert "K03" in caller.heard
        assert ended(centre) == "po_no_input"
        assert len(centre.codes.ordered) == 1


@in_virtual_time
async def test_where_nothing_sends_text_messages_nobody_is_told_that_one_was_sent() -> None:
    async with a_centre(sends_sms=True) as centre:
        centre.ivr.tools = replace(centre.ivr.tools, sends_sms=False)
        await rings(centre, LINE, (1, ANNA + "#"), (6, ANNAS_CODE))
        assert ended(centre) == "po_not_available"
        assert "A09" not in said(centre)
        assert not centre.codes.ordered


@in_virtual_time
async def test_a_version_published_before_that_way_was_there_takes_the_one_for_data_that_are_away() -> None:
    async with a_centre(sends_sms=True) as centre:
        centre.ivr.tools = replace(centre.ivr.tools, sends_sms=False)
        centre.ivr.routes[LINE] = route = deepcopy(centre.ivr.routes[LINE])
        del route.scenario.nodes["kod"].next["not_available"]
        await rings(centre, LINE, (1, ANNA + "#"))
        assert ended(centre) == "po_unavailable"


@in_virtual_time
async def test_a_card_number_with_a_wrong_check_digit_is_asked_for_again_and_no_code_is_sent() -> None:
    async with a_centre(sends_sms=True) as centre:
        caller = await rings(centre, LINE, (1, "123456789#"), (4, ANNA + "#"), (6, ANNAS_CODE))
        assert "A04" in caller.heard
        assert centre.codes.ordered == [ANNA]
        assert ended(centre) == "po_verified"
