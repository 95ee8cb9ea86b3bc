"""Prompts are recognised in sound that stops with them: Asterisk sends nothing between two prompts."""

from collections.abc import Callable
from typing import cast

import numpy as np
import pytest

from softphone import RATE, Samples, State
from softphone.recording import Heard
from tests.support.telephones.hearing import until_prompt
from tests.support.telephones.phone import Phone

pytestmark = pytest.mark.asyncio

PACKET = RATE // 50


class PhoneWithoutLine:
    """Hears a sound packet by packet, and then nothing more in a call that goes on."""

    def __init__(self, sound: Samples) -> None:
        self.heard = Heard()
        self.state = State.TALKING
        self._sound = sound

    async def during_call(self, true: Callable[[], object], timeout: float, wanted: str) -> None:
        for number in range(0, len(self._sound), PACKET):
            self.heard.add(number / RATE, self._sound[number : number + PACKET])
            if true():
                return
        raise AssertionError(f"{wanted} was heard to its end and not noticed")


@pytest.mark.parametrize("packets_before", range(6))
async def test_the_end_of_a_prompt_is_noticed_without_a_sound_behind_it(packets_before: int) -> None:
    noise = np.random.default_rng(packets_before)
    prompt = noise.normal(0, 3000, 4 * RATE).astype(np.int16)
    before = np.zeros(packets_before * PACKET, dtype=np.int16)
    phone = PhoneWithoutLine(np.concatenate([before, prompt]))
    hearing = await until_prompt(cast(Phone, phone), prompt)
    assert hearing.start == pytest.approx(len(before) / RATE, abs=0.001)
