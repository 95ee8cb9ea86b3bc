"""The emergency message in front of everything: what is switched on, and saying it once in a call.

Whoever begins a call hears it before the welcome, whatever the scenario; an office's own message comes as soon as
the caller's office is known. In the middle of a call nobody is interrupted by one that was switched on meanwhile.
"""

from collections.abc import Sequence

from core.clock import Clock
from ivr.dialogue import Line, play_out
from ivr.ports import EmergencyMessage
from ivr.visit import Visit

FREE_TEXT = "E09"
"""The prompt whose only placeholder, `komunikat`, is the whole text."""


class EmergencyBoard:
    """`ivr.ports.Emergency`: the messages in memory. They begin and end by the clock, without anybody's doing."""

    def __init__(self, clock: Clock, messages: Sequence[EmergencyMessage] = ()) -> None:
        self._clock = clock
        self.messages = messages  # replaced as a whole when news come

    def message(self, office: str | None) -> EmergencyMessage | None:
        """See Emergency."""
        now = self._clock.now()
        holding = [m for m in self.messages if m.starts_at <= now and (m.ends_at is None or now < m.ends_at)]
        own = [m for m in holding if m.office == office] if office is not None else []
        found = own or [m for m in holding if m.office is None]
        return max(found, key=lambda m: (m.starts_at, m.id), default=None)


def line_of(message: EmergencyMessage) -> Line:
    """As the voice takes it."""
    return message.prompt if message.prompt is not None else (FREE_TEXT, {"komunikat": message.text or ""})


async def announce(visit: Visit, *offices: str | None) -> bool:
    """Say what callers of `offices` (None: of the province) are to hear now, unless this call has heard it; True
    where there was anything.

    A key goes on, and stays for the question that follows; `#` only skips. A message that cannot be played is
    passed over.
    """
    heard = visit.call.context.heard_emergencies
    found = [visit.tools.emergency.message(office) for office in offices]
    lines = {m.id: line_of(m) for m in found if m is not None and m.id not in heard}
    if not lines:
        return False
    heard.update(lines)
    if await play_out(visit.call, visit.voice, [*lines.values()], until_key=True) == "interrupted":
        keys = visit.call.caller.keys
        if keys.peek() == "#":
            keys.take()
    return True
