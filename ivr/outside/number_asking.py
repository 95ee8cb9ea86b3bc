"""Asks for the number on which somebody is to be rung, and reads it out.

Numbers are personal data. They are read out in groups of three, so that no sound on disk holds a whole one, and no
fact says what was keyed.
"""

from collections.abc import Sequence

from core.call import Call
from core.facts.kinds.scenarios import KeysEntered
from ivr.dialogue import Digits, NoDigits, PromptToSay, ask_digits, play_out
from ivr.outside.phone_number import LENGTH, in_groups, ordinary
from ivr.prompts.ports import Voice
from ivr.speech.values import Digits as SpokenDigits

YES, OTHER = "1", "2"
TRIES = 2
MOST_REPEATS = 5
DEAF_TIME = 0.8  # seconds: a key that bounces is no answer to the next question
ANSWER_TIME = 8.0
FIRST_KEY_TIME = 10.0
NEXT_KEY_TIME = 5.0

NUMBER_NODE = "oddzwonienie/numer"
READ_OUT_NODE = "oddzwonienie/potwierdzenie"


async def ask_number(call: Call, voice: Voice) -> str | None:
    """The nine digits of an ordinary Polish number, read out and accepted: the one from which the caller rings, or
    another; None after silence, or two numbers that came to nothing. A hang-up cancels it, wherever it is."""
    own = ordinary(call.caller.caller_number)
    if own is not None:
        key = await _read_out(call, voice, own)
        if key != OTHER:
            return own if key == YES else None
    for _ in range(TRIES):
        answer = await ask_digits(
            call,
            voice,
            ["Q15"],
            shortest=LENGTH,
            longest=LENGTH,
            first_key_time=FIRST_KEY_TIME,
            next_key_time=NEXT_KEY_TIME,
            ends_when_full=True,
        )
        if not isinstance(answer, Digits):
            assert isinstance(answer, NoDigits)
            call.record(KeysEntered(node=NUMBER_NODE, length=answer.length, outcome=answer.why))
            if answer.why == "nothing":
                return None
            await _tell(call, voice, "Q22")
            continue
        keyed = ordinary(answer.digits)
        outcome = "refused" if keyed is None else "entered"
        call.record(KeysEntered(node=NUMBER_NODE, length=LENGTH, outcome=outcome))
        if keyed is None:
            await _tell(call, voice, "Q16")
            continue
        key = await _read_out(call, voice, keyed)
        if key != OTHER:
            return keyed if key == YES else None
    return None


async def _read_out(call: Call, voice: Voice, number: str) -> str | None:
    """Whether the number is right: YES, OTHER, or None when nobody answers that.

    A number that could not be read out is accepted by nobody.
    """
    groups: list[PromptToSay] = [("Q19", {"trzy_cyfry": SpokenDigits(group)}) for group in in_groups(number)]
    before: list[PromptToSay] = []
    wrong = repeats = 0
    while wrong < TRIES and repeats <= MOST_REPEATS:
        key = await answer_of(call, voice, [*before, "Q18", *groups, "Q07"])
        if key is None or key in (YES, OTHER):
            outcome = {None: "nothing", YES: "accepted", OTHER: "other"}[key]
            call.record(KeysEntered(node=READ_OUT_NODE, length=0 if key is None else 1, outcome=outcome))
            return key
        is_repeat = key in "*#"
        repeats, wrong = repeats + is_repeat, wrong + (not is_repeat)
        before = [] if is_repeat else ["M05"]
    call.record(KeysEntered(node=READ_OUT_NODE, length=1, outcome="failed"))
    return None


async def answer_of(call: Call, voice: Voice, question: Sequence[PromptToSay]) -> str | None:
    """The key that answers `question`; None for silence, and for a question that could not be played.

    Keys from before do not count, nor those of its first moments: they answered something else.
    """
    keys = call.caller.keys
    keys.clear()
    if await play_out(call, voice, question, until_key=True, deaf_time=DEAF_TIME) == "failed":
        return None
    return await keys.next(ANSWER_TIME)


async def _tell(call: Call, voice: Voice, prompt: str) -> None:
    """Say what was wrong with a number; the rest of that number is forgotten, the next key ends it."""
    call.caller.keys.clear()
    await play_out(call, voice, [prompt], until_key=True, deaf_time=DEAF_TIME)
