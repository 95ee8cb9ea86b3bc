"""The call-back, as it is talked over: the number, when the centre will ring, and the first words when it rings.

Numbers are personal data. They are read out in groups of three, so that no sound on disk holds a whole one, and no
fact says what was keyed.
"""

from datetime import datetime

from ari_app.calls.queue_prompts import callback_greeting
from core.call import Call
from core.clock import WARSAW
from core.facts.kinds.callbacks import CallbackCause
from core.facts.kinds.scenarios import KeysEntered
from ivr.dialogue import play_out
from ivr.offices import Offices
from ivr.outside.number_asking import YES, answer_of, ask_number
from ivr.outside.phone_number import ordinary
from ivr.prompts.ports import Voice
from ivr.speech.values import Promise

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
        number = await ask_number(call, self._voice)
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
            key = await answer_of(call, self._voice, question)
            if key is not None:
                outcome = "accepted" if key == YES else "refused"
                call.record(KeysEntered(node=INVITE_NODE, length=1, outcome=outcome))
                return key == YES
        call.record(KeysEntered(node=INVITE_NODE, length=0, outcome="nothing"))
        return False
