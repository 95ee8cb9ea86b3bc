"""Requests about events.

Written by `python -m ari_app.ari.generate`; do not edit.
"""

from collections.abc import Mapping, Sequence
from types import NoneType

from ari_app.ari.request import Request, segment


def user_event(
    event_name: str,
    *,
    application: str,
    source: Sequence[str] | None = None,
    variables: Mapping[str, object] | None = None,
) -> Request[None]:
    """POST /events/user/{eventName}; may be refused with 400, 404, 422."""
    return Request(
        operation="events.user_event",
        method="POST",
        uri=f"events/user/{segment(event_name)}",
        returns=NoneType,
        query={
            "application": application,
            "source": source,
        },
        body=None if variables is None else {"variables": variables},
    )


def claim_channel(
    *,
    channel_id: str,
    application: str,
) -> Request[None]:
    """POST /events/claim; may be refused with 404, 409."""
    return Request(
        operation="events.claim_channel",
        method="POST",
        uri="events/claim",
        returns=NoneType,
        query={
            "channelId": channel_id,
            "application": application,
        },
    )
