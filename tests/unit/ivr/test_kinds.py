"""What a form is told of each kind of node is complete, Polish and true."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import BaseModel

from core.questions.client_data import (
    ContactState,
    NotedContact,
    Offer,
    Payment,
    PlannedVisit,
    Registration,
    Training,
)
from ivr.client_data_pl import (
    already_values,
    due_values,
    legal_status_values,
    not_due_values,
    noted_values,
    offer_values,
    offers_count,
    payment_values,
    registration_values,
    training_values,
    trainings_count,
    visit_values,
)
from ivr.kinds import GROUPS, describe_kinds, facts, functions
from ivr.nodes import KINDS
from ivr.prompts.prompt_library import PromptLibrary
from ivr.speech.texts import faults
from ivr.speech.values import Value
from tests.support.scenarios.graphs import SETTINGS

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
    for model in _models(KINDS[name].settings):
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
        settings = KINDS[name].settings.model_validate(values)
        assert _outcomes(name, settings) == KINDS[name].outcomes(settings)


def test_every_kind_is_there_once_in_the_order_of_the_groups() -> None:
    kinds = describe_kinds()
    assert sorted(kind.name for kind in kinds) == sorted(KINDS)
    order = [GROUPS.index(kind.group) for kind in kinds]
    assert order == sorted(order)


def test_the_words_of_expressions_are_described() -> None:
    assert {word.name for word in facts()} >= {"teraz", "temat", "urzad"}
    assert {word.name for word in functions()} >= {"length", "hour", "weekday"}
    assert all(word.help for word in [*facts(), *functions()])


LIBRARY = PromptLibrary.defaults()
HELP_NAME = re.compile(r"\{(\w+)\}")


def _default_prompts() -> list[tuple[str, str, list[str]]]:
    """Each setting of each kind that names default announcements by itself: kind, setting, announcements."""
    found = []
    for name, kind in KINDS.items():
        for setting, field in kind.settings.model_fields.items():
            default = field.default if isinstance(field.default, list) else [field.default]
            if prompts := [prompt for prompt in default if isinstance(prompt, str) and prompt in LIBRARY]:
                found.append((name, setting, prompts))
    return found


@pytest.mark.parametrize(("name", "setting", "prompts"), _default_prompts())
def test_a_help_names_what_the_default_announcement_says_and_only_what_it_may_say(
    name: str, setting: str, prompts: list[str]
) -> None:
    """With the case, so that who copies it from the help gets a sentence, and nothing that is refused."""
    told = set(HELP_NAME.findall(KINDS[name].settings.model_fields[setting].description or ""))
    said = set().union(*(LIBRARY.prompt(prompt).names() for prompt in prompts))
    assert said <= told
    for placeholder in told:
        refusals = [faults(f"Tekst {{{placeholder}}}.", LIBRARY.prompt(prompt).placeholders) for prompt in prompts]
        assert [] in refusals, refusals


DAY = date(2026, 5, 12)
CONTACT = ContactState(True, DAY, DAY, 0)
OFFER = Offer("offer-1", "magazynier", "Kolno", 500_000, 600_000, "umowa o pracę", DAY)
TRAINING = Training("training-1", "obsługa komputera", "Kolno", 40, DAY, DAY)
VISIT = visit_values(PlannedVisit(datetime(2026, 5, 12, 8, tzinfo=UTC), "7", "Maria Zalewska"))
GIVEN: dict[str, Mapping[str, Value]] = {
    "D01": VISIT,
    "D07": VISIT,
    "D02": due_values(DAY),
    "D03": noted_values(NotedContact(DAY, DAY, DAY, True)),
    "D04": payment_values(Payment("zasiłek", DAY, DAY, 150_000)),
    "D06": registration_values(Registration("unemployed", DAY, is_insured=True)),
    "D08": payment_values(Payment("zasiłek", DAY, DAY, None)),
    "D10": registration_values(Registration("unemployed", DAY, is_insured=False)),
    "D11": registration_values(Registration("seeker", DAY, is_insured=False)),
    "D14": due_values(DAY),
    "D15": not_due_values(CONTACT, 7),
    "D16": already_values(CONTACT),
    "D17": noted_values(NotedContact(DAY, DAY, DAY, True)),
    "O01": offers_count(2),
    "O02": offer_values(OFFER, 1),
    "Z01": trainings_count(2),
    "Z02": training_values(TRAINING, 1),
    "B02": legal_status_values(DAY),
}


@pytest.mark.parametrize("prompt", GIVEN)
def test_what_an_announcement_may_say_of_a_clients_data_is_given_to_it_and_of_that_kind(prompt: str) -> None:
    declared, given = LIBRARY.prompt(prompt).placeholders, GIVEN[prompt]
    assert declared.keys() == given.keys() & declared.keys()
    assert {name: type(given[name]) for name in declared} == {name: type(declared[name]) for name in declared}
