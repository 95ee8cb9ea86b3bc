"""Everything that can be asked of Asterisk, one module a resource.

Written by `python -m ari_app.ari.generate`; do not edit.
"""

from ari_app.ari.operations import (
    applications,
    asterisk,
    bridges,
    channels,
    device_states,
    endpoints,
    events,
    mailboxes,
    playbacks,
    recordings,
    sounds,
)

__all__ = [
    "applications",
    "asterisk",
    "bridges",
    "channels",
    "device_states",
    "endpoints",
    "events",
    "mailboxes",
    "playbacks",
    "recordings",
    "sounds",
]
