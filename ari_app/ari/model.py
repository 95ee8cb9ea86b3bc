"""What every generated message has in common."""

from typing import Any

import msgspec


class Model(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A message or a part of one, as Asterisk names it.

    Fields that Asterisk sends and we do not know are ignored; fields that may be missing are None. Shown as
    text it says what it is and never what it holds: keys that a caller pressed and numbers of callers are in
    there, and an error report must not carry them.
    """

    def __repr__(self) -> str:
        id_ = getattr(self, "id", None)
        return f"<{type(self).__name__}{f' {id_}' if id_ else ''}>"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return []
