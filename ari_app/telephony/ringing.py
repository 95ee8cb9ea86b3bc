"""Telephones that we ring: consultants', and subscribers' by way of the operator."""

from collections.abc import Awaitable, Callable
from typing import Literal

import anyio

from acd.telephone import is_browser
from ari_app.ari import AriError, Conflict, Request, ServerError
from ari_app.ari.operations import channels
from ari_app.telephony.channels import AriChannel
from ari_app.telephony.line import AriLine
from ari_app.telephony.playbacks import AriPlayback
from core.errors import NotAnswered
from core.ids import new_id
from core.tasks.flag import Flag
from core.tasks.racing import first_of
from dialplan.extensions import APP

BROWSER_FORMATS = "opus,alaw,ulaw"
"""Without a word Asterisk offers G.711 first, and a page takes what is offered first."""

RESUME_HEADER = {"PJSIP_HEADER(add,X-S724)": "resume"}
"""Asks the page to answer by itself: its conversation of before goes on."""

ANSWER_MARGIN = 2.0  # seconds after Asterisk's own ring time-out in which its event must have come

# Q.850 causes and SIP statuses that a telephone refuses with.
_BUSY = {17}
_DECLINED = {21}
_UNREACHABLE = {1, 3, 18, 20, 27, 34, 38, 41, 42, 58, 88}

RingOutcome = Literal["no_answer", "declined", "busy", "unreachable", "withdrawn", "interrupted", "failed"]


class RingingLeg(AriChannel):
    """A telephone that we ring, from the first ring on; a plain channel once it is answered.

    `endpoint` is the consultant whose telephone it is; empty for a subscriber rung through the operator, whose
    number is `caller_number` then, as if the subscriber had called.
    """

    def __init__(
        self,
        endpoint: str,
        line: AriLine,
        playing: dict[str, AriPlayback],
        *,
        caller_number: str = "",
        dialled_number: str = "",
        channel_id: str | None = None,
        is_listening: bool = False,
        is_trial: bool = False,
        silence: str = "",
        music: str = "",
    ) -> None:
        """`channel_id` of a leg that a process before this one had rung. `silence` and `music`: see AriChannel."""
        kind = "listen" if is_listening else "trial" if is_trial else "agent" if endpoint else "callback"
        super().__init__(
            channel_id or new_id(kind),
            line,
            caller_number=caller_number or endpoint,
            dialled_number=dialled_number,
            playing=playing,
            silence=silence,
            music=music,
        )
        self.endpoint = endpoint
        self.is_listening = is_listening
        self.is_trial = is_trial
        self.began = anyio.current_time()
        self._decided = Flag()
        self._destroyed = Flag()
        self._outcome: RingOutcome | None = None

    @property
    def is_to_talk(self) -> bool:
        """Is it for a conversation of the owner's?"""
        return not self.is_listening and not self.is_trial

    @property
    def is_served(self) -> bool:
        return True  # the exchange forgets it when its block ends

    @property
    def is_answered(self) -> bool:
        return self._decided.is_set and self._outcome is None

    def was_answered(self) -> None:
        self._decided.set()

    def was_not_answered(self, outcome: RingOutcome) -> None:
        if not self._decided.is_set:
            self._outcome = outcome
            self._decided.set()

    def is_destroyed(self) -> None:
        self._destroyed.set()

    async def silent(self) -> None:
        """Return when Asterisk has told the telephone of a hang-up; to be called with a deadline."""
        await self._destroyed.wait()

    async def _send_end(self, request: Request[None]) -> None:
        """On the line on which it was rung, so that it is never silenced before it rings."""
        await self._line.send_first(request)

    async def answered(self) -> None:
        """Return when the telephone was answered; raises NotAnswered when it was not."""
        await self._decided.wait()
        if self._outcome is not None:
            raise NotAnswered(self._outcome)


async def ring(
    line: AriLine, leg: RingingLeg, dial_string: str, caller_id: str, ring_time: float, *, is_resumed: bool = False
) -> None:
    """Let a telephone ring for `ring_time` seconds; returns when it does. Raises NotAnswered if it cannot."""
    try:
        await line.send_first(
            channels.originate_with_id(
                leg.id,
                endpoint=dial_string,
                app=APP,
                app_args="agent",
                caller_id=caller_id,
                timeout=round(ring_time),
                variables=RESUME_HEADER if is_resumed else None,
                formats=BROWSER_FORMATS if is_browser(leg.endpoint) else None,
            )
        )
    except (ServerError, Conflict) as error:
        # "Allocation failed": no contact is registered. A 409 may mean the same: see ari.errors.Conflict.
        leg.has_hung_up()
        raise NotAnswered("unreachable") from error
    except AriError as error:
        raise NotAnswered("failed") from error


async def until_answered(
    leg: RingingLeg, ring_time: float, meanwhile: Callable[[], Awaitable[None]] | None
) -> None:
    """Return when a ringing telephone is answered. Raises NotAnswered; with the outcome "withdrawn" if `meanwhile`
    ended first.
    """
    with anyio.move_on_after(ring_time + ANSWER_MARGIN):
        if meanwhile is None:
            await leg.answered()
        elif await first_of(leg.answered, meanwhile) == 1:
            raise NotAnswered("withdrawn")
        return
    # Asterisk ends what rings by itself, and says so. It has not: that is no fault of whoever was rung.
    raise NotAnswered("interrupted")


def outcome_of(cause: int) -> RingOutcome:
    """Why a telephone was not answered, by Q.850 cause (ITU-T Q.850; hangup causes of Asterisk)."""
    if cause in _BUSY:
        return "busy"
    if cause in _DECLINED:
        return "declined"
    if cause in _UNREACHABLE:
        return "unreachable"
    return "no_answer"


def presentable(text: str) -> str:
    """Without what would break a SIP header or a dial string; a caller chooses the own number's text."""
    return "".join(c for c in text if c.isalnum() or c in " +-.,") or "anonim"
