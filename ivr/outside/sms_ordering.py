"""Orders a text message in a call: what is ordered is stored as a fact, and sending is another part's work.

Whether anything sends messages is asked before (`ivr.visit.Tools.sends_sms`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.call import Call
from core.facts.kinds.messages import SmsOrdered
from core.ids import new_id
from core.messages.sms import SmsUnknown, length_of, templates, without_polish

MOST_IN_CALL = 3  # messages, unless a node says otherwise


@dataclass(frozen=True, slots=True)
class Message:
    """A message that may be ordered, in plain letters."""

    template: str
    values: Mapping[str, str]
    segments: int


def message(
    call: Call,
    template: str,
    values: Mapping[str, str],
    *,
    most_segments: int,
    most_in_call: int = MOST_IN_CALL,
) -> Message | None:
    """None if a value is missing, if it would be longer, or if this call has had as many messages already."""
    if call.context.sms_orders >= most_in_call:
        return None
    plain = {name: without_polish(value) for name, value in values.items()}
    try:
        length = length_of(templates()[template].filled(plain))
    except SmsUnknown:
        return None
    return Message(template, plain, length.segments) if length.segments <= most_segments else None


def order(call: Call, ordered: Message, number: str) -> None:
    """To a mobile number of nine digits."""
    call.context.sms_orders += 1
    call.record(
        SmsOrdered(
            order=new_id("sms"),
            template=ordered.template,
            sms_number=number,
            sms_values=dict(ordered.values),
            segments=ordered.segments,
            office=call.context.office,
        )
    )
