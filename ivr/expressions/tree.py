"""What an expression is once it has been read, and what it is worth. Pure; evaluation always ends and never fails.

Variables of a call hold text. If a number is wanted a text of digits counts as one; if a yes or no is wanted
the text `true` is a yes. What cannot be worked out – a variable that was never set, a number out of bounds – is
nothing: nothing equals nothing but itself, is not smaller or greater than anything, and counts as a no.

Pure.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Value = str | int | bool | datetime | None
Type = Literal["text", "number", "bool", "moment", "any"]

GREATEST = 10**15  # a number beyond this is nothing: it cannot grow without bound in a loop
LONGEST_TEXT = 200  # characters of a result

_NUMBER = re.compile(r"-?[0-9]{1,15}", re.ASCII)


def as_text(value: Value) -> str:
    """How a variable keeps a value; nothing is the empty text."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat(timespec="seconds")
        case _:
            return str(value)[:LONGEST_TEXT]


def as_number(value: Value) -> int | None:
    """The number that a value is or spells; None for any other."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None


def is_true(value: Value) -> bool:
    return value is True or value == "true"


@dataclass(frozen=True, slots=True)
class Fixed:
    """A number, a text or a yes or no that stands in the expression."""

    value: Value

    def worth(self, names: Mapping[str, Value]) -> Value:
        return self.value


@dataclass(frozen=True, slots=True)
class Name:
    """A fact or a variable."""

    name: str

    def worth(self, names: Mapping[str, Value]) -> Value:
        return names.get(self.name)


@dataclass(frozen=True, slots=True)
class FunctionCall:
    function: "Function"
    arguments: tuple["Tree", ...]

    def worth(self, names: Mapping[str, Value]) -> Value:
        return self.function.work(*(argument.worth(names) for argument in self.arguments))


@dataclass(frozen=True, slots=True)
class Sum:
    """`rest`: what is added (1) or taken away (-1)."""

    first: "Tree"
    rest: tuple[tuple[int, "Tree"], ...]

    def worth(self, names: Mapping[str, Value]) -> Value:
        total = as_number(self.first.worth(names))
        for sign, part in self.rest:
            number = as_number(part.worth(names))
            total = None if total is None or number is None else _bounded(total + sign * number)
        return total


@dataclass(frozen=True, slots=True)
class Product:
    factors: tuple["Tree", ...]

    def worth(self, names: Mapping[str, Value]) -> Value:
        total: int | None = 1
        for factor in self.factors:
            number = as_number(factor.worth(names))
            total = None if total is None or number is None else _bounded(total * number)
        return total


@dataclass(frozen=True, slots=True)
class Comparison:
    left: "Tree"
    sign: str
    right: "Tree"

    def worth(self, names: Mapping[str, Value]) -> Value:
        left, right = self.left.worth(names), self.right.worth(names)
        if self.sign in ("==", "!="):
            return are_equal(left, right) == (self.sign == "==")
        return _ORDERS[self.sign](_order(left, right))


@dataclass(frozen=True, slots=True)
class Membership:
    item: "Tree"
    choices: tuple["Tree", ...]
    is_negated: bool

    def worth(self, names: Mapping[str, Value]) -> Value:
        item = self.item.worth(names)
        return any(are_equal(item, choice.worth(names)) for choice in self.choices) != self.is_negated


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple["Tree", ...]

    def worth(self, names: Mapping[str, Value]) -> Value:
        return all(is_true(part.worth(names)) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple["Tree", ...]

    def worth(self, names: Mapping[str, Value]) -> Value:
        return any(is_true(part.worth(names)) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    part: "Tree"

    def worth(self, names: Mapping[str, Value]) -> Value:
        return not is_true(self.part.worth(names))


Tree = Fixed | Name | FunctionCall | Sum | Product | Comparison | Membership | Every | Some | Not


def are_equal(left: Value, right: Value) -> bool:
    """A text and a number are equal if the text spells the number, a text and a yes or no likewise."""
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return left is not None and right is not None and as_text(left) == as_text(right)
    if left is None or right is None:
        return left is right
    one, other = as_number(left), as_number(right)
    return one is not None and one == other


def _order(left: Value, right: Value) -> int | None:
    """-1, 0 or 1; None if neither both are numbers nor both texts."""
    one, other = as_number(left), as_number(right)
    if one is not None and other is not None:
        return (one > other) - (one < other)
    if isinstance(left, str) and isinstance(right, str):
        return (left > right) - (left < right)
    return None


_ORDERS: dict[str, Callable[[int | None], bool]] = {
    "<": lambda order: order == -1,
    "<=": lambda order: order in (-1, 0),
    ">": lambda order: order == 1,
    ">=": lambda order: order in (0, 1),
}


def _bounded(number: int) -> int | None:
    return number if abs(number) <= GREATEST else None


@dataclass(frozen=True, slots=True)
class Function:
    """`work` takes what the arguments are worth, whatever that is."""

    takes: tuple[Type, ...]
    gives: Type
    help_pl: str
    work: Callable[..., Value]


def _of_moment(gives: Type, help_pl: str, part: Callable[[datetime], Value]) -> Function:
    return Function(("moment",), gives, help_pl, lambda at: part(at) if isinstance(at, datetime) else None)


FUNCTIONS: dict[str, Function] = {
    "length": Function(
        ("text",), "number", "liczba znaków tekstu", lambda text: None if text is None else len(as_text(text))
    ),
    "starts_with": Function(
        ("text", "text"),
        "bool",
        "czy pierwszy tekst zaczyna się od drugiego",
        lambda text, start: text is not None and as_text(text).startswith(as_text(start)),
    ),
    "hour": _of_moment("number", "godzina, od 0 do 23", lambda at: at.hour),
    "minute": _of_moment("number", "minuta, od 0 do 59", lambda at: at.minute),
    "weekday": _of_moment("number", "dzień tygodnia, od 1 (poniedziałek) do 7", lambda at: at.isoweekday()),
    "day": _of_moment("number", "dzień miesiąca", lambda at: at.day),
    "month": _of_moment("number", "miesiąc, od 1 do 12", lambda at: at.month),
    "year": _of_moment("number", "rok", lambda at: at.year),
    "date": _of_moment("text", "data, na przykład 2026-12-24", lambda at: at.date().isoformat()),
    "time": _of_moment("text", "godzina i minuta, na przykład 07:30", lambda at: at.strftime("%H:%M")),
}
