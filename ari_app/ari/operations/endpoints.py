"""Requests about endpoints.

Written by `python -m ari_app.ari.generate`; do not edit.
"""

from ari_app.ari.messages import Endpoint
from ari_app.ari.request import Request, segment


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
