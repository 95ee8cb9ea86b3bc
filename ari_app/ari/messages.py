"""The messages of Asterisk's REST interface (ARI).

Written by `python -m ari_app.ari.generate`; do not edit.
"""

from __future__ import annotations

from msgspec import field

from ari_app.ari.model import Model


class AdditionalParam(Model, frozen=True, kw_only=True):
    parameter_name: str
    parameter_value: str


class Application(Model, frozen=True, kw_only=True):
    name: str
    channel_ids: list[str]
    bridge_ids: list[str]
    endpoint_ids: list[str]
    device_names: list[str]
    events_allowed: list[dict[str, object]]
    events_disallowed: list[dict[str, object]]


class AsteriskInfo(Model, frozen=True, kw_only=True):
    build: BuildInfo | None = None
    system: SystemInfo | None = None
    config: ConfigInfo | None = None
    status: StatusInfo | None = None


class AsteriskPing(Model, frozen=True, kw_only=True):
    asterisk_id: str
    ping: str
    timestamp: str


class Bridge(Model, frozen=True, kw_only=True):
    id: str
    technology: str
    bridge_type: str
    bridge_class: str
    creator: str
    name: str
    channels: list[str]
    creationtime: str
    video_mode: str | None = None
    video_source_id: str | None = None
    bridgevars: dict[str, object] | None = None


class BuildInfo(Model, frozen=True, kw_only=True):
    os: str
    kernel: str
    options: str
    machine: str
    date: str
    user: str


class CallerID(Model, frozen=True, kw_only=True):
    name: str
    number: str


class Channel(Model, frozen=True, kw_only=True):
    id: str
    protocol_id: str
    name: str
    state: str
    caller: CallerID
    connected: CallerID
    accountcode: str
    dialplan: DialplanCEP
    creationtime: str
    language: str
    channelvars: dict[str, object] | None = None
    caller_rdnis: str | None = None
    tenantid: str | None = None


class ConfigInfo(Model, frozen=True, kw_only=True):
    name: str
    default_language: str
    setid: SetId
    max_channels: int | None = None
    max_open_files: int | None = None
    max_load: float | None = None


class ContactInfo(Model, frozen=True, kw_only=True):
    uri: str
    contact_status: str
    aor: str
    roundtrip_usec: str | None = None


class DeviceState(Model, frozen=True, kw_only=True):
    name: str
    state: str


class DialplanCEP(Model, frozen=True, kw_only=True):
    context: str
    exten: str
    priority: int
    app_name: str
    app_data: str


class Endpoint(Model, frozen=True, kw_only=True):
    technology: str
    resource: str
    channel_ids: list[str]
    state: str | None = None


class LiveRecording(Model, frozen=True, kw_only=True):
    name: str
    format: str
    target_uri: str
    state: str
    duration: int | None = None
    talking_duration: int | None = None
    silence_duration: int | None = None
    cause: str | None = None


class Peer(Model, frozen=True, kw_only=True):
    peer_status: str
    cause: str | None = None
    address: str | None = None
    port: str | None = None
    time: str | None = None


class Playback(Model, frozen=True, kw_only=True):
    id: str
    media_uri: str
    target_uri: str
    state: str
    next_media_uri: str | None = None
    language: str | None = None


class RESTQueryStringParameter(Model, frozen=True, kw_only=True):
    name: str
    value: str


class ReferTo(Model, frozen=True, kw_only=True):
    requested_destination: RequiredDestination
    destination_channel: Channel | None = None
    connected_channel: Channel | None = None
    bridge: Bridge | None = None


class ReferredBy(Model, frozen=True, kw_only=True):
    source_channel: Channel
    connected_channel: Channel | None = None
    bridge: Bridge | None = None


class RequiredDestination(Model, frozen=True, kw_only=True):
    protocol_id: str | None = None
    destination: str | None = None
    additional_protocol_params: list[AdditionalParam] | None = None


class SetId(Model, frozen=True, kw_only=True):
    user: str
    group: str


class StatusInfo(Model, frozen=True, kw_only=True):
    startup_time: str
    last_reload_time: str


