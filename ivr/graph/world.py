"""What scenarios are judged against, put together from the data of an installation."""

from collections.abc import Mapping

from ivr.graph.scenario import Scenario
from ivr.graph.validation import World
from ivr.nodes import RULES
from ivr.outside.web_rules import Service
from ivr.ports import SoundTimes
from ivr.prompts.library import PromptLibrary
from ivr.speech.rendering import DEFAULT, LANGUAGES

CHARACTERS_A_SECOND = {"pl": 12.5, "en": 14.5, "uk": 9.5}
"""That espeak-ng reads at our speed, pauses included: measured over the shipped texts."""


def time_to_say(prompt: str, text: str, language: str = DEFAULT, sounds: SoundTimes | None = None) -> float:
    """Seconds of the sound where it is there, else reckoned by the characters."""
    known = None if sounds is None else sounds.time_of(prompt, text, language)
    return len(text) / CHARACTERS_A_SECOND[language] if known is None else known


def world_of(
    prompts: PromptLibrary,
    offices: frozenset[str],
    scenarios: Mapping[str, Scenario] | None = None,
    answering: frozenset[str] = frozenset(),
    *,
    transfers: frozenset[str] | None = None,
    services: frozenset[Service] | None = None,
    sounds: SoundTimes | None = None,
) -> World:
    """`scenarios`: the published ones by name; `answering`: the names that answer a number. A text in several
    languages is there in each of them. For `transfers` and `services` see `World`.

    With `sounds` it looks at the disk: not for an event loop."""
    return World(
        kinds=RULES,
        prompts={language: prompts.ids(language) for language in LANGUAGES},
        offices=offices,
        subscenarios=scenarios or {},
        transfers=transfers,
        services=services,
        answering=answering,
        spoken={p.id: time_to_say(p.id, prompts.example(p.id), DEFAULT, sounds) for p in prompts},
    )
