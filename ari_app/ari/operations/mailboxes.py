"""Requests about mailboxes.

Written by `python -m ari_app.ari.generate`; do not edit.
"""

from types import NoneType

from ari_app.ari.messages import Mailbox
from ari_app.ari.request import Request, segment


def list_all() -> Request[list[Mailbox]]:
    """GET /mailboxes."""
    return Request(
        operation="mailboxes.list_all",
        method="GET",
        uri="mailboxes",
        returns=list[Mailbox],
    )


def get(
    mailbox_name: str,
) -> Request[Mailbox]:
    """GET /mailboxes/{mailboxName}; may be refused with 404."""
    return Request(
        operation="mailboxes.get",
        method="GET",
        uri=f"mailboxes/{segment(mailbox_name)}",
        returns=Mailbox,
    )


def update(
    mailbox_name: str,
    *,
    old_messages: int,
    new_messages: int,
) -> Request[None]:
    """PUT /mailboxes/{mailboxName}; may be refused with 404."""
    return Request(
        operation="mailboxes.update",
        method="PUT",
        uri=f"mailboxes/{segment(mailbox_name)}",
        returns=NoneType,
        query={
            "oldMessages": old_messages,
            "newMessages": new_messages,
        },
    )


def delete(
    mailbox_name: str,
) -> Request[None]:
    """DELETE /mailboxes/{mailboxName}; may be refused with 404."""
    return Request(
        operation="mailboxes.delete",
        method="DELETE",
        uri=f"mailboxes/{segment(mailbox_name)}",
        returns=NoneType,
    )
