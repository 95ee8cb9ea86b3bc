"""May this conversation be recorded? Pure."""

from core.facts.call_context import CallContext
from core.facts.kinds.recordings import RecordingMode


def begins_recorded(context: CallContext, mode: RecordingMode) -> bool:
    """Is a conversation recorded from its beginning, where the rule `mode` holds?

    The default is no, and a withdrawal covers the rest of the call. An answer stays with the call: whoever said
    yes is recorded in a later conversation, too, where callers are asked. Being told that a provision wants it is
    no consent: it counts nowhere else.
    """
    is_told = context.is_recording_allowed
    is_given = is_told and not context.is_recording_withdrawn
    match mode:
        case "off":
            return False
        case "opt_in":
            return is_given and context.consent_kind != "statutory"
        case "on_demand":
            return is_given and context.consent_kind == "spoken"
        case "statutory":
            return is_told
