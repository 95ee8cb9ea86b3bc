"""A real telephone: registers, calls, rings, hears and speaks over SIP and RTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from softphone.calls import CallRefused, DidNotHappen, Ending, PhoneError, Ring, State
from softphone.line import KEY_TIME, Line
from softphone.tones import Samples, tone
from softphone.voice import Voice


class Phone(Line):
    """One telephone. Its methods may be awaited on any asyncio loop; it does one call at a time.

    With a password it can register; without one it is a caller from the public network, whose number is
    `user`. `source` is the address that the exchange sees it at, `own_port` the port (0: any).
    A second call that comes in while one is up is refused with 486 and noted in `rings` and `second_calls`.

    With `encryption` it speaks SIP over TLS. What is sent first then raises NoConnection where there is none to be
    had; a connection that was lost is made again by the next thing to send.
    """

    # -- registration -----------------------------------------------------------------------------------

    async def register(self, port: int, host: str = "127.0.0.1", *, timeout: float = 10) -> None:
        """Log in at the registrar. Raises NotRegistered."""
        await self._engine.run_to_end(self._register((host, port), timeout))

    def knows_also(self, port: int, host: str = "127.0.0.1") -> None:
        """Another way into the centre: what the first one leaves without an answer goes there."""
        self._other_server = (host, port)

    async def unregister(self, *, timeout: float = 10) -> None:
        """Send a real un-REGISTER and wait for its answer; a call that is up or rings goes on."""
        await self._engine.run_to_end(self._unregister(timeout))

    async def kill(self) -> None:
        """Vanish as a phone without power does: not a word, no more sound. It is of no use afterwards."""
        await self._engine.run_to_end(self._kill())

    async def close(self) -> None:
        """End the call, un-register, unplug. Never fails for a call or registration that is gone already."""
        await self._engine.run_to_end(self._close())

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
        await self._engine.run_to_end(self._dial(number, (host, port) if port else None, headers or {}))

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

    async def plug_in(self, port: int, host: str = "127.0.0.1") -> None:
        """Be reachable for the exchange at this address without registering, as a subscriber of the network."""
        await self._engine.run_to_end(self._plug_in((host, port)))

    # -- being called -----------------------------------------------------------------------------------

    async def wait_for_ring(self, timeout: float = 10) -> Ring:
        """Wait until the phone rings, or return at once if it does. Raises DidNotHappen."""
        await self.until(lambda: self.state is State.RINGING, timeout, "ringing")
        return self.rings[-1]

    async def answer(self, *, timeout: float = 10) -> None:
        """Pick up; return when the exchange has confirmed it. Raises CallRefused when the caller is gone."""
        await self._engine.run_to_end(self._answer())
        await self.until(lambda: self.state is not State.RINGING, timeout, "the confirmation of our answer")
        if self.state is not State.TALKING:
            assert self.ending is not None
            raise CallRefused(self._explain("the caller was gone before the answer"), self.ending)

    async def decline(self, code: int = 486, phrase: str = "") -> None:
        """Refuse the call that rings: 486 busy, 603 decline, 480 not available, or any other 3xx to 6xx."""
        await self._engine.run_to_end(self._decline(code, phrase))

    async def ignore(self, *, timeout: float = 60) -> Ending:
        """Let it ring until the far end gives up, and return how it did. Raises DidNotHappen."""
        return await self.gone(timeout)

    # -- during a call ----------------------------------------------------------------------------------

    async def hang_up(self, *, timeout: float = 5) -> None:
        """End the call in whatever state it is; nothing to end is fine. Returns when the exchange has confirmed
        it, or after `timeout` seconds without a confirmation."""
        await self._engine.run_to_end(self._hang_up(timeout))

    async def gone(self, timeout: float = 10) -> Ending:
        """Wait until the call is over, whoever ended it. Raises DidNotHappen."""
        of_this_call = self.heard  # the next call may ring a few milliseconds later, before anybody here looks

        def is_over() -> bool:
            return self.state is State.IDLE or self.heard is not of_this_call

        await self.until(is_over, timeout, "the end of the call")
        if self.last_ending is None:
            raise PhoneError(self._explain("there was no call"))
        return self.last_ending

    async def send_keys(self, keys: str, *, pace: float = KEY_TIME) -> None:
        """Press 0-9 A-D * # one after the other (RFC 4733); return when the last is released.

        `pace` is seconds from one key to the next; less than 0.24 is taken as 0.24. Raises PhoneError when the
        call ends before the last key.
        """
        await self._engine.run(self._send_keys(keys, max(pace, KEY_TIME)))

    async def hold(self) -> None:
        """Put the other side on hold with a re-INVITE (RFC 3264 section 8.4). Raises PhoneError outside a call."""
        await self._engine.run_to_end(self._hold(is_held=True))

    async def resume(self) -> None:
        """Talk again after `hold`."""
        await self._engine.run_to_end(self._hold(is_held=False))

    async def transfer(self, number: str, *, timeout: float = 5) -> None:
        """Ask the exchange to connect the other side with `number` (REFER). Raises PhoneError when it does not."""
        await self._engine.run_to_end(self._transfer(number, timeout))

    async def say(self, sound: Samples | float, *, repeat: bool = True) -> None:
        """Speak from now on: a tone of so many Hz, or samples (8 kHz); again and again, or once."""
        samples = tone(sound) if isinstance(sound, (int, float)) else sound
        await self._engine.run_to_end(self._say(Voice(samples, repeat)))

    async def be_silent(self) -> None:
        """Stop speaking."""
        await self._engine.run_to_end(self._say(None))

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