class SystemInfo(Model, frozen=True, kw_only=True):
    version: str
    entity_id: str


class TextMessage(Model, frozen=True, kw_only=True):
    from_: str = field(name="from")
    to: str
    body: str
    variables: dict[str, object] | None = None


class Variable(Model, frozen=True, kw_only=True):
    value: str


class RESTRequest(Model, tag_field="type", tag=True, frozen=True, kw_only=True):
    transaction_id: str
    request_id: str
    method: str
    uri: str
    content_type: str | None = None
    query_strings: list[RESTQueryStringParameter] | None = None
    message_body: str | None = None


class Message(Model, tag_field="type", tag=True, frozen=True, kw_only=True):
    asterisk_id: str | None = None


class MissingParams(Message, frozen=True, kw_only=True):
    params: list[str]


class Event(Message, frozen=True, kw_only=True):
    application: str
    timestamp: str


class ApplicationMoveFailed(Event, frozen=True, kw_only=True):
    channel: Channel
    destination: str
    args: list[str]


class ApplicationRegistered(Event, frozen=True, kw_only=True):
    pass


class ApplicationReplaced(Event, frozen=True, kw_only=True):
    pass


class ApplicationUnregistered(Event, frozen=True, kw_only=True):
    pass


class BridgeAttendedTransfer(Event, frozen=True, kw_only=True):
    transferer_first_leg: Channel
    transferer_second_leg: Channel
    result: str
    is_external: bool
    destination_type: str
    replace_channel: Channel | None = None
    transferee: Channel | None = None
    transfer_target: Channel | None = None
    transferer_first_leg_bridge: Bridge | None = None
    transferer_second_leg_bridge: Bridge | None = None
    destination_bridge: str | None = None
    destination_application: str | None = None
    destination_link_first_leg: Channel | None = None
    destination_link_second_leg: Channel | None = None
    destination_threeway_channel: Channel | None = None
    destination_threeway_bridge: Bridge | None = None


class BridgeBlindTransfer(Event, frozen=True, kw_only=True):
    channel: Channel
    exten: str
    context: str
    result: str
    is_external: bool
    replace_channel: Channel | None = None
    transferee: Channel | None = None
    bridge: Bridge | None = None


class BridgeCreated(Event, frozen=True, kw_only=True):
    bridge: Bridge


class BridgeDestroyed(Event, frozen=True, kw_only=True):
    bridge: Bridge


class BridgeMerged(Event, frozen=True, kw_only=True):
    bridge: Bridge
    bridge_from: Bridge


class BridgeVideoSourceChanged(Event, frozen=True, kw_only=True):
    bridge: Bridge
    old_video_source_id: str | None = None


class CallBroadcast(Event, frozen=True, kw_only=True):
    channel: Channel
    caller: str | None = None
    called: str | None = None


class CallClaimed(Event, frozen=True, kw_only=True):
    channel: Channel
    winner_app: str


class ChannelCallerId(Event, frozen=True, kw_only=True):
    caller_presentation: int
    caller_presentation_txt: str
    channel: Channel


class ChannelConnectedLine(Event, frozen=True, kw_only=True):
    channel: Channel


class ChannelCreated(Event, frozen=True, kw_only=True):
    channel: Channel


class ChannelDestroyed(Event, frozen=True, kw_only=True):
    cause: int
    cause_txt: str
    channel: Channel
    tech_cause: int | None = None


class ChannelDialplan(Event, frozen=True, kw_only=True):
    channel: Channel
    dialplan_app: str
    dialplan_app_data: str


class ChannelDtmfReceived(Event, frozen=True, kw_only=True):
    digit: str
    duration_ms: int
    channel: Channel


class ChannelEnteredBridge(Event, frozen=True, kw_only=True):
    bridge: Bridge
    channel: Channel | None = None


class ChannelHangupRequest(Event, frozen=True, kw_only=True):
    channel: Channel
    cause: int | None = None
    tech_cause: int | None = None
    soft: bool | None = None


class ChannelHold(Event, frozen=True, kw_only=True):
    channel: Channel
    musicclass: str | None = None


class ChannelLeftBridge(Event, frozen=True, kw_only=True):
    bridge: Bridge
    channel: Channel


