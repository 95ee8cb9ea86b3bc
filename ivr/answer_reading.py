"""Reads short answers of the knowledge base aloud, one after the other, with the keys that callers have meanwhile.

The same wherever answers are read: `*` begins anew, `SLOWER_KEY` says the answer at hand once more and slower, `#`
goes on, any other key stays for what follows. Where something sends text messages, whoever rings from a mobile
number orders one with the answer at hand by `SMS_KEY`; elsewhere that is one of the other keys, and is not named.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import anyio

from core.questions.client_data import Unavailable
from core.questions.public_answers import AnswerTold, ShortAnswer, ShortAnswers
from core.zone import WARSAW
from ivr.client_data_pl import legal_status_values
from ivr.dialogue import MOST_REPEATS, Ending, PromptToSay, play_out
from ivr.outside.phone_number import mobile
from ivr.outside.sms_ordering import message, order
from ivr.prompts.ports import Voice
from ivr.speech.values import Words
from ivr.visit import Visit

SLOWER_KEY, SMS_KEY = "7", "3"
SMS_TEMPLATE = "odpowiedz"
MOST_SEGMENTS = 5  # of a message: the longest answer in Cyrillic letters
LAST_KEY_TIME = 2.0  # seconds after the last answer in which the keys still count

Ask = Callable[[], Awaitable[ShortAnswers | Unavailable]]
ReadOutcome = Literal["told", "none", "unavailable"]
"""The names of a node's ways on."""


@dataclass(frozen=True, slots=True)
class MessagePrompts:
    """What is said of a text message with an answer: by which key, that it was ordered, or that it cannot be."""

    key: str
    ordered: str
    refused: str


@dataclass(frozen=True, slots=True)
class ReadingPrompts:
    """With which announcements answers are read. `keys` tells of the keys, once in a call; `none` says that there
    is no answer; each of them, and `legal_status`, None where nothing is said. `message`: None where no message is
    offered."""

    answer: str
    legal_status: str | None = None
    none: str | None = None
    keys: str | None = None
    message: MessagePrompts | None = None


@dataclass(slots=True)
class _Progress:
    """What was heard to its end, what was begun, what is read or was read last, and what was ordered as a
    message."""

    said: list[ShortAnswer] = field(default_factory=list)
    begun: list[ShortAnswer] = field(default_factory=list)
    at_hand: ShortAnswer | None = None
    sent: set[str] = field(default_factory=set)


async def read_answers(visit: Visit, ask: Ask, prompts: ReadingPrompts) -> ReadOutcome:
    """`ask` brings the answers that hold now: at midnight, and before a repetition, it is asked anew.

    With a key already waiting nothing is read: the caller is ahead of us.
    """
    keys = visit.call.caller.keys
    voice, read = visit.voice, _Progress()
    has_begun = False
    outcome: ReadOutcome = "none"
    for _ in range(1 + MOST_REPEATS):
        found = await ask()
        if isinstance(found, Unavailable):
            return "unavailable"
        outcome = "told" if found.answers else "none"
        if not len(keys):
            has_begun = True
            ending, outcome = await _read(visit, ask, prompts, found, voice, read)
            if ending == "failed":
                return "unavailable"
            if ending == "heard" and (outcome == "none" or not await _is_key_pressed(visit)):
                break
        if has_begun and keys.peek() == SLOWER_KEY and visit.tools.slow_voice is not None:
            keys.take()
            voice = visit.tools.slow_voice
            if read.at_hand in read.said:
                read.said.remove(read.at_hand)
            continue
        if has_begun and keys.peek() == SMS_KEY and await _is_sent(visit, ask, prompts, read):
            continue
        if keys.peek() not in ("*", "#") or keys.take() == "#":
            break
        voice, read.said, read.at_hand = visit.voice, [], None
    return outcome


