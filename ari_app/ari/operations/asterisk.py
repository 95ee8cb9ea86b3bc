"""Requests about asterisk.

Written by `python -m ari_app.ari.generate`; do not edit.
"""

from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Literal

from ari_app.ari.messages import AsteriskInfo, AsteriskPing, ConfigTuple, LogChannel, Module, Variable
from ari_app.ari.request import Request, segment

GetInfoOnly = Literal[
    "build",
    "system",
    "config",
    "status",
]


def get_object(
    config_class: str,
    object_type: str,
    id: str,
) -> Request[list[ConfigTuple]]:
    """GET /asterisk/config/dynamic/{configClass}/{objectType}/{id}; may be refused with 404."""
    return Request(
        operation="asterisk.get_object",
        method="GET",
        uri=f"asterisk/config/dynamic/{segment(config_class)}/{segment(object_type)}/{segment(id)}",
        returns=list[ConfigTuple],
    )


def update_object(
    config_class: str,
    object_type: str,
    id: str,
    *,
    fields: Sequence[Mapping[str, str]] | None = None,
) -> Request[list[ConfigTuple]]:
    """PUT /asterisk/config/dynamic/{configClass}/{objectType}/{id}; may be refused with 400, 403, 404."""
    return Request(
        operation="asterisk.update_object",
        method="PUT",
        uri=f"asterisk/config/dynamic/{segment(config_class)}/{segment(object_type)}/{segment(id)}",
        returns=list[ConfigTuple],
        body=None if fields is None else {"fields": fields},
    )


def delete_object(
    config_class: str,
    object_type: str,
    id: str,
) -> Request[None]:
    """DELETE /asterisk/config/dynamic/{configClass}/{objectType}/{id}; may be refused with 403, 404."""
    return Request(
        operation="asterisk.delete_object",
        method="DELETE",
        uri=f"asterisk/config/dynamic/{segment(config_class)}/{segment(object_type)}/{segment(id)}",
        returns=NoneType,
    )


def get_info(
    *,
    only: Sequence[GetInfoOnly] | None = None,
) -> Request[AsteriskInfo]:
    """GET /asterisk/info."""
    return Request(
        operation="asterisk.get_info",
        method="GET",
        uri="asterisk/info",
        returns=AsteriskInfo,
        query={
            "only": only,
        },
    )


def ping() -> Request[AsteriskPing]:
    """GET /asterisk/ping."""
    return Request(
        operation="asterisk.ping",
        method="GET",
        uri="asterisk/ping",
        returns=AsteriskPing,
    )


def list_modules() -> Request[list[Module]]:
    """GET /asterisk/modules."""
    return Request(
        operation="asterisk.list_modules",
        method="GET",
        uri="asterisk/modules",
        returns=list[Module],
    )


def get_module(
    module_name: str,
) -> Request[Module]:
    """GET /asterisk/modules/{moduleName}; may be refused with 404, 409."""
    return Request(
        operation="asterisk.get_module",
        method="GET",
        uri=f"asterisk/modules/{segment(module_name)}",
        returns=Module,
    )


def load_module(
    module_name: str,
) -> Request[None]:
    """POST /asterisk/modules/{moduleName}; may be refused with 409."""
    return Request(
        operation="asterisk.load_module",
        method="POST",
        uri=f"asterisk/modules/{segment(module_name)}",
        returns=NoneType,
    )


def unload_module(
    module_name: str,
) -> Request[None]:
    """DELETE /asterisk/modules/{moduleName}; may be refused with 404, 409."""
    return Request(
        operation="asterisk.unload_module",
        method="DELETE",
        uri=f"asterisk/modules/{segment(module_name)}",
        returns=NoneType,
    )


def reload_module(
    module_name: str,
) -> Request[None]:
    """PUT /asterisk/modules/{moduleName}; may be refused with 404, 409."""
    return Request(
        operation="asterisk.reload_module",
        method="PUT",
        uri=f"asterisk/modules/{segment(module_name)}",
        returns=NoneType,
    )


def list_log_channels() -> Request[list[LogChannel]]:
    """GET /asterisk/logging."""
    return Request(
        operation="asterisk.list_log_channels",
        method="GET",
        uri="asterisk/logging",
        returns=list[LogChannel],
    )


def add_log(
    log_channel_name: str,
    *,
    configuration: str,
) -> Request[None]:
    """POST /asterisk/logging/{logChannelName}; may be refused with 400, 409."""
    return Request(
        operation="asterisk.add_log",
        method="POST",
        uri=f"asterisk/logging/{segment(log_channel_name)}",
        returns=NoneType,
        query={
            "configuration": configuration,
        },
    )


def delete_log(
    log_channel_name: str,
) -> Request[None]:
    """DELETE /asterisk/logging/{logChannelName}; may be refused with 404."""
    return Request(
        operation="asterisk.delete_log",
        method="DELETE",
        uri=f"asterisk/logging/{segment(log_channel_name)}",
        returns=NoneType,
    )


def rotate_log(
    log_channel_name: str,
) -> Request[None]:
    """PUT /asterisk/logging/{logChannelName}/rotate; may be refused with 404."""
    return Request(
        operation="asterisk.rotate_log",
        method="PUT",
        uri=f"asterisk/logging/{segment(log_channel_name)}/rotate",
        returns=NoneType,
    )


def get_global_var(
    *,
    variable: str,
) -> Request[Variable]:
    """GET /asterisk/variable; may be refused with 400."""
    return Request(
        operation="asterisk.get_global_var",
        method="GET",
        uri="asterisk/variable",
        returns=Variable,
        query={
            "variable": variable,
        },
    )


def set_global_var(
    *,
    variable: str,
    value: str | None = None,
) -> Request[None]:
    """POST /asterisk/variable; may be refused with 400."""
    return Request(
        operation="asterisk.set_global_var",
        method="POST",
        uri="asterisk/variable",
        returns=NoneType,
        query={
            "variable": variable,
            "value": value,
        },
    )
