"""What Asterisk holds when a process connects: channels, bridges, and which of them belong to the application."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from acd.telephone import agent_of
from ari_app.ari import messages as m
from core.caller_number import caller_number
from core.nodes import node_of

LISTENING_LEGS = ("listen-", "snoop-")
"""Of listening in: whoever listens, and what is heard. No conversation needs them, but that of a supervisor who
has taken it over."""

OWN_LEGS = ("agent-", "callback-", "outbound-", "trial-", *LISTENING_LEGS)
"""How the ids of channels begin that the application makes; every other channel came from outside."""

OWN_BRIDGES = "bridge-"


@dataclass(frozen=True, slots=True)
class ChannelSnapshot:
    """One channel. `arguments` are those that the dialplan gave the application; empty outside of it.

    `caller_number` is empty if the caller shows none.
    """

    id: str
    endpoint: str
    is_answered: bool
    is_in_app: bool
    arguments: tuple[str, ...]
    caller_number: str

    @property
    def is_own_leg(self) -> bool:
        return self.id.startswith(OWN_LEGS)

    @property
    def listens(self) -> bool:
        return self.id.startswith(LISTENING_LEGS)


@dataclass(frozen=True, slots=True)
class AsteriskSnapshot:
    """Everything that is there. `began_at` is when Asterisk was started; `began`, of several, by their names."""

    channels: dict[str, ChannelSnapshot]
    bridges: dict[str, tuple[str, ...]]
    began_at: datetime | None = None
    began: Mapping[str, datetime | None] = field(default_factory=dict)

    def began_with(self, channel_id: str) -> datetime | None:
        """When the Asterisk was started on which a channel was that is there no more; None if it is away itself.
        Of one whose id does not say where it was, the earliest: it may have been there; None if one is away."""
        if not self.began:
            return self.began_at
        node = node_of(channel_id, tuple(self.began))
        if node is not None:
            return self.began[node]
        if not channel_id.startswith(OWN_LEGS):
            return None
        return None if None in self.began.values() else min(at for at in self.began.values() if at is not None)

    def leg_of(self, agent: str, bridge_id: str | None) -> str | None:
        """The consultant's answered leg, on that bridge if one is named; None when it is gone."""
        members = self.bridges.get(bridge_id, ()) if bridge_id is not None else tuple(self.channels)
        for channel_id in members:
            channel = self.channels.get(channel_id)
            if channel is None or not channel.is_own_leg or not channel.is_answered:
                continue
            if channel.listens and bridge_id is None:  # hears somebody else's conversation
                continue
            if agent_of(channel.endpoint) == agent:
                return channel_id
        return None


def merged(nodes: Mapping[str, AsteriskSnapshot], away: Collection[str] = ()) -> AsteriskSnapshot:
    """Of all Asterisks that could be reached, by their names; `away` are the others."""
    if len(nodes) == 1 and not away:
        (only,) = nodes.values()
        return only
    return AsteriskSnapshot(
        {name: channel for node in nodes.values() for name, channel in node.channels.items()},
        {name: bridge for node in nodes.values() for name, bridge in node.bridges.items()},
        began={**dict.fromkeys(away), **{name: node.began_at for name, node in nodes.items()}},
    )


def take_snapshot(
    channels: list[m.Channel], bridges: list[m.Bridge], app: m.Application, startup_time: str | None
) -> AsteriskSnapshot:
    """From what Asterisk tells."""
    own = set(app.channel_ids)
    return AsteriskSnapshot(
        {channel.id: _channel(channel, is_in_app=channel.id in own, app=app.name) for channel in channels},
        # Not by the application's own list: with its connection it loses those that nobody entered since.
        {bridge.id: tuple(bridge.channels) for bridge in bridges if bridge.id.startswith(OWN_BRIDGES)},
        None if startup_time is None else datetime.fromisoformat(startup_time),
    )


def _channel(channel: m.Channel, *, is_in_app: bool, app: str) -> ChannelSnapshot:
    # "PJSIP/k20060-1-00000005": the endpoint, and a number of Asterisk's.
    endpoint = channel.name.partition("/")[2].rpartition("-")[0]
    given = channel.dialplan.app_data.split(",")
    arguments = tuple(given[1:]) if is_in_app and given[0] == app else ()
    number = caller_number(channel.caller.number)
    return ChannelSnapshot(channel.id, endpoint, channel.state == "Up", is_in_app, arguments, number)
