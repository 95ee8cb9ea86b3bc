"""Records a message of the caller's for an office.

After the beep the caller speaks until `#`, a silence or the longest time, and then sends the message, records it
anew or takes it back. Whoever hangs up instead, at any moment after the beep, has left what was said, if it is
longer than `SHORTEST` seconds; the rest is deleted.
"""

from collections.abc import Sequence
from typing import Literal

import anyio
import structlog
from pydantic import Field

from core.call import Call
from core.errors import ChannelGone, TelephonyFailed
from core.facts.kinds.messages import VoiceMessageDiscarded, VoiceMessageLeft, VoiceMessageStarted
from core.facts.kinds.scenarios import KeysEntered
from core.ids import new_id
from core.tasks.racing import first_of
from core.telephony.telephony import RecordedFile, Recording, recording_file
from core.zone import WARSAW
from ivr.dialogue import PromptToSay, ask_key, say
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.fields import Prompt
from ivr.nodes.kind import NodeKind
from ivr.nodes.menu import KEY_TIME
from ivr.visit import Visit

log = structlog.get_logger()

SHORTEST = 2.0  # seconds: a cough and a click are no message
CLOSE_TIME = 2.0  # seconds for closing a file after the hang-up
SEND, AGAIN, DISCARD = "1", "2", "3"


class Settings(NodeSettings):
    prompts: list[Prompt] = Field(
        default=["V01"], min_length=1, title="Zapowiedzi", description="Przed sygnałem; klawisz je przerywa."
    )
    choice_prompt: Prompt = Field(
        default="V02", title="Pytanie po nagraniu", description="Wysłać – 1, nagrać ponownie – 2, usunąć – 3."
    )
    sent_prompt: Prompt = Field(
        default="V03", title="Zapowiedź: wysłano", description="Po przekazaniu wiadomości."
    )
    discarded_prompt: Prompt = Field(
        default="V04", title="Zapowiedź: usunięto", description="Gdy rozmówca zrezygnował z wiadomości."
    )
    impossible_prompt: Prompt = Field(
        default="V05",
        title="Zapowiedź: nie można nagrać",
        description="Gdy na dysku brakuje miejsca.",
    )
    nothing_prompt: Prompt = Field(
        default="V06", title="Zapowiedź: nic nie słychać", description="Gdy wiadomość jest pusta lub zbyt krótka."
    )
    no_input_prompt: Prompt = Field(
        default="M04", title="Zapowiedź: brak odpowiedzi", description="Gdy nikt niczego nie nacisnął."
    )
    wrong_key_prompt: Prompt = Field(
        default="M05", title="Zapowiedź: zły klawisz", description="Gdy naciśnięto klawisz, który nic nie znaczy."
    )
    longest: int = Field(
        default=120, ge=10, le=600, title="Najdłuższa wiadomość (s)", description="Potem nagrywanie się kończy."
    )
    silence: int = Field(
        default=5, ge=2, le=20, title="Cisza kończąca nagranie (s)", description="Nie wlicza się do długości."
    )
    wait_time: float = Field(
        default=6.0,
        ge=1,
        le=30,
        title="Czas na odpowiedź (s)",
        description="Bez odpowiedzi wysyłamy wiadomość.",
    )
    retries: int = Field(
        default=2, ge=0, le=5, title="Ponowne próby", description="Ile razy można nagrać wiadomość od nowa."
    )


class VoiceMessageKind(NodeKind[Settings]):
    name = "voice_message"
    label = "Wiadomość głosowa"
    help = "Nagrywa wiadomość dla urzędu. Osoba, która się rozłączy, zostawia to, co już powiedziała."
    group = "wiadomości"
    settings = Settings
    fixed_outcomes = (
        NodeOutcome("sent", "wiadomość przekazana"),
        NodeOutcome("discarded", "rozmówca zrezygnował"),
        NodeOutcome("failed", "nie nagrano"),
    )

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """Without a chosen office the message is the provincial one's."""
        call = visit.call
        office = call.context.office or visit.tools.offices.province().code
        before: list[PromptToSay] = []
        try:
            for _ in range(settings.retries + 1):
                if visit.tools.space.is_full:
                    break
                await say(call, visit.voice, [*before, *((prompt, visit.values()) for prompt in settings.prompts)])
                outcome = await _one_message(visit, node, settings, office)
                match outcome:
                    case "sent" | "discarded":
                        last = settings.sent_prompt if outcome == "sent" else settings.discarded_prompt
                        await say(call, visit.voice, [last], until_key=False)
                        return outcome
                    case "again":
                        before = []
                    case "nothing":
                        before = [settings.nothing_prompt]
            else:
                return "failed"
        except TelephonyFailed as error:
            log.error("a message was not recorded", error=type(error).__name__)
        await say(call, visit.voice, [settings.impossible_prompt], until_key=False)
        return "failed"

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [
            *settings.prompts,
            settings.choice_prompt,
            settings.sent_prompt,
            settings.discarded_prompt,
            settings.impossible_prompt,
            settings.nothing_prompt,
            settings.no_input_prompt,
            settings.wrong_key_prompt,
        ]

    def untried(self, settings: Settings) -> frozenset[str]:
        return frozenset({"failed"})

    def heard(self, settings: Settings) -> Sequence[str]:
        return [*settings.prompts, settings.choice_prompt, settings.sent_prompt]

    def unasked(self, settings: Settings) -> frozenset[str]:
        return frozenset({"sent", "failed"})

    def reply_time(self, settings: Settings) -> float:
        return SHORTEST + 2 * KEY_TIME


