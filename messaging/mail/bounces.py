"""Reports of mail servers that a mail of ours has not arrived. Pure."""

import re
from dataclasses import dataclass
from email.message import Message
from typing import Final

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_FULL: Final = "2.2"
"""A mailbox that is full gets mail again: soft, whatever the first digit says."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """`is_hard`: it never will arrive. `status`: of RFC 3463, or empty."""

    is_hard: bool
    status: str


def bounce_in(message: "Message") -> Bounce | None:
    """What the mail reports; None for one that reports nothing, or that the server goes on trying."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            found = [one for block in blocks if isinstance(block, Message) and (one := _told(block))]
            return max(found, key=lambda one: one.is_hard, default=None)
    return _guessed(message)


def _told(block: "Message") -> Bounce | None:
    if str(block.get("action", "")).strip().lower() != "failed":
        return None
    status = _STATUS.search(str(block.get("status", "")))
    closer = _STATUS.search(str(block.get("diagnostic-code", "")))
    if closer is not None and (status is None or status[0].endswith(".0.0")):
        status = closer  # Exim says 5.0.0, and what is true in the line below
    if status is None:
        return Bounce(True, "")
    return Bounce(status[1] == "5" and f"{status[2]}.{status[3]}" != _FULL, status[0])


def _guessed(message: "Message") -> Bounce | None:
    """Of the many forms that are no report by the standard."""
    sender = str(message.get("from", "")).lower()
    if not any(word in sender for word in ("mailer-daemon", "postmaster", "mail delivery")):
        return None
    from flufl.bounce import all_failures  # few mails need it, and it has a hundred forms

    temporary, permanent = all_failures(message)
    if permanent:
        return Bounce(True, "")
    return Bounce(False, "") if temporary else None
