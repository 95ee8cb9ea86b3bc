"""May this conversation be recorded? Pure."""

from core.call_context import CallContext


def may_record(context: CallContext) -> bool:
    """Only after the caller pressed the key of consent in this very call; the default is no."""
    return context.is_recording_allowed
