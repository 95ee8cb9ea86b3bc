"""Requests about applications.

Written by `python -m ari_app.ari.generate`; do not edit.
"""

from collections.abc import Mapping

from ari_app.ari.messages import Application
from ari_app.ari.request import Request, segment


def get(
    application_name: str,
) -> Request[Application]:
    """GET /applications/{applicationName}; may be refused with 404."""
    return Request(
        operation="applications.get",
        method="GET",
        uri=f"applications/{segment(application_name)}",
        returns=Application,
    )


def filter(
    application_name: str,
    *,
    filter: Mapping[str, object] | None = None,
) -> Request[Application]:
    """PUT /applications/{applicationName}/eventFilter; may be refused with 400, 404."""
    return Request(
        operation="applications.filter",
        method="PUT",
        uri=f"applications/{segment(application_name)}/eventFilter",
        returns=Application,
        body=filter,
    )
