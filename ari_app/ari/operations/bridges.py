"""Requests about bridges.

Written by `python -m ari_app.ari.generate`; do not edit.
"""

from collections.abc import Mapping, Sequence
from types import NoneType

from ari_app.ari.messages import Bridge
from ari_app.ari.request import Request, segment


def list_all() -> Request[list[Bridge]]:
    """GET /bridges."""
    return Request(
        operation="bridges.list_all",
        method="GET",
        uri="bridges",
        returns=list[Bridge],
    )


def create(
    *,
    type: str | None = None,
    bridge_id: str | None = None,
    name: str | None = None,
    variables: Mapping[str, object] | None = None,
) -> Request[Bridge]:
    """POST /bridges; may be refused with 409."""
    return Request(
        operation="bridges.create",
        method="POST",
        uri="bridges",
        returns=Bridge,
        query={
            "type": type,
            "bridgeId": bridge_id,
            "name": name,
        },
        body=None if variables is None else {"variables": variables},
    )


def create_with_id(
    bridge_id: str,
    *,
    type: str | None = None,
    name: str | None = None,
    variables: Mapping[str, object] | None = None,
) -> Request[Bridge]:
    """POST /bridges/{bridgeId}; may be refused with 409."""
    return Request(
        operation="bridges.create_with_id",
        method="POST",
        uri=f"bridges/{segment(bridge_id)}",
        returns=Bridge,
        query={
            "type": type,
            "name": name,
        },
        body=None if variables is None else {"variables": variables},
    )


def get(
    bridge_id: str,
) -> Request[Bridge]:
    """GET /bridges/{bridgeId}; may be refused with 404."""
    return Request(
        operation="bridges.get",
        method="GET",
        uri=f"bridges/{segment(bridge_id)}",
        returns=Bridge,
    )


def destroy(
    bridge_id: str,
) -> Request[None]:
    """DELETE /bridges/{bridgeId}; may be refused with 404."""
    return Request(
        operation="bridges.destroy",
        method="DELETE",
        uri=f"bridges/{segment(bridge_id)}",
        returns=NoneType,
    )


def add_channel(
    bridge_id: str,
    *,
    channel: Sequence[str],
    role: str | None = None,
    absorb_dtmf: bool | None = None,
    mute: bool | None = None,
    inhibit_connected_line_updates: bool | None = None,
) -> Request[None]:
    """POST /bridges/{bridgeId}/addChannel; may be refused with 400, 404, 409, 422."""
    return Request(
        operation="bridges.add_channel",
        method="POST",
        uri=f"bridges/{segment(bridge_id)}/addChannel",
        returns=NoneType,
        query={
            "channel": channel,
            "role": role,
            "absorbDTMF": absorb_dtmf,
            "mute": mute,
            "inhibitConnectedLineUpdates": inhibit_connected_line_updates,
        },
    )


def remove_channel(
    bridge_id: str,
    *,
    channel: Sequence[str],
) -> Request[None]:
    """POST /bridges/{bridgeId}/removeChannel; may be refused with 400, 404, 409, 422."""
    return Request(
        operation="bridges.remove_channel",
        method="POST",
        uri=f"bridges/{segment(bridge_id)}/removeChannel",
        returns=NoneType,
        query={
            "channel": channel,
        },
    )


def start_moh(
    bridge_id: str,
    *,
    moh_class: str | None = None,
) -> Request[None]:
    """POST /bridges/{bridgeId}/moh; may be refused with 404, 409."""
    return Request(
        operation="bridges.start_moh",
        method="POST",
        uri=f"bridges/{segment(bridge_id)}/moh",
        returns=NoneType,
        query={
            "mohClass": moh_class,
        },
    )


def stop_moh(
    bridge_id: str,
) -> Request[None]:
    """DELETE /bridges/{bridgeId}/moh; may be refused with 404, 409."""
    return Request(
        operation="bridges.stop_moh",
        method="DELETE",
        uri=f"bridges/{segment(bridge_id)}/moh",
        returns=NoneType,
    )
