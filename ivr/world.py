"""What scenarios are judged against, put together from the data of an installation."""

from collections.abc import Mapping

from ivr.nodes import RULES
from ivr.prompts import PromptLibrary
from ivr.rendering import LANGUAGES
from ivr.scenario import Scenario
from ivr.validation import World
from ivr.web_rules import Service

CHARACTERS_A_SECOND = 14.0  # that espeak-ng reads at our speed, pauses included


def world_of(
    prompts: PromptLibrary,
    offices: frozenset[str],
    scenarios: Mapping[str, Scenario] | None = None,
    answering: frozenset[str] = frozenset(),
    *,
    transfers: frozenset[str] | None = None,
    services: frozenset[Service] | None = None,
) -> World:
    """`scenarios`: the published ones by name; `answering`: the names that answer a number. A text in several
    languages is there in each of them. For `transfers` and `services` see `World`."""
    return World(
        kinds=RULES,
        prompts={language: prompts.ids(language) for language in LANGUAGES},
        offices=offices,
        subscenarios=scenarios or {},
        transfers=transfers,
        services=services,
        answering=answering,
        spoken={prompt.id: len(prompt.text) / CHARACTERS_A_SECOND for prompt in prompts},
    )
