"""A thin typed client of Asterisk's REST interface (ARI), which knows nothing about contact centres.

    ari = AriConnection(url, user, password, ["s724"], on_event)
    playback = await ari.send(channels.play(channel_id, media=["sound:/srv/hello"], playback_id=own_id))

`messages` and `operations` are generated from Asterisk's own descriptions (`generate`).
"""

from ari_app.ari.connection import PING_INTERVAL, PING_TIMEOUT, AriConnection
from ari_app.ari.decoding import UnknownEvent
from ari_app.ari.errors import (
    AriError,
    Conflict,
    ConnectionLost,
    NotFound,
    NotUnderstood,
    Overloaded,
    Refused,
    Rejected,
    ReplacedByAnother,
    ServerError,
    Timeout,
)
from ari_app.ari.request import Request

__all__ = [
    "PING_INTERVAL",
    "PING_TIMEOUT",
    "AriConnection",
    "AriError",
    "Conflict",
    "ConnectionLost",
    "NotFound",
    "NotUnderstood",
    "Overloaded",
    "Refused",
    "Rejected",
    "ReplacedByAnother",
    "Request",
    "ServerError",
    "Timeout",
    "UnknownEvent",
]
