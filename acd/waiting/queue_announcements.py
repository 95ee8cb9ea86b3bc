"""What callers hear while they wait, and which keys they may press."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import anyio

from acd.choice.expected_wait import ExpectedWait
from acd.live.matchmaker import Matchmaker
from acd.live.offers import Place
from acd.waiting.callbacks import CallbackOrder, Callbacks
from acd.waiting.queue_voice import QueueVoice
from core.call import Call
from core.errors import PlaybackFailed
from core.facts.kinds.waiting import HomeOfficePreferred, WaitEstimateChecked, WaitEstimated
from core.telephony.telephony import Playback

HOME_KEY, CALLBACK_KEY = "9", "1"
KEY_TIME = 4.0  # seconds after an offer of a call-back in which its key is waited for
PLACES_SAID = 30  # a place beyond that is no news that helps

Words = Callable[..., Awaitable[Sequence[str]]]


@dataclass(slots=True)
class LastAnnouncement:
    """What was said last, and may still be heard."""

    playback: Playback | None = None

    def stop(self) -> None:
        """Nothing more of it is to be heard. Harmless when it is over."""
        playback, self.playback = self.playback, None
        if playback is not None:
            playback.stop()


@dataclass(slots=True)
class CallerWait:
    """One call's wait, as far as the caller has noticed it."""

    call: Call
    place: Place
    announced: int = 0
    estimate: ExpectedWait | None = None
    estimated_at: float = 0.0
    chose_home: bool = False  # and has not yet heard that this was understood
    ordered: CallbackOrder | None = None
    has_left: bool = False  # the queue
    said: LastAnnouncement = field(default_factory=LastAnnouncement)


class QueueAnnouncements:
    """For all callers who wait."""

    def __init__(
        self,
        matchmaker: Matchmaker,
        voice: QueueVoice,
        callbacks: Callbacks,
        says_little: Callable[[], bool] = lambda: False,
    ) -> None:
        """`says_little()`: nothing is said besides music."""
        self._says_little = says_little
        self._matchmaker = matchmaker
        self._voice = voice
        self._callbacks = callbacks

    async def announce(self, wait: CallerWait) -> None:
        """Tell the caller that all are busy; then music, and now and then the place and the expected wait.

        Ends only when a call-back was ordered.
        """
        with wait.call.caller.music_behind():
            await self._announce(wait)

    async def _announce(self, wait: CallerWait) -> None:
        call, place = wait.call, wait.place
        policy = self._matchmaker.policy(place.entry.office)
        call.caller.keys.clear()
        if wait.chose_home:
            await self._confirm_home(wait)
        elif not wait.announced:
            await self._tell(wait, self._voice.all_busy)
        while True:
            wait.announced += 1
            await call.caller.start_music()
            key = await call.caller.keys.next(policy.announce_every)
            if key is not None:
                await self._pressed(wait, key)
                continue
            if self._says_little():
                continue
            position = self._matchmaker.place_in_line(place)
            if position <= PLACES_SAID:
                await self._tell(wait, partial(self._voice.place, position))
            await self._tell_expected(wait)
            if await self._offer_callback(wait):
                return

    async def _pressed(self, wait: CallerWait, key: str | None) -> None:
        if key == HOME_KEY and wait.place.knows_of_sharing and not wait.place.entry.stays_home:
            self.prefer_home(wait)
            if wait.chose_home:
                await self._confirm_home(wait)

    def prefer_home(self, wait: CallerWait) -> None:
        """Without effect if nobody of the own office is there to wait for."""
        self._matchmaker.wait_for_home(wait.place)
        if wait.place.entry.stays_home:
            wait.chose_home = True
            wait.call.record(HomeOfficePreferred(queue=wait.place.entry.office))

    async def _confirm_home(self, wait: CallerWait) -> None:
        wait.chose_home = False
        await self._tell(wait, self._voice.waits_for_home)

    async def _tell_expected(self, wait: CallerWait) -> None:
        estimate = self._matchmaker.expected_wait(wait.place)
        if estimate is None:
            return
        now = wait.call.clock.monotonic()
        wait.estimate, wait.estimated_at = estimate, now
        wait.call.record(
            WaitEstimated(
                queue=wait.place.entry.office,
                low_time=round(estimate.low_time, 1),
                high_time=round(estimate.high_time, 1),
                waited_time=round(now - wait.place.entry.joined, 1),
            )
        )
        await self._tell(wait, partial(self._voice.expected, *estimate.minutes))

    def check_estimate(self, wait: CallerWait) -> None:
        if wait.estimate is not None:
            waited = wait.call.clock.monotonic() - wait.estimated_at
            error = round(wait.estimate.error(waited), 1)
            wait.call.record(WaitEstimateChecked(queue=wait.place.entry.office, error_time=error))

    async def _offer_callback(self, wait: CallerWait) -> bool:
        """Offer to ring back instead, every other time once the wait is long enough; True when it was ordered."""
        call, entry = wait.call, wait.place.entry
        after = self._matchmaker.policy(entry.office).callback_after
        waited = call.clock.monotonic() - entry.joined
        is_offered = after is not None and waited >= after and wait.announced % 2
        if entry.is_of_order or not is_offered or not self._callbacks.are_possible:
            return False
        call.caller.keys.clear()
        await self._tell(wait, self._voice.callback_offer)
        key = await call.caller.keys.next(KEY_TIME)
        if key != CALLBACK_KEY:
            await self._pressed(wait, key)
            return False
        office = call.context.office or entry.office  # the caller's own, also in the queue of its pool
        wait.ordered = await self._callbacks.talk_over(call, office, entry.topic, due=entry.due)
        return wait.ordered is not None

    async def tell_of_sharing(self, wait: CallerWait) -> None:
        """While another office's telephone rings: say so, and end when the caller would rather wait.

        The key for that is named only where somebody of the own office is there to wait for.
        """
        call, office = wait.call, wait.place.entry.office
        call.caller.keys.clear()
        # In the queue of an evening pool nobody of the caller's office is waited for.
        is_home_there = call.context.office in (None, office) and self._matchmaker.is_anybody_of(office)
        if not wait.place.knows_of_sharing:
            wait.place.knows_of_sharing = is_home_there
            is_known = call.context.client_id is not None
            words = partial(self._voice.elsewhere, is_home_there=is_home_there, is_known=is_known)
            with call.caller.music_behind():
                await self.say(call, words)
                await call.caller.start_music()
        if not is_home_there:
            await anyio.sleep_forever()
        while await call.caller.keys.pressed() != HOME_KEY:
            call.caller.keys.take()
        call.caller.keys.take()

    async def say(self, call: Call, words: Words) -> None:
        """To a caller for whom nobody is looked for meanwhile."""
        said = LastAnnouncement()
        try:
            await self._speak(call, said, words)
        finally:
            said.stop()

    async def _tell(self, wait: CallerWait, words: Words) -> None:
        """Cancelled by a promise it is heard a moment longer: the telephone is told to ring first."""
        await self._speak(wait.call, wait.said, words)
        wait.said.stop()

    async def _speak(self, call: Call, said: LastAnnouncement, words: Words) -> None:
        """In the caller's language. Ends at the next key; the key stays to be read."""
        try:
            said.playback = await call.caller.play(await words(language=call.context.language))
            with call.caller.keys.until_pressed():
                await said.playback.finished()
        except PlaybackFailed:
            return  # the music goes on, and that is what matters here