async def _read(
    visit: Visit, ask: Ask, prompts: ReadingPrompts, found: ShortAnswers, voice: Voice, read: _Progress
) -> tuple[Ending, ReadOutcome]:
    """What was not said yet, each only on a day on which it holds: at midnight the rest is asked for anew.

    How it ended, and the outcome: `none` if no answer was begun.
    """
    if found.answers:
        read.at_hand = read.at_hand or found.answers[0]
        if await _is_told_of_keys(visit, prompts):
            return "interrupted", "told"
    while answer := next((each for each in found.answers if each not in read.said), None):
        if found.day != visit.call.clock.now().astimezone(WARSAW).date():
            anew = await ask()
            if isinstance(anew, Unavailable):
                return "failed", "unavailable"
            found = anew
            continue
        read.at_hand = answer
        ending = await _tell(visit, prompts, answer, voice, again=answer in read.begun)
        read.begun.append(answer)
        if ending != "heard":
            return ending, "told"
        read.said.append(answer)
    if read.said:
        return "heard", "told"
    if prompts.none is None:
        return "heard", "none"
    return await play_out(visit.call, visit.voice, [prompts.none], until_key=True), "none"


async def _tell(
    visit: Visit, prompts: ReadingPrompts, answer: ShortAnswer, voice: Voice, *, again: bool
) -> Ending:
    """Read one of them. It is counted if the caller heard of it, and whether the caller hung up meanwhile."""
    told = AnswerTold(answer.article_id, visit.call.context.office, answer.language, again, is_hung_up=False)
    try:
        ending = await play_out(visit.call, voice, _lines(prompts, answer), until_key=True)
    except anyio.get_cancelled_exc_class():
        visit.tools.on_answer_told(replace(told, is_hung_up=True))
        raise
    if ending != "failed":
        visit.tools.on_answer_told(told)
    return ending


async def _is_told_of_keys(visit: Visit, prompts: ReadingPrompts) -> bool:
    """Tell of the keys if the caller has not heard of them in this call: did a key end that? `#` goes on from it
    to the answer. Nobody is told of a key that does nothing here."""
    context, keys = visit.call.context, visit.call.caller.keys
    told = [prompts.keys] if prompts.keys is not None and visit.tools.slow_voice is not None else []
    if prompts.message is not None and _sms_number(visit, prompts) is not None:
        told.append(prompts.message.key)
    if not told or context.knows_reading_keys:
        return False
    context.knows_reading_keys = True
    if await play_out(visit.call, visit.voice, told, until_key=True) != "interrupted":
        return False
    if keys.peek() != "#":
        return True
    keys.take()
    return False


def _sms_number(visit: Visit, prompts: ReadingPrompts) -> str | None:
    """The mobile number from which the caller rings; None where no message can be ordered."""
    if prompts.message is None or not visit.tools.sends_sms:
        return None
    return mobile(visit.call.caller.caller_number)


async def _is_sent(visit: Visit, ask: Ask, prompts: ReadingPrompts, read: _Progress) -> bool:
    """Take the key and order the answer at hand as a message, unless it was ordered before or holds no longer;
    what came of it is said. False where no message can be ordered: the key stays for what follows."""
    number, answer = _sms_number(visit, prompts), read.at_hand
    if prompts.message is None or number is None or answer is None:
        return False
    visit.call.caller.keys.take()
    if answer not in read.said:
        read.said.append(answer)
    if answer.text not in read.sent:
        found = await ask()
        is_told = not isinstance(found, Unavailable) and answer in found.answers
        values = {"odpowiedz": answer.text}
        wanted = message(visit.call, SMS_TEMPLATE, values, most_segments=MOST_SEGMENTS) if is_told else None
        if wanted is None:
            await play_out(visit.call, visit.voice, [prompts.message.refused], until_key=True)
            return True
        order(visit.call, wanted, number)
        read.sent.add(answer.text)
    await play_out(visit.call, visit.voice, [prompts.message.ordered], until_key=True)
    return True


async def _is_key_pressed(visit: Visit) -> bool:
    keys = visit.call.caller.keys
    await keys.until_there(LAST_KEY_TIME)
    return bool(len(keys))


def _lines(prompts: ReadingPrompts, answer: ShortAnswer) -> Sequence[PromptToSay]:
    lines: list[PromptToSay] = [(prompts.answer, {"odpowiedz": Words(answer.text, answer.language)})]
    if prompts.legal_status is not None and answer.legal_status_on is not None:
        lines.append((prompts.legal_status, legal_status_values(answer.legal_status_on)))
    return lines
