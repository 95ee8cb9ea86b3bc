"""Requests about channels.

Written by `python -m ari_app.ari.generate`; do not edit.
"""

from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Literal

from ari_app.ari.messages import Channel, LiveRecording, Playback, RTPstat, Variable, Variables
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

MuteDirection = Literal[
    "both",
    "in",
    "out",
]

UnmuteDirection = Literal[
    "both",
    "in",
    "out",
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

SnoopChannelSpy = Literal[
    "none",
    "both",
    "out",
    "in",
]

SnoopChannelWhisper = Literal[
    "none",
    "both",
    "out",
    "in",
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

ExternalMediaEncapsulation = Literal[
    "rtp",
    "audiosocket",
    "none",
]

ExternalMediaTransport = Literal[
    "udp",
    "tcp",
    "websocket",
]

ExternalMediaConnectionType = Literal[
    "client",
    "server",
]

ExternalMediaDirection = Literal["both"]


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


def create(
    *,
    endpoint: str,
    app: str,
    app_args: str | None = None,
    channel_id: str | None = None,
    other_channel_id: str | None = None,
    originator: str | None = None,
    formats: str | None = None,
    variables: Mapping[str, object] | None = None,
) -> Request[Channel]:
    """POST /channels/create; may be refused with 409."""
    return Request(
        operation="channels.create",
        method="POST",
        uri="channels/create",
        returns=Channel,
        query={
            "endpoint": endpoint,
            "app": app,
            "appArgs": app_args,
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


def continue_in_dialplan(
    channel_id: str,
    *,
    context: str | None = None,
    extension: str | None = None,
    priority: int | None = None,
    label: str | None = None,
) -> Request[None]:
    """POST /channels/{channelId}/continue; may be refused with 404, 409, 412."""
    return Request(
        operation="channels.continue_in_dialplan",
        method="POST",
        uri=f"channels/{segment(channel_id)}/continue",
        returns=NoneType,
        query={
            "context": context,
            "extension": extension,
            "priority": priority,
            "label": label,
        },
    )


def move(
    channel_id: str,
    *,
    app: str,
    app_args: str | None = None,
) -> Request[None]:
    """POST /channels/{channelId}/move; may be refused with 404, 409."""
    return Request(
        operation="channels.move",
        method="POST",
        uri=f"channels/{segment(channel_id)}/move",
        returns=NoneType,
        query={
            "app": app,
            "appArgs": app_args,
        },
    )


def redirect(
    channel_id: str,
    *,
    endpoint: str,
) -> Request[None]:
    """POST /channels/{channelId}/redirect; may be refused with 400, 404, 409, 412, 422."""
    return Request(
        operation="channels.redirect",
        method="POST",
        uri=f"channels/{segment(channel_id)}/redirect",
        returns=NoneType,
        query={
            "endpoint": endpoint,
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


def ring(
    channel_id: str,
) -> Request[None]:
    """POST /channels/{channelId}/ring; may be refused with 404, 409, 412."""
    return Request(
        operation="channels.ring",
        method="POST",
        uri=f"channels/{segment(channel_id)}/ring",
        returns=NoneType,
    )


def ring_stop(
    channel_id: str,
) -> Request[None]:
    """DELETE /channels/{channelId}/ring; may be refused with 404, 409, 412."""
    return Request(
        operation="channels.ring_stop",
        method="DELETE",
        uri=f"channels/{segment(channel_id)}/ring",
        returns=NoneType,
    )


def progress(
    channel_id: str,
) -> Request[None]:
    """POST /channels/{channelId}/progress; may be refused with 404, 409, 412."""
    return Request(
        operation="channels.progress",
        method="POST",
        uri=f"channels/{segment(channel_id)}/progress",
        returns=NoneType,
    )


def send_dtmf(
    channel_id: str,
    *,
    dtmf: str | None = None,
    before: int | None = None,
    between: int | None = None,
    duration: int | None = None,
    after: int | None = None,
) -> Request[None]:
    """POST /channels/{channelId}/dtmf; may be refused with 400, 404, 409, 412."""
    return Request(
        operation="channels.send_dtmf",
        method="POST",
        uri=f"channels/{segment(channel_id)}/dtmf",
        returns=NoneType,
        query={
            "dtmf": dtmf,
            "before": before,
            "between": between,
            "duration": duration,
            "after": after,
        },
    )


def mute(
    channel_id: str,
    *,
    direction: MuteDirection | None = None,
) -> Request[None]:
    """POST /channels/{channelId}/mute; may be refused with 404, 409, 412."""
    return Request(
        operation="channels.mute",
        method="POST",
        uri=f"channels/{segment(channel_id)}/mute",
        returns=NoneType,
        query={
            "direction": direction,
        },
    )


def unmute(
    channel_id: str,
    *,
    direction: UnmuteDirection | None = None,
) -> Request[None]:
    """DELETE /channels/{channelId}/mute; may be refused with 404, 409, 412."""
    return Request(
        operation="channels.unmute",
        method="DELETE",
        uri=f"channels/{segment(channel_id)}/mute",
        returns=NoneType,
        query={
            "direction": direction,
        },
    )


def hold(
    channel_id: str,
) -> Request[None]:
    """POST /channels/{channelId}/hold; may be refused with 404, 409, 412."""
    return Request(
        operation="channels.hold",
        method="POST",
        uri=f"channels/{segment(channel_id)}/hold",
        returns=NoneType,
    )


def unhold(
    channel_id: str,
) -> Request[None]:
    """DELETE /channels/{channelId}/hold; may be refused with 404, 409, 412."""
    return Request(
        operation="channels.unhold",
        method="DELETE",
        uri=f"channels/{segment(channel_id)}/hold",
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


def start_silence(
    channel_id: str,
) -> Request[None]:
    """POST /channels/{channelId}/silence; may be refused with 404, 409, 412."""
    return Request(
        operation="channels.start_silence",
        method="POST",
        uri=f"channels/{segment(channel_id)}/silence",
        returns=NoneType,
    )


def stop_silence(
    channel_id: str,
) -> Request[None]:
    """DELETE /channels/{channelId}/silence; may be refused with 404, 409, 412."""
    return Request(
        operation="channels.stop_silence",
        method="DELETE",
        uri=f"channels/{segment(channel_id)}/silence",
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


def get_channel_vars(
    channel_id: str,
    *,
    variables: Sequence[str],
) -> Request[Variables]:
    """GET /channels/{channelId}/variables; may be refused with 400, 404, 409."""
    return Request(
        operation="channels.get_channel_vars",
        method="GET",
        uri=f"channels/{segment(channel_id)}/variables",
        returns=Variables,
        query={
            "variables": variables,
        },
    )


def set_channel_vars(
    channel_id: str,
    *,
    variables: Mapping[str, object],
) -> Request[None]:
    """POST /channels/{channelId}/variables; may be refused with 400, 404, 409."""
    return Request(
        operation="channels.set_channel_vars",
        method="POST",
        uri=f"channels/{segment(channel_id)}/variables",
        returns=NoneType,
        body={"variables": variables},
    )


def snoop_channel(
    channel_id: str,
    *,
    app: str,
    spy: SnoopChannelSpy | None = None,
    whisper: SnoopChannelWhisper | None = None,
    app_args: str | None = None,
    snoop_id: str | None = None,
) -> Request[Channel]:
    """POST /channels/{channelId}/snoop; may be refused with 400, 404."""
    return Request(
        operation="channels.snoop_channel",
        method="POST",
        uri=f"channels/{segment(channel_id)}/snoop",
        returns=Channel,
        query={
            "spy": spy,
            "whisper": whisper,
            "app": app,
            "appArgs": app_args,
            "snoopId": snoop_id,
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


def dial(
    channel_id: str,
    *,
    caller: str | None = None,
    timeout: int | None = None,
) -> Request[None]:
    """POST /channels/{channelId}/dial; may be refused with 404, 409."""
    return Request(
        operation="channels.dial",
        method="POST",
        uri=f"channels/{segment(channel_id)}/dial",
        returns=NoneType,
        query={
            "caller": caller,
            "timeout": timeout,
        },
    )


def rtpstatistics(
    channel_id: str,
) -> Request[RTPstat]:
    """GET /channels/{channelId}/rtp_statistics; may be refused with 404."""
    return Request(
        operation="channels.rtpstatistics",
        method="GET",
        uri=f"channels/{segment(channel_id)}/rtp_statistics",
        returns=RTPstat,
    )


def external_media(
    *,
    app: str,
    format: str,
    channel_id: str | None = None,
    variables: Mapping[str, object] | None = None,
    external_host: str | None = None,
    encapsulation: ExternalMediaEncapsulation | None = None,
    transport: ExternalMediaTransport | None = None,
    connection_type: ExternalMediaConnectionType | None = None,
    direction: ExternalMediaDirection | None = None,
    data: str | None = None,
    transport_data: str | None = None,
) -> Request[Channel]:
    """POST /channels/externalMedia; may be refused with 400, 409."""
    return Request(
        operation="channels.external_media",
        method="POST",
        uri="channels/externalMedia",
        returns=Channel,
        query={
            "channelId": channel_id,
            "app": app,
            "external_host": external_host,
            "encapsulation": encapsulation,
            "transport": transport,
            "connection_type": connection_type,
            "format": format,
            "direction": direction,
            "data": data,
            "transport_data": transport_data,
        },
        body=None if variables is None else {"variables": variables},
    )


def transfer_progress(
    channel_id: str,
    *,
    states: str,
) -> Request[None]:
    """POST /channels/{channelId}/transfer_progress; may be refused with 400, 404, 409, 412."""
    return Request(
        operation="channels.transfer_progress",
        method="POST",
        uri=f"channels/{segment(channel_id)}/transfer_progress",
        returns=NoneType,
        query={
            "states": states,
        },
    )
