"""Saying and asking, the same for every node: barge-in, type-ahead, time-outs, keys at the wrong moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import anyio
import structlog

from core.call import Call
from core.errors import PlaybackFailed, S724Error
from core.facts.kinds.scenarios import AnnouncementPlayed
from core.telephony.telephony import Keys, Playback
from ivr.prompts.ports import Spoken, Voice
from ivr.speech.values import Value

log = structlog.get_logger()

MOST_REPEATS = 5

PromptToSay = str | tuple[str, Mapping[str, Value]]
"""A prompt id, or a prompt id with the values of its placeholders."""


@dataclass(frozen=True, slots=True)
class Digits:
    """What was keyed before `#`, or before the caller stopped; maybe a PIN, so never shown by `repr`."""

    digits: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NoDigits:
    """Nothing usable: `why` is nothing, too_few or too_many; `length` is how many digits came."""

    why: Literal["nothing", "too_few", "too_many"]
    length: int = 0


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A key with a meaning of its own, pressed instead of an answer."""

    key: str


Ending = Literal["heard", "interrupted", "failed"]
"""How an announcement ended: at its end, by a key, or with nothing heard."""


async def say(call: Call, voice: Voice, lines: Sequence[PromptToSay], *, until_key: bool = True) -> bool:
    """Play `lines` one after the other; True when a key cut them short (the key stays to be read).

    With a key already waiting nothing is played: the caller is ahead of us. An announcement that cannot be played
    is noted and passed over: the caller's keys and the rest of the call still work.
    """
    if until_key and len(call.caller.keys):
        return True
    return await play_out(call, voice, lines, until_key=until_key) == "interrupted"


async def play_out(
    call: Call, voice: Voice, lines: Sequence[PromptToSay], *, until_key: bool, deaf_time: float = 0.0
) -> Ending:
    """Play `lines` even if keys wait, and tell how it ended.

    Keys of the first `deaf_time` seconds are forgotten: nobody can have understood a question by then.
    """
    began = call.clock.monotonic()
    ending: Ending = "heard"
    spoken: list[Spoken] = []
    try:
        spoken = await _spoken(call, voice, lines)
        playback = await call.caller.play([s.sound for s in spoken])
        try:
            if not until_key:
                await playback.finished()
            elif await _is_cut_short(call.caller.keys, playback, deaf_time):
                ending = "interrupted"
        finally:
            playback.stop()
    except PlaybackFailed:
        ending = "failed"
        for sound in spoken:
            voice.was_not_heard(sound)
    call.record(
        AnnouncementPlayed(
            prompts=[line if isinstance(line, str) else line[0] for line in lines],
            heard_time=round(call.clock.monotonic() - began, 3),
            is_interrupted=ending == "interrupted",
            has_failed=ending == "failed",
            language=call.context.language,
            in_polish=[each.prompt for each in spoken if each.language != call.context.language],
        )
    )
    return ending


async def _is_cut_short(keys: Keys, playback: Playback, deaf_time: float) -> bool:
    """Wait until it is over or a key is pressed: was it the key?"""
    if deaf_time:
        with anyio.move_on_after(deaf_time):
            await playback.finished()
            return False
        keys.clear()
    with keys.until_pressed() as listening:
        await playback.finished()
    return listening.cancelled_caught


async def _spoken(call: Call, voice: Voice, lines: Sequence[PromptToSay]) -> list[Spoken]:
    """In the call's language. Raises PlaybackFailed, also if text and scenario do not fit: the caller hears as
    little then."""
    language = call.context.language
    try:
        return [
            await voice.spoken(line, language=language)
            if isinstance(line, str)
            else await voice.spoken(line[0], language=language, **line[1])
            for line in lines
        ]
    except S724Error as error:
        log.error("an announcement cannot be spoken", error=type(error).__name__)
        raise PlaybackFailed from error


async def _pose(call: Call, voice: Voice, lines: Sequence[PromptToSay]) -> None:
    """Say a question. A `#` that cuts it short confirms the answer before, so the question is said anew."""
    for _ in range(MOST_REPEATS):
        if not await say(call, voice, lines) or call.caller.keys.peek() != "#":
            return
        call.caller.keys.take()


async def ask_digits(
    call: Call,
    voice: Voice,
    lines: Sequence[PromptToSay],
    *,
    shortest: int,
    longest: int,
    first_key_time: float,
    next_key_time: float,
    ends_when_full: bool = False,
    shortcuts: str = "",
) -> Digits | NoDigits | Shortcut:
    """Ask for a number. Ends at `#`, at `next_key_time` seconds of silence, or when full if so wanted.

    `*` within a number starts it again, `MOST_REPEATS` times at most; a key of `shortcuts` as the first one is
    returned as such. After too many digits the rest is read and dropped, so that it does not become the answer to
    the next question.
    """
    with call.caller.several_keys():
        await _pose(call, voice, lines)
        keys = call.caller.keys
        digits = ""
        restarts = 0
        while True:
            key = await keys.next(next_key_time if digits else first_key_time)
            if key is None or key == "#":
                break
            if not digits and key in shortcuts:
                return Shortcut(key)
            if key == "*":
                digits = ""
                restarts += 1
                if restarts > MOST_REPEATS:
                    break
            elif key.isdigit():
                digits += key
                if ends_when_full and len(digits) == longest:
                    break
                if len(digits) > longest:
                    return NoDigits("too_many", len(digits) + await _drop_rest(call, next_key_time))
        if not digits:
            return NoDigits("nothing")
        if len(digits) < shortest:
            return NoDigits("too_few", len(digits))
        return Digits(digits)


async def _drop_rest(call: Call, silence: float) -> int:
    """Read up to `#` or silence, at most as many keys as may wait; returns how many digits were dropped."""
    dropped = 0
    while dropped < call.caller.keys.LIMIT:
        key = await call.caller.keys.next(silence)
        if key is None or key == "#":
            break
        dropped += 1
    return dropped


async def ask_key(
    call: Call,
    voice: Voice,
    lines: Sequence[PromptToSay],
    choices: str,
    *,
    wait_time: float,
    retries: int,
    nothing: Sequence[PromptToSay],
    wrong: Sequence[PromptToSay],
) -> str | None:
    """Ask for one key of `choices`; None after `retries` further tries that brought none.

    `*` repeats the question unless it is a choice (a repetition is no failed try, but is not endless either);
    `#` is passed over, and does not lengthen the wait: it is how callers confirm.
    """
    failures = repeats = 0
    before: Sequence[PromptToSay] = ()
    while True:
        await _pose(call, voice, [*before, *lines])
        key = await _next_but_hash(call, wait_time)
        if key is not None and key in choices:
            return key
        if key == "*" and repeats < MOST_REPEATS:
            repeats += 1
            before = ()
            continue
        failures += 1
        if failures > retries:
            return None
        before = nothing if key is None else wrong


async def _next_but_hash(call: Call, wait_time: float) -> str | None:
    until = anyio.current_time() + wait_time
    while (key := await call.caller.keys.next(max(0.0, until - anyio.current_time()))) == "#":
        pass
    return key
