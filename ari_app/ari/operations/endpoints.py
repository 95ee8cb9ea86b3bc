"""Requests about endpoints.

Written by `python -m ari_app.ari.generate`; do not edit.
"""

from collections.abc import Mapping
from types import NoneType

from ari_app.ari.messages import Endpoint
from ari_app.ari.request import Request, segment


def list_all() -> Request[list[Endpoint]]:
    """GET /endpoints."""
    return Request(
        operation="endpoints.list_all",
        method="GET",
        uri="endpoints",
        returns=list[Endpoint],
    )


def send_message(
    *,
    to: str,
    from_: str,
    body: str | None = None,
    variables: Mapping[str, object] | None = None,
) -> Request[None]:
    """PUT /endpoints/sendMessage; may be refused with 400, 404."""
    return Request(
        operation="endpoints.send_message",
        method="PUT",
        uri="endpoints/sendMessage",
        returns=NoneType,
        query={
            "to": to,
            "from": from_,
            "body": body,
        },
        body=None if variables is None else {"variables": variables},
    )


def refer(
    *,
    to: str,
    from_: str,
    refer_to: str,
    to_self: bool | None = None,
    variables: Mapping[str, object] | None = None,
) -> Request[None]:
    """POST /endpoints/refer; may be refused with 400, 404."""
    return Request(
        operation="endpoints.refer",
        method="POST",
        uri="endpoints/refer",
        returns=NoneType,
        query={
            "to": to,
            "from": from_,
            "refer_to": refer_to,
            "to_self": to_self,
        },
        body=None if variables is None else {"variables": variables},
    )


def list_by_tech(
    tech: str,
) -> Request[list[Endpoint]]:
    """GET /endpoints/{tech}; may be refused with 404."""
    return Request(
        operation="endpoints.list_by_tech",
        method="GET",
        uri=f"endpoints/{segment(tech)}",
        returns=list[Endpoint],
    )


def get(
    tech: str,
    resource: str,
) -> Request[Endpoint]:
    """GET /endpoints/{tech}/{resource}; may be refused with 400, 404."""
    return Request(
        operation="endpoints.get",
        method="GET",
        uri=f"endpoints/{segment(tech)}/{segment(resource)}",
        returns=Endpoint,
    )


def send_message_to_endpoint(
    tech: str,
    resource: str,
    *,
    from_: str,
    body: str | None = None,
    variables: Mapping[str, object] | None = None,
) -> Request[None]:
    """PUT /endpoints/{tech}/{resource}/sendMessage; may be refused with 400, 404."""
    return Request(
        operation="endpoints.send_message_to_endpoint",
        method="PUT",
        uri=f"endpoints/{segment(tech)}/{segment(resource)}/sendMessage",
        returns=NoneType,
        query={
            "from": from_,
            "body": body,
        },
        body=None if variables is None else {"variables": variables},
    )


def refer_to_endpoint(
    tech: str,
    resource: str,
    *,
    from_: str,
    refer_to: str,
    to_self: bool | None = None,
    variables: Mapping[str, object] | None = None,
) -> Request[None]:
    """POST /endpoints/{tech}/{resource}/refer; may be refused with 400, 404."""
    return Request(
        operation="endpoints.refer_to_endpoint",
        method="POST",
        uri=f"endpoints/{segment(tech)}/{segment(resource)}/refer",
        returns=NoneType,
        query={
            "from": from_,
            "refer_to": refer_to,
            "to_self": to_self,
        },
        body=None if variables is None else {"variables": variables},
    )
