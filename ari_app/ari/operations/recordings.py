"""Requests about recordings.

Written by `python -m ari_app.ari.generate`; do not edit.
"""

from types import NoneType

from ari_app.ari.messages import LiveRecording
from ari_app.ari.request import Request, segment


def delete_stored(
    recording_name: str,
) -> Request[None]:
    """DELETE /recordings/stored/{recordingName}; may be refused with 404."""
    return Request(
        operation="recordings.delete_stored",
        method="DELETE",
        uri=f"recordings/stored/{segment(recording_name)}",
        returns=NoneType,
    )


def get_live(
    recording_name: str,
) -> Request[LiveRecording]:
    """GET /recordings/live/{recordingName}; may be refused with 404."""
    return Request(
        operation="recordings.get_live",
        method="GET",
        uri=f"recordings/live/{segment(recording_name)}",
        returns=LiveRecording,
    )


def cancel(
    recording_name: str,
) -> Request[None]:
    """DELETE /recordings/live/{recordingName}; may be refused with 404."""
    return Request(
        operation="recordings.cancel",
        method="DELETE",
        uri=f"recordings/live/{segment(recording_name)}",
        returns=NoneType,
    )


def stop(
    recording_name: str,
) -> Request[None]:
    """POST /recordings/live/{recordingName}/stop; may be refused with 404."""
    return Request(
        operation="recordings.stop",
        method="POST",
        uri=f"recordings/live/{segment(recording_name)}/stop",
        returns=NoneType,
    )
