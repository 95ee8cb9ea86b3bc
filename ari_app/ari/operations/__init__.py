"""What is asked of Asterisk, one module a resource.

Written by `python -m ari_app.ari.generate`; do not edit.
"""

from ari_app.ari.operations import (
    applications,
    asterisk,
    bridges,
    channels,
    endpoints,
    playbacks,
    recordings,
)

__all__ = [
    "applications",
    "asterisk",
    "bridges",
    "channels",
    "endpoints",
    "playbacks",
    "recordings",
]
