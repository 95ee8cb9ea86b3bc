"""Reads short answers of the knowledge base on a topic: for everybody, verified or not, at any hour."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from core.questions.client_data import Unavailable
from core.questions.public_answers import ShortAnswer, ShortAnswers, ShortAnswersOn
from core.zone import WARSAW
from ivr.client_data_pl import legal_status_values
from ivr.dialogue import MOST_REPEATS, Ending, PromptToSay, play_out
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.fields import Prompt, may_be_empty
from ivr.nodes.kind import NodeKind
from ivr.speech.values import Words
from ivr.visit import Visit


class Settings(NodeSettings):
    topic: str = Field(
        pattern=r"^[a-z0-9_]{1,40}$",
        title="Temat",
        description="Odpowiedzi właściwego urzędu zastępują odpowiedzi wojewódzkie.",
    )
    most: int = Field(
        default=2, ge=1, le=5, title="Najwięcej odpowiedzi", description="Każda ma najwyżej 300 znaków."
    )
    answer_prompt: Prompt = Field(
        default="B01", title="Zapowiedź: odpowiedź", description="Może podać {odpowiedz}."
    )
    tells_legal_status: bool = Field(
        default=False,
        title="Podawaj stan prawny",
        description="Po każdej odpowiedzi dzień, na który sprawdzono przepisy.",
    )
    legal_status_prompt: Prompt = Field(
        default="B02", title="Zapowiedź: stan prawny", description="Może podać {data_dopelniacz} z rokiem."
    )
    none_prompt: Annotated[Prompt, may_be_empty()] = Field(
        default="B03",
        title="Zapowiedź: brak odpowiedzi",
        description="Gdy temat nie ma obowiązującej odpowiedzi; puste: rozmówca nic nie słyszy.",
    )


class KnowledgeKind(NodeKind[Settings]):
    name = "knowledge"
    label = "Informacja z bazy wiedzy"
    help = "Czyta krótkie odpowiedzi na wybrany temat: każdemu i o każdej porze."
    group = "zapowiedzi"
    settings = Settings
    fixed_outcomes = (
        NodeOutcome("told", "podano"),
        NodeOutcome("none", "brak odpowiedzi"),
        NodeOutcome("unavailable", "baza niedostępna"),
    )

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """`*` begins anew, `#` goes on, any other key stays for what follows."""
        keys = visit.call.caller.keys
        outcome = "none"
        for _ in range(1 + MOST_REPEATS):
            found = await _answers(visit, settings)
            if isinstance(found, Unavailable):
                return "unavailable"
            outcome = "told" if found.answers else "none"
            if not len(keys):
                ending, outcome = await _read(visit, settings, found)
                if ending == "failed":
                    return "unavailable"
                if ending == "heard":
                    break
            if keys.peek() not in ("*", "#") or keys.take() == "#":
                break
        return outcome

    def untried(self, settings: Settings) -> frozenset[str]:
        return frozenset({"unavailable"})

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [
            settings.answer_prompt,
            *([settings.legal_status_prompt] if settings.tells_legal_status else []),
            *([settings.none_prompt] if settings.none_prompt else []),
        ]

    def heard(self, settings: Settings) -> Sequence[str]:
        return [settings.answer_prompt] * settings.most


async def _read(visit: Visit, settings: Settings, found: ShortAnswers) -> tuple[Ending, str]:
    """One answer after the other, each only on a day on which it holds: at midnight the rest is asked for anew.

    How it ended, and the outcome: `none` if no answer was begun.
    """
    said: set[ShortAnswer] = set()
    while answer := next((each for each in found.answers if each not in said), None):
        if found.day != visit.call.clock.now().astimezone(WARSAW).date():
            anew = await _answers(visit, settings)
            if isinstance(anew, Unavailable):
                return "failed", "unavailable"
            found = anew
            continue
        ending = await _play(visit, _lines(settings, answer))
        if ending != "heard":
            return ending, "told"
        said.add(answer)
    if said:
        return "heard", "told"
    return (await _play(visit, [settings.none_prompt]) if settings.none_prompt else "heard"), "none"


def _lines(settings: Settings, answer: ShortAnswer) -> list[PromptToSay]:
    lines: list[PromptToSay] = [(settings.answer_prompt, {"odpowiedz": Words(answer.text, answer.language)})]
    if settings.tells_legal_status and answer.legal_status_on is not None:
        lines.append((settings.legal_status_prompt, legal_status_values(answer.legal_status_on)))
    return lines


async def _play(visit: Visit, lines: Sequence[PromptToSay]) -> Ending:
    return await play_out(visit.call, visit.voice, lines, until_key=True)


async def _answers(visit: Visit, settings: Settings) -> ShortAnswers | Unavailable:
    context = visit.call.context
    return await visit.tools.answers.ask(
        ShortAnswersOn(settings.topic, context.office, context.language, settings.most)
    )
