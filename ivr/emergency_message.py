"""The emergency message in front of everything: what is switched on, and saying it once in a call.

Whoever begins a call hears it before the welcome, whatever the scenario; an office's own message comes as soon as
the caller's office is known. In the middle of a call nobody is interrupted by one that was switched on meanwhile:
it is heard where the scenario has a node for it (`ivr.nodes.emergency`).
"""

from collections.abc import Sequence

from core.clock import Clock
from core.events import EmergencyHeard
from ivr.dialogue import Line, play_out
from ivr.ports import EmergencyMessage
from ivr.visit import Visit

FREE_TEXT = "H03"
"""The prompt whose only placeholder, `tresc`, is what was written when the message was switched on."""


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
    """As the voice takes it. The prompt ends the sentence itself."""
    if message.prompt is not None:
        return message.prompt
    return FREE_TEXT, {"tresc": (message.text or "").strip().rstrip(".")}


async def announce(visit: Visit, *messages: EmergencyMessage | None, until_key: bool = True) -> None:
    """Say those of `messages` that this call has not heard yet.

    `until_key`: a key goes on, and stays for the question that follows; `#` only skips. A message that cannot be
    played is passed over. What was heard outlives this process.
    """
    heard = visit.call.context.heard_emergencies
    lines = {m.id: line_of(m) for m in messages if m is not None and m.id not in heard}
    if not lines:
        return
    ending = await play_out(visit.call, visit.voice, [*lines.values()], until_key=until_key)
    heard.update(lines)
    for message in lines:
        visit.call.record(EmergencyHeard(message=message))
    if ending == "interrupted":
        keys = visit.call.caller.keys
        if keys.peek() == "#":
            keys.take()
