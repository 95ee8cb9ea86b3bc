"""What a form is told of each kind of node is complete, Polish and true."""

from typing import Any

import pytest
from pydantic import BaseModel

from ivr.kinds import GROUPS, describe_kinds, facts, functions
from ivr.nodes import KINDS
from tests.support.graphs import SETTINGS

DESCRIBED = {kind.name: kind for kind in describe_kinds()}


def _models(model: type[BaseModel]) -> list[type[BaseModel]]:
    """The settings and what stands within them."""
    found = [model]
    for field in model.model_fields.values():
        for part in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(part, type) and issubclass(part, BaseModel):
                found += _models(part)
    return found


@pytest.mark.parametrize("name", KINDS)
def test_every_setting_has_a_title_and_a_help(name: str) -> None:
    for model in _models(KINDS[name].rules.settings):
        for field_name, field in model.model_fields.items():
            assert field.title, f"{name}.{field_name}"
            assert field.description, f"{name}.{field_name}"
            assert field.description.endswith((".", ")")), f"{name}.{field_name}"


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_has_a_name_for_people_a_help_and_a_group(name: str) -> None:
    kind = DESCRIBED[name]
    assert kind.label
    assert kind.help.endswith(".")
    assert kind.group in GROUPS
    assert all(outcome.label for outcome in kind.outcomes)
    assert kind.settings["title"] == kind.label
    assert kind.settings["additionalProperties"] is False


def _outcomes(name: str, settings: Any) -> set[str]:
    kind = DESCRIBED[name]
    named = [source.of(settings) for source in kind.outcomes_from]
    return {outcome.name for outcome in kind.outcomes}.union(*named)


@pytest.mark.parametrize("name", SETTINGS)
def test_the_outcomes_that_are_described_are_those_that_the_validation_wants(name: str) -> None:
    kind = DESCRIBED[name]
    if kind.has_ends or not kind.is_complete:
        return
    for values in SETTINGS[name]:
        settings = KINDS[name].rules.settings.model_validate(values)
        assert _outcomes(name, settings) == KINDS[name].rules.outcomes(settings)


def test_every_kind_is_there_once_in_the_order_of_the_groups() -> None:
    kinds = describe_kinds()
    assert sorted(kind.name for kind in kinds) == sorted(KINDS)
    order = [GROUPS.index(kind.group) for kind in kinds]
    assert order == sorted(order)


def test_the_words_of_expressions_are_described() -> None:
    assert {word.name for word in facts()} >= {"teraz", "temat", "urzad"}
    assert {word.name for word in functions()} >= {"length", "hour", "weekday"}
    assert all(word.help for word in [*facts(), *functions()])
