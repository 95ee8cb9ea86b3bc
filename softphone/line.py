"""The inside of a telephone: one line of the SIP stack, its cable, its call. All on the engine's loop."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping

import anyio
import numpy as np
from baresip import (
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

from softphone.bell import Bell
from softphone.calls import Ending, NoConnection, NotRegistered, PhoneError, Ring, State, how_it_ended
from softphone.encryption import Encryption
from softphone.engine import Engine
from softphone.machinery import gone_is_fine, phone_account
from softphone.recording import Heard
from softphone.tones import RATE
from softphone.voice import Voice
from softphone.wire import Farewell, Wire

KEY_TIME = 0.24  # seconds: 9 packets while the key is down, 3 that say it is up; the stack sends no fewer
_GRACE = 0.1  # seconds that the stack has for ending a call in full, before the wire does
_AHEAD = round(0.1 * RATE)  # samples of our voice kept ready for the stack


class Line:
    """What a Phone is made of; the attributes without an underscore may be read from any thread."""

    def __init__(
        self,
        engine: Engine,
        user: str,
        password: str = "",
        *,
        source: str = "127.0.0.1",
        own_port: int = 0,
        encryption: Encryption | None = None,
    ) -> None:
        self.user = user
        self.state = State.IDLE
        self.rings: list[Ring] = []
        self.second_calls = 0
        self.ending: Ending | None = None  # of the present call, once it is over
        self.last_ending: Ending | None = None  # of the last call that is over
        self.heard = Heard()
        self.received_keys = ""
        self.is_registered = False
        self._engine = engine.machinery
        self._password = password
        self._source = source
        self._own_port = own_port
        self._encryption = encryption
        self._bell = Bell(self._engine)
        self._other_server: tuple[str, int] | None = None
        self._wire: Wire | None = None
        self._agent: UserAgent | None = None
        self._call: Call | None = None
        self._call_id = ""
        self._leaving = False
        self._voice: Voice | None = None
        self._is_dead = False
        # What a cancelled waiter has left under way is finished before the next thing begins.
        self._doing = anyio.Lock()

    def __repr__(self) -> str:
        return f"<Phone {self.user} {self.state.value}>"

    @property
    def story(self) -> str:
        """Every SIP message of this phone, one line each, with seconds since it was plugged in."""
        return "\n".join(self._wire.story) if self._wire else ""

    @property
    def certificate(self) -> bytes:
        """What the exchange has shown over TLS, as DER; nothing in clear."""
        return self._wire.certificate if self._wire else b""

    @property
    def sessions(self) -> tuple[bytes, bytes]:
        """What the exchange and what this phone last said of the sound of this call, as SDP."""
        if self._wire is None:
            return b"", b""
        return self._wire.sessions.get(self._call_id, b""), self._wire.own_sessions.get(self._call_id, b"")

    @property
    def own_tag(self) -> str:
        """Of the dialog of this call; empty while it has none."""
        return self._wire.own_tags.get(self._call_id, "") if self._wire else ""

    async def _plug_in(self, server: tuple[str, int] | None) -> tuple[Wire, UserAgent]:
        if self._is_dead:
            raise PhoneError(f"{self} is dead")
        if self._wire is None:
            place = (self._source, self._own_port)
            self._wire = await self._engine.join(self, place, self._bell.ring, self._encryption)
        self._wire.other_server = self._wire.other_server or self._other_server
        known = server or self._wire.server
        if known is None:
            raise PhoneError(f"{self} knows no exchange yet: give the port")
        try:
            await self._wire.reach(known)
        except OSError as error:
            raise NoConnection(self._explain(f"no connection to the exchange: {error}")) from error
        if self._agent is None:
            account = phone_account(
                self.user,
                self._password,
                known,
                self._wire.address,
                self._encryption.sound if self._encryption else "none",
            )
            self._agent = await self._engine.agent(account)
        return self._wire, self._agent

    async def _register(self, server: tuple[str, int], timeout: float) -> None:
        async with self._doing:
            _, agent = await self._plug_in(server)
            # Asked to register twice, the stack takes the first registration back at the same moment, and
            # that may arrive last.
            with contextlib.suppress(NotRegistered):
                await self._sign_off(timeout)
            try:
                await agent.register(timeout=timeout)
            except RegistrationError as error:
                raise NotRegistered(self._explain(str(error)), error.status) from error
            self.is_registered = True

    async def _unregister(self, timeout: float) -> None:
        async with self._doing:
            await self._sign_off(timeout)

    async def _sign_off(self, timeout: float) -> None:
        if self._agent is None or not self.is_registered:
            return
        self.is_registered = False
        try:
            await self._agent.unregister(timeout=timeout)
        except RegistrationError as error:
            raise NotRegistered(self._explain(str(error)), error.status) from error

    async def _kill(self) -> None:
        async with self._doing:
            self._is_dead = True
            if self._wire is not None:
                self._wire.cut()
            await self._end_call()
            await self._sign_off(5)

    async def _close(self) -> None:
        async with self._doing:
            try:
                await self._hang_up(3)
                await self._sign_off(3)
            except NotRegistered:
                pass  # the exchange is gone or has forgotten us: that is what we want
            finally:
                self._is_dead = True
                self._engine.leave(self)

    async def _dial(self, number: str, server: tuple[str, int] | None, headers: Mapping[str, str]) -> None:
        async with self._doing:
            if self.state is not State.IDLE:
                raise PhoneError(f"{self} is not free")
            wire, agent = await self._plug_in(server)
            assert wire.server is not None
            # The stack lives on loopback and dials nobody elsewhere; the cable leads there.
            host, port = wire.server if wire.server[0].startswith("127.") else wire.address
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
        call_id = self._call_id
        await self._end_call()
        wire = self._wire
        if wire is None or not call_id:
            return
        if not await self._bell.heard_until(lambda: wire.is_settled(call_id), min(timeout, _GRACE)):
            wire.finish(call_id)
            await self._bell.heard_until(lambda: wire.is_settled(call_id), timeout)

    async def _end_call(self) -> None:
        """Ask the stack to end it; it reports the end itself, before it says that it is done."""
        if self._call is None:
            return
        self._leaving = True
        wire, call_id = self._wire, self._call_id
        if wire is not None and self.state is State.CALLING and not self._is_dead:
            # Before the exchange has said a word, the stack would forget the call and not cancel it.
            await self._bell.heard_until(lambda: wire.has_reply(call_id), 0.5)
            if self._call is None:
                return
        call = self._call
        await gone_is_fine(call.hangup)
        # Not "no call": the next one may ring already.
        await self._bell.heard_until(lambda: self._call is not call, 5)

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

    async def _hold(self, *, is_held: bool) -> None:
        if self._call is None or self.state is not State.TALKING:
            raise PhoneError(self._explain(f"{self} talks to nobody"))
        await gone_is_fine(self._call.hold if is_held else self._call.resume)

    async def _transfer(self, number: str, timeout: float) -> None:
        if self._call is None or self._wire is None or self.state is not State.TALKING:
            raise PhoneError(self._explain(f"{self} talks to nobody"))
        host, port = self._wire.server or self._wire.address
        try:
            await self._call.transfer(f"sip:{number}@{host}:{port}", timeout=timeout)
        except BaresipError as error:
            raise PhoneError(self._explain(f"not transferred: {error}")) from error

    async def _say(self, voice: Voice | None) -> None:
        self._voice = voice
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

    def has_call(self, handle: int) -> bool:
        """Is the call of that handle this phone's, and not over?"""
        return self._call is not None and self._call.handle == handle

    def on_event(self, event: StackEvent) -> None:
        if self._call is None or event.call != self._call.handle or self._is_of_an_earlier_call(event):
            return
        self._call_id = event.call_id or self._call_id
        if event.event is Event.CALL_ESTABLISHED:
            self.state = State.TALKING
        elif event.event is Event.CALL_DTMF_START and event.text:
            self.received_keys += event.text
        elif event.event is Event.CALL_CLOSED:
            self._end(how_it_ended(event.text or "", self._farewell(), self._leaving))
        self._bell.ring()

    def _is_of_an_earlier_call(self, event: StackEvent) -> bool:
        """The stack gives a new call the handle of one that has just ended, and may report that end afterwards."""
        is_known = self._wire is not None and self._call_id in self._wire.invited
        return is_known and bool(event.call_id) and event.call_id != self._call_id

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
                    audio.write(self._voice.next(_AHEAD - ready).tobytes())
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
        self.ending = self.last_ending = ending
        self.state = State.IDLE
        self._call = None
        self._bell.ring()

    def _farewell(self) -> Farewell | None:
        return self._wire.farewells.get(self._call_id) if self._wire else None

    def _explain(self, what: str) -> str:
        return f"{self}: {what}\n{self.story}"
