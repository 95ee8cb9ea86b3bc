"""Consent answers a question that was heard; everything else is a no."""

import hashlib
from datetime import UTC, datetime

import anyio
import pytest
import structlog

from core.call import Call
from core.clock import LoopClock
from core.errors import PlaybackFailed
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.recordings import RecordingConsentAnswered
from ivr import defaults
from ivr.nodes.recording_consent import RecordingConsentKind, Settings
from ivr.prompts.ports import Spoken, Voice
from ivr.speech.values import Value
from ivr.visit import Tools, Visit
from tests.support.calls.fake_centre import presses
from tests.support.calls.fake_services import FakeVerifier, FakeVoice
from tests.support.calls.fake_telephony import FakeExchange
from tests.support.timing.virtual_time import in_virtual_time

SHA256_OF_QUESTION = hashlib.sha256(b"N02").hexdigest()  # the fake voice says a prompt's id


class Asked:
    def __init__(self, voice: Voice) -> None:
        self.exchange = FakeExchange()
        self.caller = self.exchange.caller()
        clock = LoopClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
        bus = Bus(clock)
        self.events: list[AnyEvent] = []
        bus.listen(self.events.append)
        self.call = Call(self.caller, bus, clock)
        self.visit = Visit(
            self.call, Tools(voice, FakeVerifier(), defaults.office_directory(), hours=defaults.opening_hours())
        )

    async def answers(self, *steps: tuple[float, str]) -> RecordingConsentAnswered:
        async with anyio.create_task_group() as party:
            party.start_soon(presses, self.caller, *steps)
            assert await RecordingConsentKind().run(self.visit, "zgoda", Settings()) == "done"
            party.cancel_scope.cancel()
        answer = [e for e in self.events if isinstance(e, RecordingConsentAnswered)]
        assert len(answer) == 1
        assert self.call.context.is_recording_allowed == answer[0].is_given
        return answer[0]


@pytest.mark.parametrize(
    ("steps", "is_given", "key"),
    [
        (((3.0, "1"),), True, "1"),  # during the question
        (((6.0, "1"),), True, "1"),  # after it
        (((3.0, "2"),), False, "2"),
        (((3.0, "7"),), False, "7"),
        (((3.0, "#"),), False, "#"),
        (((0.5, "1"),), False, None),  # before anybody can have understood it
        (((9.5, "1"),), False, None),  # too late
        ((), False, None),
    ],
)
@in_virtual_time
async def test_what_counts_as_consent(
    steps: tuple[tuple[float, str], ...], is_given: bool, key: str | None
) -> None:
    asked = Asked(FakeVoice())
    answer = await asked.answers(*steps)
    assert (answer.is_given, answer.key) == (is_given, key)
    assert (answer.prompt, answer.text_sha256) == ("N02", SHA256_OF_QUESTION)
    assert asked.caller.heard == ["N02", "N03" if is_given else "N04"]


@in_virtual_time
async def test_an_earlier_consent_of_the_call_does_not_stand() -> None:
    asked = Asked(FakeVoice())
    asked.call.context.is_recording_allowed = True
    assert not (await asked.answers()).is_given


@in_virtual_time
async def test_a_key_is_no_consent_to_a_question_that_could_not_be_played() -> None:
    asked = Asked(FakeVoice())
    asked.exchange.playback_fails = True
    answer = await asked.answers((0.0, "1"), (1.0, "1"), (1.0, "1"))
    assert (answer.is_given, answer.key) == (False, None)


@in_virtual_time
async def test_a_question_that_cannot_be_spoken_does_not_end_the_call() -> None:
    class Mute(FakeVoice):
        async def spoken(self, prompt: str, *, language: str = "pl", **values: Value) -> Spoken:
            raise PlaybackFailed

    with structlog.testing.capture_logs():
        answer = await Asked(Mute()).answers((1.0, "1"))
    assert (answer.is_given, answer.text_sha256) == (False, "")
