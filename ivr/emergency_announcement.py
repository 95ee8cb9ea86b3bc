"""Saying an emergency message, once in a call.

A caller hears it before the welcome, whatever the scenario; an office's own message comes as soon as the caller's
office is known. A message that is switched on in the middle of a call interrupts nobody: it is heard only if the
scenario has a node for it (`ivr.nodes.emergency`).
"""

from core.facts.kinds.scenarios import EmergencyHeard
from ivr.dialogue import PromptToSay, play_out
from ivr.emergency_message import EmergencyMessage
from ivr.visit import Visit

FREE_TEXT = "H03"
"""The prompt whose only placeholder, `tresc`, is what was written when the message was switched on."""


def line_of(message: EmergencyMessage) -> PromptToSay:
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