class ChannelStateChange(Event, frozen=True, kw_only=True):
    channel: Channel


class ChannelTalkingFinished(Event, frozen=True, kw_only=True):
    channel: Channel
    duration: int


class ChannelTalkingStarted(Event, frozen=True, kw_only=True):
    channel: Channel


class ChannelToneDetected(Event, frozen=True, kw_only=True):
    channel: Channel


class ChannelTransfer(Event, frozen=True, kw_only=True):
    refer_to: ReferTo
    referred_by: ReferredBy
    state: str | None = None


class ChannelUnhold(Event, frozen=True, kw_only=True):
    channel: Channel


class ChannelUserevent(Event, frozen=True, kw_only=True):
    eventname: str
    userevent: dict[str, object]
    channel: Channel | None = None
    bridge: Bridge | None = None
    endpoint: Endpoint | None = None


class ChannelVarset(Event, frozen=True, kw_only=True):
    variable: str
    value: str
    channel: Channel | None = None


class ContactStatusChange(Event, frozen=True, kw_only=True):
    endpoint: Endpoint
    contact_info: ContactInfo


class DeviceStateChanged(Event, frozen=True, kw_only=True):
    device_state: DeviceState


class Dial(Event, frozen=True, kw_only=True):
    peer: Channel
    dialstatus: str
    caller: Channel | None = None
    forward: str | None = None
    forwarded: Channel | None = None
    dialstring: str | None = None


class EndpointStateChange(Event, frozen=True, kw_only=True):
    endpoint: Endpoint


class PeerStatusChange(Event, frozen=True, kw_only=True):
    endpoint: Endpoint
    peer: Peer


class PlaybackContinuing(Event, frozen=True, kw_only=True):
    playback: Playback


class PlaybackFinished(Event, frozen=True, kw_only=True):
    playback: Playback


class PlaybackStarted(Event, frozen=True, kw_only=True):
    playback: Playback


class RESTResponse(Event, frozen=True, kw_only=True):
    transaction_id: str
    request_id: str
    status_code: int
    reason_phrase: str
    uri: str
    content_type: str | None = None
    message_body: str | None = None


class RecordingFailed(Event, frozen=True, kw_only=True):
    recording: LiveRecording


class RecordingFinished(Event, frozen=True, kw_only=True):
    recording: LiveRecording


class RecordingStarted(Event, frozen=True, kw_only=True):
    recording: LiveRecording


class StasisEnd(Event, frozen=True, kw_only=True):
    channel: Channel


class StasisStart(Event, frozen=True, kw_only=True):
    args: list[str]
    channel: Channel
    replace_channel: Channel | None = None


class TextMessageReceived(Event, frozen=True, kw_only=True):
    message: TextMessage
    endpoint: Endpoint | None = None


AnyMessage = (
    RESTResponse
    | MissingParams
    | ApplicationMoveFailed
    | ApplicationRegistered
    | ApplicationReplaced
    | ApplicationUnregistered
    | BridgeAttendedTransfer
    | BridgeBlindTransfer
    | BridgeCreated
    | BridgeDestroyed
    | BridgeMerged
    | BridgeVideoSourceChanged
    | CallBroadcast
    | CallClaimed
    | ChannelCallerId
    | ChannelConnectedLine
    | ChannelCreated
    | ChannelDestroyed
    | ChannelDialplan
    | ChannelDtmfReceived
    | ChannelEnteredBridge
    | ChannelHangupRequest
    | ChannelHold
    | ChannelLeftBridge
    | ChannelStateChange
    | ChannelTalkingFinished
    | ChannelTalkingStarted
    | ChannelToneDetected
    | ChannelTransfer
    | ChannelUnhold
    | ChannelUserevent
    | ChannelVarset
    | ContactStatusChange
    | DeviceStateChanged
    | Dial
    | EndpointStateChange
    | PeerStatusChange
    | PlaybackContinuing
    | PlaybackFinished
    | PlaybackStarted
    | RecordingFailed
    | RecordingFinished
    | RecordingStarted
    | StasisEnd
    | StasisStart
    | TextMessageReceived
)
