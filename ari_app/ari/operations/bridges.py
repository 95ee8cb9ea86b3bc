"""Requests about bridges.

Written by `python -m ari_app.ari.generate`; do not edit.
"""

from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Literal

from ari_app.ari.messages import Bridge, LiveRecording, Playback, Variable, Variables
from ari_app.ari.request import Request, segment

RecordIfExists = Literal[
    "fail",
    "overwrite",
    "append",
]

RecordTerminateOn = Literal[
    "none",
    "any",
    "*",
    "#",
]


def list_all() -> Request[list[Bridge]]:
    """GET /bridges."""
    return Request(
        operation="bridges.list_all",
        method="GET",
        uri="bridges",
        returns=list[Bridge],
    )


def create(
    *,
    type: str | None = None,
    bridge_id: str | None = None,
    name: str | None = None,
    variables: Mapping[str, object] | None = None,
) -> Request[Bridge]:
    """POST /bridges; may be refused with 409."""
    return Request(
        operation="bridges.create",
        method="POST",
        uri="bridges",
        returns=Bridge,
        query={
            "type": type,
            "bridgeId": bridge_id,
            "name": name,
        },
        body=None if variables is None else {"variables": variables},
    )


def create_with_id(
    bridge_id: str,
    *,
    type: str | None = None,
    name: str | None = None,
    variables: Mapping[str, object] | None = None,
) -> Request[Bridge]:
    """POST /bridges/{bridgeId}; may be refused with 409."""
    return Request(
        operation="bridges.create_with_id",
        method="POST",
        uri=f"bridges/{segment(bridge_id)}",
        returns=Bridge,
        query={
            "type": type,
            "name": name,
        },
        body=None if variables is None else {"variables": variables},
    )


def get(
    bridge_id: str,
) -> Request[Bridge]:
    """GET /bridges/{bridgeId}; may be refused with 404."""
    return Request(
        operation="bridges.get",
        method="GET",
        uri=f"bridges/{segment(bridge_id)}",
        returns=Bridge,
    )


def destroy(
    bridge_id: str,
) -> Request[None]:
    """DELETE /bridges/{bridgeId}; may be refused with 404."""
    return Request(
        operation="bridges.destroy",
        method="DELETE",
        uri=f"bridges/{segment(bridge_id)}",
        returns=NoneType,
    )


def get_bridge_var(
    bridge_id: str,
    *,
    variable: str,
) -> Request[Variable]:
    """GET /bridges/{bridgeId}/variable; may be refused with 400, 404, 409."""
    return Request(
        operation="bridges.get_bridge_var",
        method="GET",
        uri=f"bridges/{segment(bridge_id)}/variable",
        returns=Variable,
        query={
            "variable": variable,
        },
    )


def set_bridge_var(
    bridge_id: str,
    *,
    variable: str,
    value: str | None = None,
    report_events: bool | None = None,
) -> Request[None]:
    """POST /bridges/{bridgeId}/variable; may be refused with 400, 404, 409."""
    return Request(
        operation="bridges.set_bridge_var",
        method="POST",
        uri=f"bridges/{segment(bridge_id)}/variable",
        returns=NoneType,
        query={
            "variable": variable,
            "value": value,
            "report_events": report_events,
        },
    )


def get_bridge_vars(
    bridge_id: str,
    *,
    variables: Sequence[str],
) -> Request[Variables]:
    """GET /bridges/{bridgeId}/variables; may be refused with 400, 404, 409."""
    return Request(
        operation="bridges.get_bridge_vars",
        method="GET",
        uri=f"bridges/{segment(bridge_id)}/variables",
        returns=Variables,
        query={
            "variables": variables,
        },
    )


def set_bridge_vars(
    bridge_id: str,
    *,
    variables: Mapping[str, object],
) -> Request[None]:
    """POST /bridges/{bridgeId}/variables; may be refused with 400, 404, 409."""
    return Request(
        operation="bridges.set_bridge_vars",
        method="POST",
        uri=f"bridges/{segment(bridge_id)}/variables",
        returns=NoneType,
        body={"variables": variables},
    )


def add_channel(
    bridge_id: str,
    *,
    channel: Sequence[str],
    role: str | None = None,
    absorb_dtmf: bool | None = None,
    mute: bool | None = None,
    inhibit_connected_line_updates: bool | None = None,
) -> Request[None]:
    """POST /bridges/{bridgeId}/addChannel; may be refused with 400, 404, 409, 422."""
    return Request(
        operation="bridges.add_channel",
        method="POST",
        uri=f"bridges/{segment(bridge_id)}/addChannel",
        returns=NoneType,
        query={
            "channel": channel,
            "role": role,
            "absorbDTMF": absorb_dtmf,
            "mute": mute,
            "inhibitConnectedLineUpdates": inhibit_connected_line_updates,
        },
    )


