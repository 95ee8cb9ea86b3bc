"""A real telephone: registers, calls, rings, hears and speaks over SIP and RTP."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from typing import Any

import anyio
import numpy as np
from baresip import (
    Account,
    AudioNotActive,
    AudioRestarted,
    BaresipError,
    Call,
    Event,
    RegistrationError,
    StackEvent,
    StaleHandleError,
    UserAgent,
)

from ops.softphone.bell import Bell
from ops.softphone.calls import CallRefused, DidNotHappen, Ending, NotRegistered, PhoneError, Ring, State
from ops.softphone.engine import Engine, gone_is_fine
from ops.softphone.recording import Heard
from ops.softphone.tones import RATE, Samples, tone
from ops.softphone.wire import Farewell, Wire

KEY_TIME = 0.24  # seconds: 9 packets while the key is down, 3 that say it is up; the stack sends no fewer
_AHEAD = round(0.1 * RATE)  # samples of our voice kept ready for the stack


class Phone:
    """One telephone. Its methods may be awaited on any asyncio loop; it does one call at a time.

    With a password it can register; without one it is a caller from the public network, whose number is
    `user`. `source` is the address that the exchange sees it at. A second call that comes in while one is up
    is refused with 486 and noted in `rings` and `second_calls`.
    """

    def __init__(self, engine: Engine, user: str, password: str = "", *, source: str = "127.0.0.1") -> None:
        self.user = user
        self.state = State.IDLE
        self.rings: list[Ring] = []
        self.second_calls = 0
        self.ending: Ending | None = None
        self.heard = Heard()
        self.received_keys = ""
        self.is_registered = False
        self._engine = engine
        self._password = password
        self._source = source
        self._bell = Bell(engine)
        self._wire: Wire | None = None
        self._agent: UserAgent | None = None
        self._call: Call | None = None
        self._call_id = ""
        self._leaving = False
        self._voice: Samples | None = None
        self._voice_at = 0
        self._voice_repeats = False
        self._is_dead = False

    def __repr__(self) -> str:
        return f"<Phone {self.user} {self.state.value}>"

    @property
    def story(self) -> str:
        """Every SIP message of this phone, one line each, with seconds since it was plugged in."""
        return "\n".join(self._wire.story) if self._wire else ""

    # -- registration -----------------------------------------------------------------------------------

    async def register(self, port: int, host: str = "127.0.0.1", *, timeout: float = 10) -> None:
        """Log in at the registrar. Raises NotRegistered."""
        await self._engine.run(self._register((host, port), timeout))

    async def unregister(self, *, timeout: float = 10) -> None:
        """Send a real un-REGISTER and wait for its answer; a call that is up or rings goes on."""
        await self._engine.run(self._unregister(timeout))

    async def kill(self) -> None:
        """Vanish as a phone without power does: not a word, no more sound. It is of no use afterwards."""
        await self._engine.run(self._kill())

    async def close(self) -> None:
        """End the call, un-register, unplug. Never fails for a call or registration that is gone already."""
        await self._engine.run(self._close())

    # -- calling ----------------------------------------------------------------------------------------

    async def dial(
        self,
        number: str,
        port: int | None = None,
        host: str = "127.0.0.1",
        *,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Send the INVITE and return. `port` may be left out by a registered phone."""
        await self._engine.run(self._dial(number, (host, port) if port else None, headers or {}))

    async def call(
        self,
        number: str,
        port: int | None = None,
        host: str = "127.0.0.1",
        *,
        headers: Mapping[str, str] | None = None,
        timeout: float = 10,
    ) -> None:
        """Dial and wait until the other side answers. Raises CallRefused, or DidNotHappen (and rings on)."""
        await self.dial(number, port, host, headers=headers)
        await self.answered(timeout)

    async def answered(self, timeout: float = 10) -> None:
        """Wait until the call that was dialled is answered. Raises CallRefused or DidNotHappen."""
        await self.until(lambda: self.state is not State.CALLING, timeout, "an answer")
        if self.state is not State.TALKING:
            assert self.ending is not None
            raise CallRefused(self._explain(f"the call was not answered: {self.ending}"), self.ending)

    # -- being called -----------------------------------------------------------------------------------

    async def wait_for_ring(self, timeout: float = 10) -> Ring:
        """Wait until the phone rings, or return at once if it does. Raises DidNotHappen."""
        await self.until(lambda: self.state is State.RINGING, timeout, "ringing")
        return self.rings[-1]

    async def answer(self, *, timeout: float = 10) -> None:
        """Pick up; return when the exchange has confirmed it. Raises CallRefused when the caller is gone."""
        await self._engine.run(self._answer())
        await self.until(lambda: self.state is not State.RINGING, timeout, "the confirmation of our answer")
        if self.state is not State.TALKING:
            assert self.ending is not None
            raise CallRefused(self._explain("the caller was gone before the answer"), self.ending)

    async def decline(self, code: int = 486, phrase: str = "") -> None:
        """Refuse the call that rings: 486 busy, 603 decline, 480 not available, or any other 3xx to 6xx."""
        await self._engine.run(self._decline(code, phrase))

    async def ignore(self, *, timeout: float = 60) -> Ending:
        """Let it ring until the far end gives up, and return how it did. Raises DidNotHappen."""
        return await self.gone(timeout)

    # -- during a call ----------------------------------------------------------------------------------

    async def hang_up(self, *, timeout: float = 5) -> None:
        """End the call in whatever state it is; nothing to end is fine. Returns when the exchange has confirmed
        it, or after `timeout` seconds without a confirmation."""
        await self._engine.run(self._hang_up(timeout))

    async def gone(self, timeout: float = 10) -> Ending:
        """Wait until the call is over, whoever ended it. Raises DidNotHappen."""
        await self.until(lambda: self.state is State.IDLE, timeout, "the end of the call")
        if self.ending is None:
            raise PhoneError(self._explain("there was no call"))
        return self.ending

    async def send_keys(self, keys: str, *, pace: float = KEY_TIME) -> None:
        """Press 0-9 A-D * # one after the other (RFC 4733); return when the last is released.

        `pace` is seconds from one key to the next; less than 0.24 is taken as 0.24. Raises PhoneError when the
        call ends before the last key.
        """
        await self._engine.run(self._send_keys(keys, max(pace, KEY_TIME)))

    async def say(self, sound: Samples | float, *, repeat: bool = True) -> None:
        """Speak from now on: a tone of so many Hz, or samples (8 kHz); again and again, or once."""
        samples = tone(sound) if isinstance(sound, (int, float)) else sound
        if not len(samples):
            raise ValueError("nothing to say")
        await self._engine.run(self._say(samples, repeat))

    async def be_silent(self) -> None:
        """Stop speaking."""
        await self._engine.run(self._say(None, False))

    async def until_heard(self, wanted: Callable[[Samples], object], timeout: float = 10) -> Samples:
        """Wait until `wanted(all that was heard in this call)`, and return that. Raises DidNotHappen."""
        await self.during_call(lambda: wanted(self.heard.samples), timeout, "the expected sound")
        return self.heard.samples

    async def until_keys(self, keys: str, timeout: float = 10) -> None:
        """Wait until the keys received in this call end with `keys`. Raises DidNotHappen."""
        await self.during_call(lambda: self.received_keys.endswith(keys), timeout, f"the keys {keys}")

    async def during_call(self, true: Callable[[], object], timeout: float, wanted: str) -> None:
        """As `until`, but raises DidNotHappen at once when the call is over without it."""
        is_true = False

        def enough() -> bool:
            nonlocal is_true
            over = self.state is State.IDLE  # first: what came with the end still counts
            is_true = bool(true())
            return is_true or over

        await self.until(enough, timeout, wanted)
        if not is_true:
            raise DidNotHappen(self._explain(f"the call was over before {wanted} came"))

    async def until(self, true: Callable[[], object], timeout: float, wanted: str) -> None:
        """Wait until `true()`; looked at each time anything happens to this phone. Raises DidNotHappen."""
        if not await self._bell.until(true, timeout):
            raise DidNotHappen(self._explain(f"{wanted} did not come within {timeout:g} s"))

    # -- on the engine's loop ---------------------------------------------------------------------------

    async def _plug_in(self, server: tuple[str, int] | None) -> tuple[Wire, UserAgent]:
        if self._is_dead:
            raise PhoneError(f"{self} is dead")
        if self._wire is None:
            self._wire = await self._engine.join(self, self._source, self._bell.ring)
        if server is not None:
            self._wire.server = server
        if self._wire.server is None:
            raise PhoneError(f"{self} knows no exchange yet: give the port")
        if self._agent is None:
            host, port = self._wire.server
            cable_host, cable_port = self._wire.address
            self._agent = await self._engine.agent(
                Account(
                    user=self.user,
                    domain=f"{host}:{port}",
                    password=self._password,
                    registrar=f"{cable_host}:{cable_port};lr",
                    reg_interval=600 if self._password else 0,
                    audio_codecs=("pcma",),
                    # With a video codec at hand, answering is followed by a re-INVITE 0.1 s later.
                    extra_params=("video_codecs=none",),
                )
            )
        return self._wire, self._agent

    async def _register(self, server: tuple[str, int], timeout: float) -> None:
        _, agent = await self._plug_in(server)
        if self.is_registered:
            # Asked to register twice, the stack takes the first registration back at the same moment, and
            # that may arrive last.
            with contextlib.suppress(NotRegistered):
                await self._unregister(timeout)
        try:
            await agent.register(timeout=timeout)
        except RegistrationError as error:
            raise NotRegistered(self._explain(str(error)), error.status) from error
        self.is_registered = True

    async def _unregister(self, timeout: float) -> None:
        if self._agent is None or not self.is_registered:
            return
        self.is_registered = False
        try:
            await self._agent.unregister(timeout=timeout)
        except RegistrationError as error:
            raise NotRegistered(self._explain(str(error)), error.status) from error

    async def _kill(self) -> None:
        self._is_dead = True
        if self._wire is not None:
            self._wire.cut()
        await self._end_call()
        if self._agent is not None and self.is_registered:
            self.is_registered = False
            await self._agent.unregister(timeout=5)

    async def _close(self) -> None:
        try:
            await self._hang_up(3)
            await self._unregister(3)
        except NotRegistered:
            pass  # the exchange is gone or has forgotten us: that is what we want
        finally:
            self._is_dead = True
            self._engine.leave(self)

    async def _dial(self, number: str, server: tuple[str, int] | None, headers: Mapping[str, str]) -> None:
        if self.state is not State.IDLE:
            raise PhoneError(f"{self} is not free")
        wire, agent = await self._plug_in(server)
        assert wire.server is not None
        host, port = wire.server
        self._begin(State.CALLING)
        try:
            call = await agent.dial(f"sip:{number}@{host}:{port}", dict(headers))
        except BaresipError as error:
            self._end(Ending(False, None, str(error), None, time.monotonic()))
            raise PhoneError(self._explain(f"could not dial {number}: {error}")) from error
        self._call = call
        self._engine.claim(call.handle, self)

    async def _answer(self) -> None:
        if self._call is None or self.state is not State.RINGING:
            raise PhoneError(self._explain(f"{self} does not ring"))
        await gone_is_fine(self._call.answer)  # if the caller went in this very moment, answer() tells

    async def _decline(self, code: int, phrase: str) -> None:
        if not 300 <= code <= 699:
            raise ValueError(f"{code} does not refuse a call")
        if self._call is None or self._wire is None or self.state is not State.RINGING:
            raise PhoneError(self._explain(f"{self} does not ring"))
        usual = {480: "Temporarily Unavailable", 486: "Busy Here", 600: "Busy Everywhere", 603: "Decline"}
        self._wire.refuse_with(self._call_id, code, phrase or usual.get(code, "Refused"))
        await self._end_call()

    async def _hang_up(self, timeout: float) -> None:
        await self._end_call()
        wire = self._wire
        if wire is not None:
            await self._bell.heard_until(lambda: wire.is_settled, timeout)

    async def _end_call(self) -> None:
        """Ask the stack to end it; it reports the end itself, before it says that it is done."""
        if self._call is None:
            return
        self._leaving = True
        if self.state is State.CALLING and not self._is_dead:
            # Hung up before the exchange has said a word, the stack forgets the call and never cancels it.
            wire = self._wire
            await self._bell.heard_until(lambda: wire is None or self._call_id in wire.answered, 2)
            await self._engine.catch_up()
            if self._call is None:
                return
        await gone_is_fine(self._call.hangup)
        await self._bell.heard_until(lambda: self._call is None, 5)

    async def _send_keys(self, keys: str, pace: float) -> None:
        start = time.monotonic()
        for number, key in enumerate(keys):
            await anyio.sleep_until(start + number * pace)
            gone = self._call is None or self.state is not State.TALKING
            try:
                if self._call is not None and not gone:
                    await self._call.send_dtmf(key)
            except StaleHandleError:
                gone = True
            if gone:
                raise PhoneError(self._explain(f"the call was over when {len(keys) - number} keys were left"))
        await anyio.sleep_until(start + (len(keys) - 1) * pace + KEY_TIME)

    async def _say(self, samples: Samples | None, repeat: bool) -> None:
        self._voice, self._voice_at, self._voice_repeats = samples, 0, repeat
        if self._call is not None:
            with contextlib.suppress(AudioNotActive, AudioRestarted):
                self._call.audio.flush_tx()  # what is ready there is the old voice

    # -- called by the engine ---------------------------------------------------------------------------

    def on_ring(self, call: Call) -> None:
        assert self._wire is not None
        invite = self._wire.invited[call.call_id or ""]
        ring = Ring(invite.caller, invite.call_id, tuple(invite.headers), time.monotonic())
        self.rings.append(ring)
        if self.state is not State.IDLE:
            self.second_calls += 1
            self._engine.reject(call)
            return
        self._begin(State.RINGING)
        self._call = call
        self._call_id = invite.call_id
        self._engine.claim(call.handle, self)

    def on_event(self, event: StackEvent) -> None:
        if self._call is None or event.call != self._call.handle:
            return
        self._call_id = event.call_id or self._call_id
        if event.event is Event.CALL_ESTABLISHED:
            self.state = State.TALKING
        elif event.event is Event.CALL_DTMF_START and event.text:
            self.received_keys += event.text
        elif event.event is Event.CALL_CLOSED:
            self._end(self._how_it_ended(event))
        self._bell.ring()

    def exchange_sound(self, now: float) -> None:
        if self._call is None:
            return
        audio = self._call.audio
        try:
            if data := audio.read(4 * RATE):
                self.heard.add(now, np.frombuffer(data, dtype=np.int16))
                self._bell.ring()
            if self._voice is not None and self.state is State.TALKING:
                ready = audio.info().tx_buffered // 2
                if ready < _AHEAD:
                    audio.write(self._speak(_AHEAD - ready).tobytes())
        except (AudioNotActive, AudioRestarted):
            return  # between two streams, before the first or after the last

    # -- small things -----------------------------------------------------------------------------------

    def _begin(self, state: State) -> None:
        self.state = state
        self.ending = None
        self.heard = Heard()
        self.received_keys = ""
        self._call_id = ""
        self._leaving = False
        self._bell.ring()

    def _end(self, ending: Ending) -> None:
        self.ending = ending
        self.state = State.IDLE
        self._call = None
        self._bell.ring()

    def _how_it_ended(self, event: StackEvent) -> Ending:
        farewell: Farewell | None = None
        if self._wire is not None and event.call_id:
            farewell = self._wire.farewells.get(event.call_id)
        text = event.text or ""
        if self._leaving:
            return Ending(False, None, text, None, time.monotonic())
        if farewell is None:  # a challenge that we have no answer to, a time-out, a fault of the stack
            code, _, phrase = text.partition(" ")
            refused = code.isdigit() and len(code) == 3
            return Ending(
                refused, int(code) if refused else None, phrase if refused else text, None, time.monotonic()
            )
        return Ending(True, farewell.code, farewell.reason, farewell.cause, time.monotonic())

    def _speak(self, count: int) -> Samples:
        assert self._voice is not None
        voice = self._voice
        if self._voice_repeats:
            picked: Any = np.take(voice, np.arange(self._voice_at, self._voice_at + count), mode="wrap")
            self._voice_at = (self._voice_at + count) % len(voice)
        else:
            picked = voice[self._voice_at : self._voice_at + count]
            self._voice_at += count
        return np.asarray(picked, dtype=np.int16)

    def _explain(self, what: str) -> str:
        return f"{self}: {what}\n{self.story}"
