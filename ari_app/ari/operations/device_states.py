"""Requests about device states.

Written by `python -m ari_app.ari.generate`; do not edit.
"""

from types import NoneType
from typing import Literal

from ari_app.ari.messages import DeviceState
from ari_app.ari.request import Request, segment

UpdateDeviceState = Literal[
    "NOT_INUSE",
    "INUSE",
    "BUSY",
    "INVALID",
    "UNAVAILABLE",
    "RINGING",
    "RINGINUSE",
    "ONHOLD",
]


def list_all() -> Request[list[DeviceState]]:
    """GET /deviceStates."""
    return Request(
        operation="device_states.list_all",
        method="GET",
        uri="deviceStates",
        returns=list[DeviceState],
    )


def get(
    device_name: str,
) -> Request[DeviceState]:
    """GET /deviceStates/{deviceName}."""
    return Request(
        operation="device_states.get",
        method="GET",
        uri=f"deviceStates/{segment(device_name)}",
        returns=DeviceState,
    )


def update(
    device_name: str,
    *,
    device_state: UpdateDeviceState,
) -> Request[None]:
    """PUT /deviceStates/{deviceName}; may be refused with 404, 409."""
    return Request(
        operation="device_states.update",
        method="PUT",
        uri=f"deviceStates/{segment(device_name)}",
        returns=NoneType,
        query={
            "deviceState": device_state,
        },
    )


def delete(
    device_name: str,
) -> Request[None]:
    """DELETE /deviceStates/{deviceName}; may be refused with 404, 409."""
    return Request(
        operation="device_states.delete",
        method="DELETE",
        uri=f"deviceStates/{segment(device_name)}",
        returns=NoneType,
    )
