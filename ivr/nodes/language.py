"""Lets the caller choose a language. Who presses nothing is spoken to in Polish, and is not asked again."""

from collections.abc import Sequence
from typing import Annotated, Literal

import anyio
from pydantic import AfterValidator, Field

from core.facts.kinds.scenarios import KeysEntered, LanguageChosen
from ivr.dialogue import say
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.fields import Key, Prompt, titles
from ivr.nodes.kind import NodeKind
from ivr.visit import Visit

LANGUAGES = {"pl": "polski", "en": "angielski", "uk": "ukraiński"}
Language = Annotated[Literal["pl", "en", "uk"], titles(LANGUAGES)]

# Seconds from the beginning in which nobody can have meant a language: in a call that begins anew because a
# process died, a digit is the rest of a number that was being keyed.
TOO_EARLY = 1.0


def _some_digit(choices: dict[str, Language]) -> dict[str, Language]:
    for key in choices:
        if len(key) != 1 or key not in "0123456789":
            raise ValueError(f"„{key}” nie jest klawiszem z cyfrą (0-9)")
    return choices


class Settings(NodeSettings):
    prompts: list[Prompt] = Field(
        default=["W04"],
        min_length=1,
        title="Zapowiedzi",
        description="Każdy język sam zaprasza do wyboru; fragment w innym języku zaczyna się od [en] lub [uk].",
    )
    choices: Annotated[dict[Key, Language], AfterValidator(_some_digit)] = Field(
        default={"8": "en", "9": "uk"},
        min_length=1,
        title="Klawisze języków",
        description="klawisz → język rozmowy.",
    )
    wait_time: float = Field(
        default=1.5,
        ge=0,
        le=5,
        title="Czas na wybór po zapowiedzi (s)",
        description="Potem rozmowa idzie dalej po polsku, bez pytania po raz drugi; zero: od razu po zapowiedzi.",
    )
    alone_time: float = Field(
        default=0.8,
        ge=0.2,
        le=3,
        title="Czas, po którym cyfra jest wyborem języka (s)",
        description="Cyfra, po której szybko przychodzi następna, to początek numeru podanego z wyprzedzeniem.",
    )


class LanguageKind(NodeKind[Settings]):
    name = "language"
    label = "Wybór języka"
    help = "Pyta o język rozmowy. Kto niczego nie naciśnie, słyszy dalej język polski."
    group = "dane i zgody"
    settings = Settings
    fixed_outcomes = (NodeOutcome("done", "dalej"),)

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """A digit by itself is a choice; the first one of several, and any other key, stay for the next question.

        `#` skips the announcement. A choice counts also if it was pressed a little earlier, during the welcome,
        but not in its first second.
        """
        call, keys = visit.call, visit.call.caller.keys
        if len(keys) and call.clock.monotonic() - visit.began < TOO_EARLY and keys.peek() != "#":
            return "done"
        await say(call, visit.voice, [(prompt, visit.values()) for prompt in settings.prompts])
        if not len(keys) and settings.wait_time:
            with anyio.move_on_after(settings.wait_time):
                await keys.pressed()
        if keys.peek() == "#":
            keys.take()
        if keys.peek() not in settings.choices:
            return "done"
        await anyio.sleep(settings.alone_time)
        if len(keys) == 1:
            key = keys.take()
            language = settings.choices[key]
            call.context.language = language
            call.record(KeysEntered(node=node, length=1, outcome=language, keys=key))
            call.record(LanguageChosen(language=language))
        return "done"

    def prompts(self, settings: Settings) -> Sequence[str]:
        return settings.prompts

    def reply_time(self, settings: Settings) -> float:
        return settings.wait_time  # most callers press nothing

    def languages(self, settings: Settings) -> frozenset[str]:
        return frozenset(settings.choices.values())