MessageOutcome = Literal["sent", "discarded", "again", "nothing"]


async def _one_message(visit: Visit, node: str, settings: Settings, office: str) -> MessageOutcome:
    call = visit.call
    message = _Message(call, office)
    try:
        await _beep(visit)
        recording = await message.begin(settings)
        ended_by_itself = await first_of(recording.finished, lambda: _hash(call)) == 0
        file = await recording.stop()
        length = file.duration_time
        if ended_by_itself and length < settings.longest:
            length -= settings.silence
        if length < SHORTEST:
            await message.discard("too_short")
            return "nothing"
        outcome = await _decide(visit, node, settings)
        if outcome == "sent":
            message.keep(file)
        else:
            await message.discard("caller")
        return outcome
    finally:
        await message.settle()


async def _beep(visit: Visit) -> None:
    """A message without a beep is better than none."""
    call = visit.call
    try:
        playback = await call.caller.play([visit.tools.beep])
        try:
            await playback.finished()
        finally:
            playback.stop()
    except TelephonyFailed as error:
        log.warning("there was no beep", error=type(error).__name__)
    call.caller.keys.clear()


async def _hash(call: Call) -> None:
    """Until `#`; other keys mean nothing while somebody speaks."""
    keys = call.caller.keys
    while await keys.pressed() != "#":
        keys.take()
    keys.take()


async def _decide(visit: Visit, node: str, settings: Settings) -> MessageOutcome:
    """No answer sends: the caller has spoken and expects that it counts."""
    key = await ask_key(
        visit.call,
        visit.voice,
        [settings.choice_prompt],
        SEND + AGAIN + DISCARD,
        wait_time=settings.wait_time,
        retries=1,
        nothing=[settings.no_input_prompt],
        wrong=[settings.wrong_key_prompt],
    )
    outcomes: dict[str | None, MessageOutcome] = {AGAIN: "again", DISCARD: "discarded"}
    outcome = outcomes.get(key, "sent")
    visit.call.record(KeysEntered(node=node, length=0 if key is None else 1, outcome=outcome, keys=key))
    return outcome


class _Message:
    """One recording, which in the end is either kept or deleted, and the records say which."""

    def __init__(self, call: Call, office: str) -> None:
        self._call = call
        self._office = office
        self._id = new_id("msg")
        self._name = f"wiadomosci/{call.clock.now().astimezone(WARSAW):%Y/%m/%d}/{self._id}"
        self._recording: Recording | None = None
        self._is_open = False

    async def begin(self, settings: Settings) -> Recording:
        self._is_open = True
        self._call.record(
            VoiceMessageStarted(message=self._id, file=recording_file(self._name), office=self._office)
        )
        self._recording = await self._call.caller.record(
            self._name, longest=settings.longest, silence=settings.silence
        )
        return self._recording

    def keep(self, file: RecordedFile) -> None:
        self._is_open = False
        self._call.record(
            VoiceMessageLeft(
                message=self._id,
                file=file.name,
                office=self._office,
                duration_time=round(file.duration_time, 3),
                caller_number=self._call.caller.caller_number,
                client_id=self._call.context.client_id,
            )
        )

    async def discard(self, why: Literal["caller", "too_short", "failed"]) -> None:
        self._is_open = False
        self._call.record(VoiceMessageDiscarded(message=self._id, why=why))
        with anyio.move_on_after(CLOSE_TIME, shield=True):  # also if the caller hangs up now
            await self._call.caller.discard_recording(self._name)

    async def settle(self) -> None:
        """What was not decided: the caller has hung up, or something failed. A file is closed even then."""
        if not self._is_open:
            return
        with anyio.move_on_after(CLOSE_TIME, shield=True):
            try:
                file = None if self._recording is None else await self._recording.stop()
                if file is not None and file.duration_time >= SHORTEST:
                    self.keep(file)
                    return
            except (TelephonyFailed, ChannelGone) as error:
                log.error("a message was not closed", error=type(error).__name__)
                await self.discard("failed")
                return
            await self.discard("too_short" if file is not None else "failed")
        if self._is_open:
            log.error("a message was not closed in time")
            self._is_open = False
            self._call.record(VoiceMessageDiscarded(message=self._id, why="failed"))
