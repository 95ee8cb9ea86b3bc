"""Marks in our addresses and Message-IDs, by which an answer or a report finds its way back. Pure.

`kolno+s.<matter>.<mac>@…` takes answers to a matter, `kolno+z.<message>.<mac>@…` reports of what did not arrive,
and `<s724.<message>.<mac>@…>` is a message of ours. Whoever makes one up makes no mac. A mark says where a mail
may belong, never who has written it."""

import hashlib
import hmac
import re
from typing import Final, Literal, TypeAlias

Mark: TypeAlias = Literal["s", "z", "m", "w"]
"""A matter; a message in an envelope; a message in its Message-ID; a saved report, which a mail to it ends."""

_MAC: Final = 12
_TAG = re.compile(r"([szw])\.([0-9a-f]{15}-[0-9a-f]{10})\.([0-9a-f]{12})")
_OURS = re.compile(r"s724\.([0-9a-f]{15}-[0-9a-f]{10})\.([0-9a-f]{12})@[^@\s]+")


class Marks:
    """Made with a key that follows from the pepper of PINs, as that of addresses. Raises ValueError for one that
    is too short."""

    def __init__(self, pepper: str) -> None:
        if len(pepper) < 32:
            raise ValueError("the pepper is missing or too short")
        self._key = hmac.new(pepper.encode(), b"marks of mail", hashlib.sha256).digest()

    def mac(self, mark: Mark, name: str) -> str:
        return hmac.new(self._key, f"{mark}\0{name}".encode(), hashlib.sha256).hexdigest()[:_MAC]

    def address(self, mark: Literal["s", "z", "w"], subject: str, mailbox: str) -> str:
        """Our address with the mark of a matter, a message or a report, by its id."""
        local, _, domain = mailbox.rpartition("@")
        name = _bare(subject)
        return f"{local}+{mark}.{name}.{self.mac(mark, name)}@{domain}"

    def mail_id(self, message: str, mailbox: str) -> str:
        """The Message-ID of a message of ours, without brackets: the same at each try."""
        name = _bare(message)
        return f"s724.{name}.{self.mac('m', name)}@{mailbox.rpartition('@')[2]}"

    def read_address(self, mark: Literal["s", "z", "w"], address: str, kind: str) -> str | None:
        """The id that stands in an address of ours; None for one without a mark, or with a made-up one."""
        tag = address.rpartition("@")[0].partition("+")[2].lower()
        found = _TAG.fullmatch(tag)
        if found is None or found[1] != mark or not hmac.compare_digest(found[3], self.mac(mark, found[2])):
            return None
        return f"{kind}-{found[2]}"

    def read_mail_id(self, mail_id: str, kind: str) -> str | None:
        """The id of our message; None for a Message-ID that is not ours."""
        found = _OURS.fullmatch(mail_id.lower())
        if found is None or not hmac.compare_digest(found[2], self.mac("m", found[1])):
            return None
        return f"{kind}-{found[1]}"


def mailbox_of(address: str) -> str:
    """Our address without what stands behind its plus, as it stands in the settings."""
    local, _, domain = address.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _bare(subject: str) -> str:
    """`matter-019ab3c4d5e0000-4f2a91c3d0` without the word in front: a local part has 64 signs at most."""
    return subject.partition("-")[2]
