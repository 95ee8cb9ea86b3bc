from dataclasses import dataclass

import pytest
from pydantic import BaseModel, ValidationError

from api.schemas.copying import copied


@dataclass(frozen=True, slots=True)
class Fair:
    id: str
    town: str


@dataclass(frozen=True, slots=True)
class Stored:
    id: str
    version: int


class Out(BaseModel):
    id: str
    town: str
    version: int = 0
    is_over: bool = False


def test_fields_are_copied_by_their_names_from_the_first_source_that_has_them() -> None:
    found = copied(Out, Stored("stored", 3), Fair("fair", "Kolno"))
    assert found == Out(id="stored", town="Kolno", version=3, is_over=False)


def test_what_is_given_counts_before_all_sources() -> None:
    found = copied(Out, Fair("fair", "Kolno"), town="Zambrów", is_over=True)
    assert found == Out(id="fair", town="Zambrów", version=0, is_over=True)


def test_a_field_that_nobody_fills_is_a_fault() -> None:
    with pytest.raises(ValidationError, match="town"):
        copied(Out, Stored("stored", 3))
