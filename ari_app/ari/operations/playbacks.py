"""Requests about playbacks.

Written by `python -m ari_app.ari.generate`; do not edit.
"""

from types import NoneType

from ari_app.ari.messages import Playback
from ari_app.ari.request import Request, segment


def get(
    playback_id: str,
) -> Request[Playback]:
    """GET /playbacks/{playbackId}; may be refused with 404."""
    return Request(
        operation="playbacks.get",
        method="GET",
        uri=f"playbacks/{segment(playback_id)}",
        returns=Playback,
    )


def stop(
    playback_id: str,
) -> Request[None]:
    """DELETE /playbacks/{playbackId}; may be refused with 404."""
    return Request(
        operation="playbacks.stop",
        method="DELETE",
        uri=f"playbacks/{segment(playback_id)}",
        returns=NoneType,
    )
