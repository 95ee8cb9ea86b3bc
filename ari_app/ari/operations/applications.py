"""Requests about applications.

Written by `python -m ari_app.ari.generate`; do not edit.
"""

from collections.abc import Mapping, Sequence

from ari_app.ari.messages import Application
from ari_app.ari.request import Request, segment


def list_all() -> Request[list[Application]]:
    """GET /applications."""
    return Request(
        operation="applications.list_all",
        method="GET",
        uri="applications",
        returns=list[Application],
    )


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


def subscribe(
    application_name: str,
    *,
    event_source: Sequence[str],
) -> Request[Application]:
    """POST /applications/{applicationName}/subscription; may be refused with 400, 404, 422."""
    return Request(
        operation="applications.subscribe",
        method="POST",
        uri=f"applications/{segment(application_name)}/subscription",
        returns=Application,
        query={
            "eventSource": event_source,
        },
    )


def unsubscribe(
    application_name: str,
    *,
    event_source: Sequence[str],
) -> Request[Application]:
    """DELETE /applications/{applicationName}/subscription; may be refused with 400, 404, 409, 422."""
    return Request(
        operation="applications.unsubscribe",
        method="DELETE",
        uri=f"applications/{segment(application_name)}/subscription",
        returns=Application,
        query={
            "eventSource": event_source,
        },
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
