"""What stands sealed in a message of a matter. Pure."""

from typing import Any

import msgspec

from core.keys.secret_box import ValueBox


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """`text`: all of it; `reply`: of a mail, what is new in it, without what it quotes. `mail_id`, `references`:
    Message-IDs as they came, without brackets. `faults`: what was strange about the mail, in words of
    `reading`."""

    text: str = ""
    reply: str = ""
    subject: str = ""
    sender: str = ""
    sender_name: str = ""
    mail_id: str = ""
    references: list[str] = []
    faults: list[str] = []
    values: dict[str, str] = {}

    def __repr__(self) -> str:
        return "Content(…)"


def sealed(content: Content, box: ValueBox) -> bytes:
    return box.lock(msgspec.json.encode(content))


def opened(secret: bytes, box: ValueBox) -> Content:
    """Raises core.keys.secret_box.WrongKey."""
    return msgspec.json.decode(box.unlock(secret), type=Content)


def sealed_text(text: str, box: ValueBox) -> bytes:
    return box.lock(text.encode())


def opened_text(secret: Any, box: ValueBox) -> str:
    """Raises core.keys.secret_box.WrongKey."""
    return box.unlock(secret).decode()
