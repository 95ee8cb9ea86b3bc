"""The words of an expression, before anybody asks what they mean together. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from core.errors import S724Error


class ExpressionRefused(S724Error):
    """`message_pl` is a clause with the place, without a full stop; `position` counts characters from 1."""

    code = "expression_refused"

    def __init__(self, position: int, what: str) -> None:
        super().__init__(f"wyrażenie, znak {position}: {what}")
        self.position = position


Kind = Literal["number", "text", "name", "sign", "end"]
_WORDS = re.compile(
    r"""(?P<number>[0-9]+) | (?P<text>"[^"]*" | '[^']*') | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<sign>==|!=|<=|>=|[<>+\-*()\[\],])""",
    re.ASCII | re.VERBOSE,
)
_SPACE = re.compile(r"[ \t\r\n]*", re.ASCII)
KEYWORDS = frozenset({"and", "or", "not", "in", "true", "false"})
VARIABLE = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Word:
    kind: Kind
    text: str
    at: int  # from 1


def words(text: str) -> Iterator[Word]:
    place = 0
    while True:
        space = _SPACE.match(text, place)
        assert space is not None  # it may be empty
        place = space.end()
        if place == len(text):
            yield Word("end", "", place + 1)
            return
        found = _WORDS.match(text, place)
        if found is None:
            raise ExpressionRefused(place + 1, _unknown(text[place]))
        for kind in ("number", "text", "name", "sign"):
            if found[kind] is not None:
                yield Word(kind, found[kind], place + 1)
        place = found.end()


def _unknown(character: str) -> str:
    if character in "\"'":
        return "tekst bez cudzysłowu na końcu"
    hints = {"=": "; równość to ==", "!": "; zaprzeczenie to not", "&": "; spójnik to and", "|": "; spójnik to or"}
    if not character.isprintable():
        return "niewidoczny znak"
    return f"nieznany znak „{character}”{hints.get(character, '')}"
