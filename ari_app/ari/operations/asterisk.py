"""Requests about asterisk.

Written by `python -m ari_app.ari.generate`; do not edit.
"""

from collections.abc import Sequence
from types import NoneType
from typing import Literal

from ari_app.ari.messages import AsteriskInfo, AsteriskPing
from ari_app.ari.request import Request

GetInfoOnly = Literal[
    "build",
    "system",
    "config",
    "status",
]


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
