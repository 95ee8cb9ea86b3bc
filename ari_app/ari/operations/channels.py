"""Requests about channels.

Written by `python -m ari_app.ari.generate`; do not edit.
"""

from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Literal

from ari_app.ari.messages import Channel, LiveRecording, Playback, Variable
from ari_app.ari.request import Request, segment

HangupReason = Literal[
    "normal",
    "busy",
    "congestion",
    "no_answer",
    "timeout",
    "rejected",
    "unallocated",
    "normal_unspecified",
    "number_incomplete",
    "codec_mismatch",
    "interworking",
    "failure",
    "answered_elsewhere",
]

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

SnoopChannelWithIdSpy = Literal[
    "none",
    "both",
    "out",
    "in",
]

SnoopChannelWithIdWhisper = Literal[
    "none",
    "both",
    "out",
    "in",
]


def list_all() -> Request[list[Channel]]:
    """GET /channels."""
    return Request(
        operation="channels.list_all",
        method="GET",
        uri="channels",
        returns=list[Channel],
    )


def originate(
    *,
    endpoint: str,
    extension: str | None = None,
    context: str | None = None,
    priority: int | None = None,
    label: str | None = None,
    app: str | None = None,
    app_args: str | None = None,
    caller_id: str | None = None,
    timeout: int | None = None,
    variables: Mapping[str, object] | None = None,
    channel_id: str | None = None,
    other_channel_id: str | None = None,
    originator: str | None = None,
    formats: str | None = None,
) -> Request[Channel]:
    """POST /channels; may be refused with 400, 409."""
    return Request(
        operation="channels.originate",
        method="POST",
        uri="channels",
        returns=Channel,
        query={
            "endpoint": endpoint,
            "extension": extension,
            "context": context,
            "priority": priority,
            "label": label,
            "app": app,
            "appArgs": app_args,
            "callerId": caller_id,
            "timeout": timeout,
            "channelId": channel_id,
            "otherChannelId": other_channel_id,
            "originator": originator,
            "formats": formats,
        },
        body=None if variables is None else {"variables": variables},
    )


def get(
    channel_id: str,
) -> Request[Channel]:
    """GET /channels/{channelId}; may be refused with 404."""
    return Request(
        operation="channels.get",
        method="GET",
        uri=f"channels/{segment(channel_id)}",
        returns=Channel,
    )


def originate_with_id(
    channel_id: str,
    *,
    endpoint: str,
    extension: str | None = None,
    context: str | None = None,
    priority: int | None = None,
    label: str | None = None,
    app: str | None = None,
    app_args: str | None = None,
    caller_id: str | None = None,
    timeout: int | None = None,
    variables: Mapping[str, object] | None = None,
    other_channel_id: str | None = None,
    originator: str | None = None,
    formats: str | None = None,
) -> Request[Channel]:
    """POST /channels/{channelId}; may be refused with 400, 409."""
    return Request(
        operation="channels.originate_with_id",
        method="POST",
        uri=f"channels/{segment(channel_id)}",
        returns=Channel,
        query={
            "endpoint": endpoint,
            "extension": extension,
            "context": context,
            "priority": priority,
            "label": label,
            "app": app,
            "appArgs": app_args,
            "callerId": caller_id,
            "timeout": timeout,
            "otherChannelId": other_channel_id,
            "originator": originator,
            "formats": formats,
        },
        body=None if variables is None else {"variables": variables},
    )


def hangup(
    channel_id: str,
    *,
    reason_code: str | None = None,
    reason: HangupReason | None = None,
) -> Request[None]:
    """DELETE /channels/{channelId}; may be refused with 400, 404."""
    return Request(
        operation="channels.hangup",
        method="DELETE",
        uri=f"channels/{segment(channel_id)}",
        returns=NoneType,
        query={
            "reason_code": reason_code,
            "reason": reason,
        },
    )


def answer(
    channel_id: str,
) -> Request[None]:
    """POST /channels/{channelId}/answer; may be refused with 404, 409, 412."""
    return Request(
        operation="channels.answer",
        method="POST",
        uri=f"channels/{segment(channel_id)}/answer",
        returns=NoneType,
    )


