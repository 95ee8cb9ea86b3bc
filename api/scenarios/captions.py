"""What a caller is being told, in words, for somebody who tries the centre without sound. Pure.

The fact of an announcement is written when it is over. So what a node will say is shown when the call enters it,
and what was really said takes its place afterwards. Values of a caller (amounts, dates) stand in no fact: an
ellipsis stands for them.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.offers import OfferMade
from core.facts.kinds.scenarios import AnnouncementPlayed, LanguageChosen, NodeEntered
from core.facts.kinds.waiting import QueueEntered, WaitEstimated
from ivr.graph.kind_rules import Kinds
from ivr.graph.scenario import Scenario
from ivr.prompts.prompt_library import PromptLibrary

MOST = 40  # captions; a page shows the last few of them

_VALUE = re.compile(r"\{[a-z0-9_]+\}")
_LANGUAGE = re.compile(r"\[[a-z]{2}\]")

Kind = Literal["speech", "sound"]


@dataclass(frozen=True, slots=True)
class Caption:
    """One thing that is heard."""

    at: Annotated[datetime, Field(description="When it began")]
    text: Annotated[str, Field(examples=["Dzień dobry, tu Zielona Linia."])]
    kind: Annotated[Kind, Field(description="`sound`: music, ringing, a conversation, in Polish words")]


@dataclass(slots=True)
class _Said:
    at: datetime
    prompt: str
    language: str
    is_sure: bool


def captions(
    facts: Iterable[AnyEvent], heard: Callable[[str], Sequence[str]], words: Callable[[str, str], str]
) -> list[Caption]:
    """The captions of one call, oldest first, at most `MOST`.

    `heard`: the prompts that a node, given by its path, begins with. `words`: the text of a prompt in a language;
    empty for one that is not known any more.
    """
    shown: list[_Said | Caption] = []
    language = "pl"
    for fact in facts:
        if fact.at is None:
            continue
        match fact:
            case NodeEntered(node=node):
                shown = _without_guesses(shown)
                shown += [_Said(fact.at, prompt, language, is_sure=False) for prompt in heard(node)]
            case LanguageChosen(language=chosen):
                language = chosen
            case AnnouncementPlayed():
                shown = _confirmed(shown, fact, fact.at)
            case _:
                sound = _sound(fact)
                if sound is not None:
                    shown = [*_without_guesses(shown), Caption(fact.at, sound, "sound")]
    found = [each if isinstance(each, Caption) else _caption(each, words) for each in shown]
    return [each for each in found if each.text][-MOST:]


def heard_in(scenario: Scenario, kinds: Kinds) -> Callable[[str], Sequence[str]]:
    """For `captions`: what the nodes of a graph, put together with those that it calls, begin with.

    A node that this release cannot read says nothing: the fact that follows tells.
    """

    def heard(path: str) -> Sequence[str]:
        node = scenario.nodes.get(path)
        kind = None if node is None else kinds.get(node.kind)
        if node is None or kind is None:
            return ()
        try:
            settings = kind.settings.model_validate(node.settings)
        except ValueError:
            return ()
        # Of a node that says one of several things nobody knows beforehand which.
        said = getattr(settings, "prompts", None)
        return kind.heard(settings) if said else ()

    return heard


def words_of(library: PromptLibrary) -> Callable[[str, str], str]:
    """For `captions`: the text as it is read, without its marks; the Polish one if the language has none."""

    def words(prompt: str, language: str) -> str:
        if prompt not in library:
            return ""
        found = library.prompt(prompt)
        text = found.text_in(language) or found.text
        return " ".join(_LANGUAGE.sub(" ", _VALUE.sub("…", text)).split())

    return words


def _confirmed(shown: list[_Said | Caption], played: AnnouncementPlayed, at: datetime) -> list[_Said | Caption]:
    """What was foreseen is sure now; what was not is added where it began."""
    if played.has_failed:
        return shown
    foreseen = {each.prompt: each for each in shown if isinstance(each, _Said) and not each.is_sure}
    began = at - timedelta(seconds=played.heard_time)
    said = []
    for prompt in played.prompts:
        language = "pl" if prompt in played.in_polish else played.language
        before = foreseen.pop(prompt, None)
        said.append(_Said(began if before is None else before.at, prompt, language, is_sure=True))
    return [*_without_guesses(shown), *said, *foreseen.values()]


def _without_guesses(shown: list[_Said | Caption]) -> list[_Said | Caption]:
    """The call has gone on: what was foreseen and not said was passed over by a key."""
    return [each for each in shown if not (isinstance(each, _Said) and not each.is_sure)]


def _caption(said: _Said, words: Callable[[str, str], str]) -> Caption:
    return Caption(said.at, words(said.prompt, said.language), "speech")


def _sound(fact: AnyEvent) -> str | None:
    match fact:
        case QueueEntered(position=0):
            return "muzyka, oczekiwanie na konsultanta"
        case QueueEntered(position=position):
            return f"muzyka, oczekiwanie na konsultanta, miejsce w kolejce: {position}"
        case WaitEstimated(low_time=low, high_time=high):
            return f"zapowiedź: przewidywany czas oczekiwania {_minutes(low, high)}"
        case OfferMade():
            return "dzwoni telefon konsultanta"
        case ConversationStarted():
            return "rozmowa z konsultantem"
        case ConversationEnded():
            return "koniec rozmowy z konsultantem"
        case CallEnded():
            return "koniec połączenia"
    return None


def _minutes(low_time: float, high_time: float) -> str:
    """Whole minutes from below and from above."""
    low, high = int(low_time // 60), max(1, -int(-high_time // 60))
    if high <= 1:
        return "poniżej minuty"
    return f"{high} min" if low in (0, high) else f"{low}–{high} min"
