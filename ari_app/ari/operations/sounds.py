"""Requests about sounds.

Written by `python -m ari_app.ari.generate`; do not edit.
"""

from ari_app.ari.messages import Sound
from ari_app.ari.request import Request, segment


def list_all(
    *,
    lang: str | None = None,
    format: str | None = None,
) -> Request[list[Sound]]:
    """GET /sounds."""
    return Request(
        operation="sounds.list_all",
        method="GET",
        uri="sounds",
        returns=list[Sound],
        query={
            "lang": lang,
            "format": format,
        },
    )


def get(
    sound_id: str,
) -> Request[Sound]:
    """GET /sounds/{soundId}."""
    return Request(
        operation="sounds.get",
        method="GET",
        uri=f"sounds/{segment(sound_id)}",
        returns=Sound,
    )