def start_moh(
    channel_id: str,
    *,
    moh_class: str | None = None,
) -> Request[None]:
    """POST /channels/{channelId}/moh; may be refused with 404, 409, 412."""
    return Request(
        operation="channels.start_moh",
        method="POST",
        uri=f"channels/{segment(channel_id)}/moh",
        returns=NoneType,
        query={
            "mohClass": moh_class,
        },
    )


def stop_moh(
    channel_id: str,
) -> Request[None]:
    """DELETE /channels/{channelId}/moh; may be refused with 404, 409, 412."""
    return Request(
        operation="channels.stop_moh",
        method="DELETE",
        uri=f"channels/{segment(channel_id)}/moh",
        returns=NoneType,
    )


def play(
    channel_id: str,
    *,
    media: Sequence[str],
    lang: str | None = None,
    offsetms: int | None = None,
    skipms: int | None = None,
    playback_id: str | None = None,
) -> Request[Playback]:
    """POST /channels/{channelId}/play; may be refused with 404, 409, 412."""
    return Request(
        operation="channels.play",
        method="POST",
        uri=f"channels/{segment(channel_id)}/play",
        returns=Playback,
        query={
            "media": media,
            "lang": lang,
            "offsetms": offsetms,
            "skipms": skipms,
            "playbackId": playback_id,
        },
    )


def play_with_id(
    channel_id: str,
    playback_id: str,
    *,
    media: Sequence[str],
    lang: str | None = None,
    offsetms: int | None = None,
    skipms: int | None = None,
) -> Request[Playback]:
    """POST /channels/{channelId}/play/{playbackId}; may be refused with 404, 409, 412."""
    return Request(
        operation="channels.play_with_id",
        method="POST",
        uri=f"channels/{segment(channel_id)}/play/{segment(playback_id)}",
        returns=Playback,
        query={
            "media": media,
            "lang": lang,
            "offsetms": offsetms,
            "skipms": skipms,
        },
    )


def record(
    channel_id: str,
    *,
    name: str,
    format: str,
    max_duration_seconds: int | None = None,
    max_silence_seconds: int | None = None,
    if_exists: RecordIfExists | None = None,
    beep: bool | None = None,
    terminate_on: RecordTerminateOn | None = None,
) -> Request[LiveRecording]:
    """POST /channels/{channelId}/record; may be refused with 400, 404, 409, 422."""
    return Request(
        operation="channels.record",
        method="POST",
        uri=f"channels/{segment(channel_id)}/record",
        returns=LiveRecording,
        query={
            "name": name,
            "format": format,
            "maxDurationSeconds": max_duration_seconds,
            "maxSilenceSeconds": max_silence_seconds,
            "ifExists": if_exists,
            "beep": beep,
            "terminateOn": terminate_on,
        },
    )


def get_channel_var(
    channel_id: str,
    *,
    variable: str,
) -> Request[Variable]:
    """GET /channels/{channelId}/variable; may be refused with 400, 404, 409."""
    return Request(
        operation="channels.get_channel_var",
        method="GET",
        uri=f"channels/{segment(channel_id)}/variable",
        returns=Variable,
        query={
            "variable": variable,
        },
    )


def set_channel_var(
    channel_id: str,
    *,
    variable: str,
    value: str | None = None,
    report_events: bool | None = None,
) -> Request[None]:
    """POST /channels/{channelId}/variable; may be refused with 400, 404, 409."""
    return Request(
        operation="channels.set_channel_var",
        method="POST",
        uri=f"channels/{segment(channel_id)}/variable",
        returns=NoneType,
        query={
            "variable": variable,
            "value": value,
            "report_events": report_events,
        },
    )


def snoop_channel_with_id(
    channel_id: str,
    snoop_id: str,
    *,
    app: str,
    spy: SnoopChannelWithIdSpy | None = None,
    whisper: SnoopChannelWithIdWhisper | None = None,
    app_args: str | None = None,
) -> Request[Channel]:
    """POST /channels/{channelId}/snoop/{snoopId}; may be refused with 400, 404."""
    return Request(
        operation="channels.snoop_channel_with_id",
        method="POST",
        uri=f"channels/{segment(channel_id)}/snoop/{segment(snoop_id)}",
        returns=Channel,
        query={
            "spy": spy,
            "whisper": whisper,
            "app": app,
            "appArgs": app_args,
        },
    )
