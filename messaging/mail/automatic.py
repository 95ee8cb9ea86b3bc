"""Which mails no person has written just now: they are never answered by themselves. Pure."""

import re
from collections.abc import Mapping
from typing import Final

_NO_PERSON = re.compile(
    r"(mailer-daemon|postmaster|no-?reply|nie-?odpowiadaj|do-?not-?reply|bounces?)([+._-].*)?", re.IGNORECASE
)
_BULK: Final = ("bulk", "junk", "list", "auto_reply")


def is_automatic(heads: Mapping[str, str], sender: str) -> bool:
    """`heads`: the first of each name, names in small letters. `sender`: the address; empty: none."""
    submitted = heads.get("auto-submitted", "no").strip().lower()
    if submitted.partition(";")[0].strip() not in ("", "no"):
        return True
    if heads.get("precedence", "").strip().lower() in _BULK:
        return True
    if any(name in heads for name in ("list-id", "x-auto-response-suppress", "x-autoreply", "x-autorespond")):
        return True
    return not sender or _NO_PERSON.fullmatch(sender.rpartition("@")[0]) is not None
