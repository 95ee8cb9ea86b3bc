"""The call-back, as it is talked over: the number, when the centre will ring, and the first words when it rings.

Numbers are personal data. They are read out in groups of three, so that no sound on disk holds a whole one, and no
fact says what was keyed.
"""

from datetime import datetime

from ari_app.calls.queue_prompts import callback_greeting
from core.call import Call
from core.clock import WARSAW
from core.facts.events import CallbackCause, KeysEntered
from ivr.dialogue import Digits, NoDigits, PromptToSay, ask_digits, play_out
from ivr.offices import Offices
from ivr.outside.phone_number import LENGTH, in_groups, ordinary
from ivr.prompts.ports import Voice
from ivr.speech.values import Digits as SpokenDigits
from ivr.speech.values import Promise

YES, OTHER = "1", "2"
TRIES = 2
MOST_REPEATS = 5
DEAF_TIME = 0.8  # seconds: a key that bounces is no answer to the next question
ANSWER_TIME = 8.0
FIRST_KEY_TIME = 10.0
NEXT_KEY_TIME = 5.0

NUMBER_NODE = "oddzwonienie/numer"
READ_OUT_NODE = "oddzwonienie/potwierdzenie"
INVITE_NODE = "oddzwonienie/zaproszenie"


class CallbackDialogue:
    """`acd.waiting.callbacks.CallbackDesk` by prompts and keys. A hang-up cancels every method, wherever it is."""

    def __init__(self, voice: Voice, offices: Offices) -> None:
        self._voice = voice
        self._offices = offices

    def own_number(self, caller_number: str) -> str | None:
        """Only ordinary Polish numbers are rung: the centre pays for the call."""
        return ordinary(caller_number)

    async def ask_number(self, call: Call, *, keeps_place: bool = True) -> str | None:
        """The nine digits to ring, read out and accepted; None after silence or two numbers that came to nothing.

        Only ordinary Polish numbers are taken: the centre pays for the call. `keeps_place` tells a caller without
        an order that the place in the queue is still theirs.
        """
        number = await self._number(call)
        if number is None:
            call.caller.keys.clear()
            await play_out(call, self._voice, ["Q17" if keeps_place else "Q21"], until_key=False)
        return number

    async def confirm(self, call: Call, between: tuple[datetime, datetime]) -> None:
        """Say to the end on which day and between which hours the centre will ring, in the caller's language."""
        begin, end = (moment.astimezone(WARSAW) for moment in between)
        promise = Promise(begin, end, call.clock.now().astimezone(WARSAW))
        call.caller.keys.clear()
        await play_out(call, self._voice, [("Q08", {"termin": promise})], until_key=False)

    async def invite(self, call: Call, office: str, cause: CallbackCause = "wish") -> bool:
        """Greet whoever answered, say why the centre rings, and wait for the key; True when it came. The question
        comes twice at most.

        A machine presses no key, and another person is told nothing of the matter. Raises KeyError for an office
        that does not exist.
        """
        question = [callback_greeting(self._offices.get(office), cause)]
        for _ in range(2):
            key = await self._answer(call, question)
            if key is not None:
                outcome = "accepted" if key == YES else "refused"
                call.record(KeysEntered(node=INVITE_NODE, length=1, outcome=outcome))
                return key == YES
        call.record(KeysEntered(node=INVITE_NODE, length=0, outcome="nothing"))
        return False

    async def _number(self, call: Call) -> str | None:
        own = ordinary(call.caller.caller_number)
        if own is not None:
            key = await self._read_out(call, own)
            if key != OTHER:
                return own if key == YES else None
        for _ in range(TRIES):
            answer = await ask_digits(
                call,
                self._voice,
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
                await self._tell(call, "Q22")
                continue
            keyed = ordinary(answer.digits)
            outcome = "refused" if keyed is None else "entered"
            call.record(KeysEntered(node=NUMBER_NODE, length=LENGTH, outcome=outcome))
            if keyed is None:
                await self._tell(call, "Q16")
                continue
            key = await self._read_out(call, keyed)
            if key != OTHER:
                return keyed if key == YES else None
        return None

    async def _read_out(self, call: Call, number: str) -> str | None:
        """Whether the number is right: YES, OTHER, or None when nobody answers that.

        A number that could not be read out is accepted by nobody.
        """
        groups: list[PromptToSay] = [("Q19", {"trzy_cyfry": SpokenDigits(group)}) for group in in_groups(number)]
        before: list[PromptToSay] = []
        wrong = repeats = 0
        while wrong < TRIES and repeats <= MOST_REPEATS:
            key = await self._answer(call, [*before, "Q18", *groups, "Q07"])
            if key is None or key in (YES, OTHER):
                outcome = {None: "nothing", YES: "accepted", OTHER: "other"}[key]
                call.record(KeysEntered(node=READ_OUT_NODE, length=0 if key is None else 1, outcome=outcome))
                return key
            is_repeat = key in "*#"
            repeats, wrong = repeats + is_repeat, wrong + (not is_repeat)
            before = [] if is_repeat else ["M05"]
        call.record(KeysEntered(node=READ_OUT_NODE, length=1, outcome="failed"))
        return None

    async def _answer(self, call: Call, question: list[PromptToSay]) -> str | None:
        """The key that answers `question`; None for silence, and for a question that could not be played.

        Keys from before do not count, nor those of its first moments: they answered something else.
        """
        keys = call.caller.keys
        keys.clear()
        if await play_out(call, self._voice, question, until_key=True, deaf_time=DEAF_TIME) == "failed":
            return None
        return await keys.next(ANSWER_TIME)

    async def _tell(self, call: Call, prompt: str) -> None:
        """Say what was wrong with a number; the rest of that number is forgotten, the next key ends it."""
        call.caller.keys.clear()
        await play_out(call, self._voice, [prompt], until_key=True, deaf_time=DEAF_TIME)
