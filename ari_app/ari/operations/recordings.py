"""Requests about recordings.

Written by `python -m ari_app.ari.generate`; do not edit.
"""

from types import NoneType

from ari_app.ari.messages import LiveRecording, StoredRecording
from ari_app.ari.request import Request, segment


def list_stored() -> Request[list[StoredRecording]]:
    """GET /recordings/stored."""
    return Request(
        operation="recordings.list_stored",
        method="GET",
        uri="recordings/stored",
        returns=list[StoredRecording],
    )


def get_stored(
    recording_name: str,
) -> Request[StoredRecording]:
    """GET /recordings/stored/{recordingName}; may be refused with 404."""
    return Request(
        operation="recordings.get_stored",
        method="GET",
        uri=f"recordings/stored/{segment(recording_name)}",
        returns=StoredRecording,
    )


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


def copy_stored(
    recording_name: str,
    *,
    destination_recording_name: str,
) -> Request[StoredRecording]:
    """POST /recordings/stored/{recordingName}/copy; may be refused with 404, 409."""
    return Request(
        operation="recordings.copy_stored",
        method="POST",
        uri=f"recordings/stored/{segment(recording_name)}/copy",
        returns=StoredRecording,
        query={
            "destinationRecordingName": destination_recording_name,
        },
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


def pause(
    recording_name: str,
) -> Request[None]:
    """POST /recordings/live/{recordingName}/pause; may be refused with 404, 409."""
    return Request(
        operation="recordings.pause",
        method="POST",
        uri=f"recordings/live/{segment(recording_name)}/pause",
        returns=NoneType,
    )


def unpause(
    recording_name: str,
) -> Request[None]:
    """DELETE /recordings/live/{recordingName}/pause; may be refused with 404, 409."""
    return Request(
        operation="recordings.unpause",
        method="DELETE",
        uri=f"recordings/live/{segment(recording_name)}/pause",
        returns=NoneType,
    )


def mute(
    recording_name: str,
) -> Request[None]:
    """POST /recordings/live/{recordingName}/mute; may be refused with 404, 409."""
    return Request(
        operation="recordings.mute",
        method="POST",
        uri=f"recordings/live/{segment(recording_name)}/mute",
        returns=NoneType,
    )


def unmute(
    recording_name: str,
) -> Request[None]:
    """DELETE /recordings/live/{recordingName}/mute; may be refused with 404, 409."""
    return Request(
        operation="recordings.unmute",
        method="DELETE",
        uri=f"recordings/live/{segment(recording_name)}/mute",
        returns=NoneType,
    )