def remove_channel(
    bridge_id: str,
    *,
    channel: Sequence[str],
) -> Request[None]:
    """POST /bridges/{bridgeId}/removeChannel; may be refused with 400, 404, 409, 422."""
    return Request(
        operation="bridges.remove_channel",
        method="POST",
        uri=f"bridges/{segment(bridge_id)}/removeChannel",
        returns=NoneType,
        query={
            "channel": channel,
        },
    )


def set_video_source(
    bridge_id: str,
    channel_id: str,
) -> Request[None]:
    """POST /bridges/{bridgeId}/videoSource/{channelId}; may be refused with 404, 409, 422."""
    return Request(
        operation="bridges.set_video_source",
        method="POST",
        uri=f"bridges/{segment(bridge_id)}/videoSource/{segment(channel_id)}",
        returns=NoneType,
    )


def clear_video_source(
    bridge_id: str,
) -> Request[None]:
    """DELETE /bridges/{bridgeId}/videoSource; may be refused with 404."""
    return Request(
        operation="bridges.clear_video_source",
        method="DELETE",
        uri=f"bridges/{segment(bridge_id)}/videoSource",
        returns=NoneType,
    )


def start_moh(
    bridge_id: str,
    *,
    moh_class: str | None = None,
) -> Request[None]:
    """POST /bridges/{bridgeId}/moh; may be refused with 404, 409."""
    return Request(
        operation="bridges.start_moh",
        method="POST",
        uri=f"bridges/{segment(bridge_id)}/moh",
        returns=NoneType,
        query={
            "mohClass": moh_class,
        },
    )


def stop_moh(
    bridge_id: str,
) -> Request[None]:
    """DELETE /bridges/{bridgeId}/moh; may be refused with 404, 409."""
    return Request(
        operation="bridges.stop_moh",
        method="DELETE",
        uri=f"bridges/{segment(bridge_id)}/moh",
        returns=NoneType,
    )


def play(
    bridge_id: str,
    *,
    media: Sequence[str],
    announcer_format: str | None = None,
    lang: str | None = None,
    offsetms: int | None = None,
    skipms: int | None = None,
    playback_id: str | None = None,
) -> Request[Playback]:
    """POST /bridges/{bridgeId}/play; may be refused with 404, 409, 422."""
    return Request(
        operation="bridges.play",
        method="POST",
        uri=f"bridges/{segment(bridge_id)}/play",
        returns=Playback,
        query={
            "media": media,
            "announcer_format": announcer_format,
            "lang": lang,
            "offsetms": offsetms,
            "skipms": skipms,
            "playbackId": playback_id,
        },
    )


def play_with_id(
    bridge_id: str,
    playback_id: str,
    *,
    media: Sequence[str],
    announcer_format: str | None = None,
    lang: str | None = None,
    offsetms: int | None = None,
    skipms: int | None = None,
) -> Request[Playback]:
    """POST /bridges/{bridgeId}/play/{playbackId}; may be refused with 404, 409, 422."""
    return Request(
        operation="bridges.play_with_id",
        method="POST",
        uri=f"bridges/{segment(bridge_id)}/play/{segment(playback_id)}",
        returns=Playback,
        query={
            "media": media,
            "announcer_format": announcer_format,
            "lang": lang,
            "offsetms": offsetms,
            "skipms": skipms,
        },
    )


def record(
    bridge_id: str,
    *,
    name: str,
    format: str,
    recorder_format: str | None = None,
    max_duration_seconds: int | None = None,
    max_silence_seconds: int | None = None,
    if_exists: RecordIfExists | None = None,
    beep: bool | None = None,
    terminate_on: RecordTerminateOn | None = None,
) -> Request[LiveRecording]:
    """POST /bridges/{bridgeId}/record; may be refused with 400, 404, 409, 422."""
    return Request(
        operation="bridges.record",
        method="POST",
        uri=f"bridges/{segment(bridge_id)}/record",
        returns=LiveRecording,
        query={
            "name": name,
            "format": format,
            "recorder_format": recorder_format,
            "maxDurationSeconds": max_duration_seconds,
            "maxSilenceSeconds": max_silence_seconds,
            "ifExists": if_exists,
            "beep": beep,
            "terminateOn": terminate_on,
        },
    )
