"""A call that met no application: the caller hears an apology, and the call stands in the records."""

from typing import Protocol

import structlog

from core.bus import Bus
from core.clock import Clock
from core.events import AnnouncementPlayed, CallEnded, CallFailed, CallStarted
from core.ids import call_id_of

log = structlog.get_logger()

PROMPT = "E01"


class AgiRequest(Protocol):
    """What is used of panoramisk's request."""

    headers: dict[str, str]

    async def send_command(self, command: str) -> dict[str, object]: ...


class Emergency:
    """The FastAGI route `emergency`."""

    def __init__(self, bus: Bus, clock: Clock, apology: str) -> None:
        """`apology` is a sound's absolute path without extension."""
        self._bus = bus
        self._clock = clock
        self._apology = apology

    async def __call__(self, request: AgiRequest) -> None:
        """Apologise and hang up. A caller who hangs up first ends it: Asterisk closes the connection."""
        call_id = call_id_of(request.headers.get("agi_uniqueid", ""))
        began = self._clock.monotonic()
        number = request.headers.get("agi_callerid", "")
        self._bus.publish(
            CallStarted(
                channel_id=request.headers.get("agi_uniqueid", ""),
                dialled_number=request.headers.get("agi_extension", ""),
                caller_number="" if number == "unknown" else number,
            ),
            call_id,
        )
        self._bus.publish(CallFailed(error="ApplicationAway"), call_id)
        has_failed = True
        try:
            await request.send_command(f'STREAM FILE "{self._apology}" ""')
            has_failed = False
        except (OSError, EOFError, ValueError, KeyError) as error:
            log.info("the caller did not hear the apology to its end", error=type(error).__name__)
        finally:
            heard = round(self._clock.monotonic() - began, 3)
            played = AnnouncementPlayed(prompts=[PROMPT], heard_time=heard, has_failed=has_failed)
            self._bus.publish(played, call_id)
            self._bus.publish(CallEnded(reason="failed", duration_time=heard), call_id)
