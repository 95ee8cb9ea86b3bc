"""The mark that each message carries, by which it is known again wherever it comes to: `mail-0007`. Pure.

`mail` and `text` come in, `order` and `code` go out as text messages, `answer` and `number` (of a new matter, by
itself) as mail.
"""

import re
from typing import Final, Literal, TypeAlias

MarkKind: TypeAlias = Literal["mail", "text", "order", "code", "answer", "number"]

_MARK: Final = re.compile(r"\b(?:mail|text|order|answer)-[0-9]{4,}\b")
_CODE: Final = re.compile(r"\bkod ([0-9]{6})\b")


def mark_of(kind: MarkKind, number: int) -> str:
    return f"{kind}-{number:04d}"


def code_of(number: int) -> str:
    """The six digits of a one-time code, which are its mark."""
    return f"{number:06d}"


def mark_in(words: str) -> str:
    """Empty for words of something else."""
    if code := _CODE.search(words):
        return mark_of("code", int(code[1]))
    found = _MARK.search(words)
    return found[0] if found else ""


def told_of(mail: str) -> str:
    """Of the mail that tells the number of the matter which this one has opened."""
    return mark_of("number", number_of(mail))


def number_of(mark: str) -> int:
    return int(mark.rpartition("-")[2])


def kind_of(mark: str) -> str:
    return mark.partition("-")[0]
