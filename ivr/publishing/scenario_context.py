"""What scenarios are judged against, put together from the data of an installation."""

from collections.abc import Mapping

from core.lists.topics import TOPICS
from ivr.graph.scenario import Scenario
from ivr.graph.validation import ScenarioContext
from ivr.nodes import KINDS
from ivr.outside.web_rules import Service
from ivr.prompts.prompt_library import PromptLibrary
from ivr.prompts.sound_times import SoundTimes, time_to_say
from ivr.speech.rendering import DEFAULT, LANGUAGES


def scenario_context_of(
    prompts: PromptLibrary,
    offices: frozenset[str],
    scenarios: Mapping[str, Scenario] | None = None,
    answering: frozenset[str] = frozenset(),
    *,
    transfers: frozenset[str] | None = None,
    services: frozenset[Service] | None = None,
    sounds: SoundTimes | None = None,
) -> ScenarioContext:
    """`scenarios`: the published ones by name; `answering`: the names that answer a number. A text in several
    languages is there in each of them. For `transfers` and `services` see `ScenarioContext`. Topics are those of
    this process.

    With `sounds` it looks at the disk: not for an event loop."""
    return ScenarioContext(
        kinds=KINDS,
        prompts={language: prompts.ids(language) for language in LANGUAGES},
        offices=offices,
        subscenarios=scenarios or {},
        transfers=transfers,
        services=services,
        topics=frozenset(TOPICS),
        answering=answering,
        spoken={p.id: time_to_say(p.id, prompts.example(p.id), DEFAULT, sounds) for p in prompts},
    )
