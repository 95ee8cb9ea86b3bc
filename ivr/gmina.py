"""Finds a gmina by the first letters of its name on a telephone's keypad. Pure.

Polish letters are folded (ą is a, ł is l), blanks and hyphens left out: "Rutka-Tartak" is 78852827825. Everybody
knows the name of the own gmina, so this serves callers who do not know a postal code. What is looked for is the
office: gminas of the same office need not be told apart.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

# ITU-T E.161, as printed on the keys.
_LETTERS = {"2": "abc", "3": "def", "4": "ghi", "5": "jkl", "6": "mno", "7": "pqrs", "8": "tuv", "9": "wxyz"}
_KEY_OF = {letter: key for key, letters in _LETTERS.items() for letter in letters}


@dataclass(frozen=True, slots=True)
class Gmina:
    """A gmina's name and the code of its office. A town and the rural gmina around it are one entry."""

    name: str
    office: str


def folded(name: str) -> str:
    """The plain letters of a name: "Łapy" is "lapy", "Rutka-Tartak" is "rutkatartak"."""
    decomposed = unicodedata.normalize("NFD", name.lower().replace("ł", "l"))
    return "".join(letter for letter in decomposed if letter in _KEY_OF)


def keys_of(name: str) -> str:
    """The keys of a name's letters: "Kolno" is "56566"."""
    return "".join(_KEY_OF[letter] for letter in folded(name))


def _in_order(gmina: Gmina) -> tuple[str, str]:
    """As in a Polish list, near enough: Łapy stands by L."""
    return folded(gmina.name), gmina.name


class GminaIndex:
    """All gminas by the keys of their names."""

    def __init__(self, gminas: Iterable[Gmina]) -> None:
        """Raises ValueError if one name belongs to two offices, or has no letter on a keypad."""
        self._by_keys: list[tuple[str, Gmina]] = []
        for name, same in groupby(sorted(gminas, key=_in_order), key=lambda gmina: gmina.name):
            offices = {gmina.office for gmina in same}
            if len(offices) != 1 or not keys_of(name):
                raise ValueError(f"the gmina {name!r} belongs to no one office")
            self._by_keys.append((keys_of(name), Gmina(name, offices.pop())))

    def all(self) -> list[Gmina]:
        return [gmina for _, gmina in self._by_keys]

    def beginning_with(self, keys: str) -> list[Gmina]:
        """The gminas whose names begin with these keys, by name; none for no keys at all.

        Keys without letters (0, 1) begin no name.
        """
        if not keys:
            return []
        return [gmina for of_name, gmina in self._by_keys if of_name.startswith(keys)]
