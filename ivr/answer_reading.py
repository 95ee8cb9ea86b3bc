"""Reads short answers of the knowledge base aloud, one after the other, with the keys that callers have meanwhile.

The same wherever answers are read: `*` begins anew, `SLOWER_KEY` says the answer at hand once more and slower, `#`
goes on, any other key stays for what follows.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from core.questions.client_data import Unavailable
from core.questions.public_answers import ShortAnswer, ShortAnswers
from core.zone import WARSAW
from ivr.client_data_pl import legal_status_values
from ivr.dialogue import MOST_REPEATS, Ending, PromptToSay, play_out
from ivr.prompts.ports import Voice
from ivr.speech.values import Words
from ivr.visit import Visit

SLOWER_KEY = "7"
LAST_KEY_TIME = 2.0  # seconds after the last answer in which the keys still count

Ask = Callable[[], Awaitable[ShortAnswers | Unavailable]]
ReadOutcome = Literal["told", "none", "unavailable"]
"""The names of a node's ways on."""


@dataclass(frozen=True, slots=True)
class ReadingPrompts:
    """With which announcements answers are read. `keys` tells of the keys, once in a call; `none` says that there
    is no answer; each of them, and `legal_status`, None where nothing is said."""

    answer: str
    legal_status: str | None = None
    none: str | None = None
    keys: str | None = None


async def read_answers(visit: Visit, ask: Ask, prompts: ReadingPrompts) -> ReadOutcome:
    """`ask` brings the answers that hold now: at midnight, and before a repetition, it is asked anew.

    With a key already waiting nothing is read: the caller is ahead of us.
    """
    keys = visit.call.caller.keys
    voice, said = visit.voice, list[ShortAnswer]()
    has_begun = is_heard = False
    outcome: ReadOutcome = "none"
    for _ in range(1 + MOST_REPEATS):
        found = await ask()
        if isinstance(found, Unavailable):
            return "unavailable"
        outcome = "told" if found.answers else "none"
        if not len(keys):
            has_begun = True
            ending, outcome = await _read(visit, ask, prompts, found, voice, said)
            if ending == "failed":
                return "unavailable"
            is_heard = ending == "heard"
            if is_heard and (outcome == "none" or not await _is_key_pressed(visit)):
                break
        if has_begun and keys.peek() == SLOWER_KEY and visit.tools.slow_voice is not None:
            keys.take()
            voice = visit.tools.slow_voice
            if is_heard and said:
                said.pop()  # the last one is at hand
            continue
        if keys.peek() not in ("*", "#") or keys.take() == "#":
            break
        voice, said = visit.voice, []
    return outcome


async def _read(
    visit: Visit, ask: Ask, prompts: ReadingPrompts, found: ShortAnswers, voice: Voice, said: list[ShortAnswer]
) -> tuple[Ending, ReadOutcome]:
    """What is not in `said` yet, each only on a day on which it holds: at midnight the rest is asked for anew.

    How it ended, and the outcome: `none` if no answer was begun. What was heard to its end is added to `said`.
    """
    if found.answers and await _is_told_of_keys(visit, prompts):
        return "interrupted", "told"
    while answer := next((each for each in found.answers if each not in said), None):
        if found.day != visit.call.clock.now().astimezone(WARSAW).date():
            anew = await ask()
            if isinstance(anew, Unavailable):
                return "failed", "unavailable"
            found = anew
            continue
        ending = await play_out(visit.call, voice, _lines(prompts, answer), until_key=True)
        if ending != "heard":
            return ending, "told"
        said.append(answer)
    if said:
        return "heard", "told"
    if prompts.none is None:
        return "heard", "none"
    return await play_out(visit.call, visit.voice, [prompts.none], until_key=True), "none"


async def _is_told_of_keys(visit: Visit, prompts: ReadingPrompts) -> bool:
    """Tell of the keys if the caller has not heard of them in this call: did a key end that? `#` goes on from it
    to the answer. They are not told of where nothing can be said slower."""
    context, keys = visit.call.context, visit.call.caller.keys
    if prompts.keys is None or visit.tools.slow_voice is None or context.knows_reading_keys:
        return False
    context.knows_reading_keys = True
    if await play_out(visit.call, visit.voice, [prompts.keys], until_key=True) != "interrupted":
        return False
    if keys.peek() != "#":
        return True
    keys.take()
    return False


async def _is_key_pressed(visit: Visit) -> bool:
    keys = visit.call.caller.keys
    await keys.until_there(LAST_KEY_TIME)
    return bool(len(keys))


def _lines(prompts: ReadingPrompts, answer: ShortAnswer) -> Sequence[PromptToSay]:
    lines: list[PromptToSay] = [(prompts.answer, {"odpowiedz": Words(answer.text, answer.language)})]
    if prompts.legal_status is not None and answer.legal_status_on is not None:
        lines.append((prompts.legal_status, legal_status_values(answer.legal_status_on)))
    return lines
