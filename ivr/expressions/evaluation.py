"""Expressions in scenarios: a small language of its own, read by hand into a tree. Pure.

    temat == "employer" and hour(teraz) >= 7 and weekday(teraz) in [1, 2, 3, 4, 5]

Texts in double or single quotes, whole numbers, `true`, `false`; `and or not`; `== != < <= > >=`; `in [...]`,
`not in [...]`; `+ - *` on whole numbers; the functions of `ivr.expressions.tree`. A name is one of the facts
of `ivr.expressions.parser` or else a variable of the call. Nothing else exists: no attributes, no loops.
What is not understood is refused with its place; what is known to make no sense (`"a" + 1`), too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from ivr.expressions.parser import Reader
from ivr.expressions.tokens import ExpressionRefused
from ivr.expressions.tree import LONGEST_TEXT, Tree, Type, Value, as_text, is_true

LONGEST = 500  # characters


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that was understood. `variables`: the names in it that are no facts."""

    text: str
    tree: Tree = field(compare=False, repr=False)
    variables: frozenset[str] = field(compare=False, repr=False)
    gives: Type = field(compare=False, repr=False)

    def value(self, names: Mapping[str, Value]) -> Value:
        """What it is worth with these facts and variables."""
        found = self.tree.worth(names)
        return found[:LONGEST_TEXT] if isinstance(found, str) else found

    def text_value(self, names: Mapping[str, Value]) -> str:
        """As a variable keeps it."""
        return as_text(self.value(names))

    def holds(self, names: Mapping[str, Value]) -> bool:
        return is_true(self.value(names))


@lru_cache(maxsize=2048)  # a graph is looked at several times while it is judged
def read_expression(text: str) -> Expression:
    """Raises ExpressionRefused."""
    if len(text) > LONGEST:
        raise ExpressionRefused(LONGEST + 1, f"wyrażenie jest za długie (najwięcej znaków: {LONGEST})")
    reader = Reader(text)
    tree, gives = reader.whole()
    if gives == "moment":
        raise ExpressionRefused(1, "chwila nie jest wynikiem; proszę użyć funkcji, na przykład hour(teraz)")
    return Expression(text, tree, frozenset(reader.variables), gives)


def _from_json(value: object) -> Expression:
    if isinstance(value, Expression):
        return value
    if not isinstance(value, str):
        raise ValueError("tu musi stać tekst wyrażenia")
    try:
        return read_expression(value)
    except ExpressionRefused as refused:
        raise ValueError(refused.message_pl) from None


ExpressionField = Annotated[
    Expression,
    PlainValidator(_from_json),
    PlainSerializer(lambda expression: expression.text, return_type=str),
    WithJsonSchema({"type": "string", "format": "expression", "minLength": 1, "maxLength": LONGEST}),
]
"""An expression among the settings of a node: a text there, understood once for each version."""
