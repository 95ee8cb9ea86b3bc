"""Names that an editor gives within a scenario: outcomes and variables. Pure."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from ivr.expressions.parser import FACTS
from ivr.expressions.tree import FUNCTIONS
from ivr.nodes.fields import means

_RESERVED = frozenset({*FACTS, *FUNCTIONS, "and", "or", "not", "in", "true", "false"})


OFFICE = "urzad"
"""The one fact that a node may hand on by its name, like a variable."""


def _is_free(name: str) -> str:
    if name in _RESERVED:
        raise ValueError(f"nazwa „{name}” jest zastrzeżona")
    return name


def _is_known(name: str) -> str:
    return name if name == OFFICE else _is_free(name)


_Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
OutcomeName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]{0,39}$")]
VariableName = Annotated[_Name, AfterValidator(_is_free), means("variable")]
KnownName = Annotated[_Name, AfterValidator(_is_known), means("known")]
"""A variable to be read, or the office."""
