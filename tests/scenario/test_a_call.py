"""Whole calls on fakes, in virtual time."""

import pytest

from ari_app.calls.conversations.conversation import NEXT_CALL_FIRST
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.conversations import ConversationEnded
from core.facts.kinds.offers import OfferEnded
from core.facts.kinds.recordings import RecordingConsentAnswered, RecordingEnded
from core.facts.kinds.scenarios import AnnouncementPlayed
from core.facts.kinds.verification import VerificationTried
from core.facts.kinds.waiting import QueueEntered, QueueLeft
from tests.support.calls.fake_centre import a_centre
from tests.support.calls.fake_services import ANNA, ANNAS_PIN
from tests.support.timing.virtual_time import in_virtual_time


@in_virtual_time
async def test_anna_rings_9510_and_talks_to_a_consultant_of_her_own_office() -> None:
    async with a_centre() as centre:
        centre.consultant("k20060-1")
        caller = centre.exchange.caller()
        call = await centre.visit(caller, (1, ANNA + "#"), (2, ANNAS_PIN + "#"), (3, "0"), (5, "1"))
        assert caller.heard[:3] == ["W01", "A02", "A08"]
        assert [e.outcome for e in centre.of_type(VerificationTried, call)] == ["verified"]
        assert [e.is_given for e in centre.of_type(RecordingConsentAnswered, call)] == [True]
        assert [e.queue for e in centre.of_type(QueueEntered, call)] == ["20060"]
        assert [e.outcome for e in centre.of_type(OfferEnded, call)] == ["accepted"]
        assert [e.ended_by for e in centre.of_type(ConversationEnded, call)] == ["agent"]
        lasted = [e.duration_time for e in centre.of_type(RecordingEnded, call)]
        assert lasted == [pytest.approx(30.0 + NEXT_CALL_FIRST)]
        assert [e.reason for e in centre.of_type(CallEnded, call)] == ["completed"]
        assert caller.heard[-1] == "G01"
        centre.check_nothing_left()


@in_virtual_time
async def test_without_the_key_of_consent_nothing_is_recorded() -> None:
    async with a_centre() as centre:
        centre.consultant("k20060-1")
        caller = centre.exchange.caller()
        call = await centre.visit(caller, (1, ANNA + "#"), (2, ANNAS_PIN + "#"), (3, "0"))
        assert not centre.of_type(RecordingEnded, call)
        assert "N04" in caller.heard
        centre.check_nothing_left()


@in_virtual_time
async def test_nobody_anywhere_is_told_at_once_and_politely() -> None:
    async with a_centre() as centre:
        caller = centre.exchange.caller()
        call = await centre.visit(caller, (1, ANNA + "#"), (2, ANNAS_PIN + "#"), (3, "0"))
        assert [e.reason for e in centre.of_type(QueueLeft, call)] == ["nobody_there"]
        week = "od poniedziałku do piątku, od godziny siódmej trzydzieści do godziny piętnastej trzydzieści"
        assert caller.heard[3:] == ["H06", f"H01 {week}", "H14", "M04", "H14", "G02"]
        played = [e.prompts for e in centre.of_type(AnnouncementPlayed, call)]
        assert played[-5:] == [["H06"], ["H01"], ["H14"], ["M04", "H14"], ["G02"]]
        centre.check_nothing_left()
