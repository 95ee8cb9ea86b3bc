"""Reads short answers of the knowledge base on a topic: for everybody, verified or not, at any hour."""

from collections.abc import Sequence

from pydantic import Field

from core.client_data import Unavailable
from core.public_answers import ShortAnswers, ShortAnswersOn
from ivr.client_data_pl import legal_status_values
from ivr.dialogue import MOST_REPEATS, PromptToSay, play_out
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.kind import NodeKind
from ivr.speech.rendering import DEFAULT
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
    answer_prompt: str = Field(default="B01", title="Zapowiedź: odpowiedź", description="Może podać {odpowiedz}.")
    tells_legal_status: bool = Field(
        default=False,
        title="Podawaj stan prawny",
        description="Po każdej odpowiedzi dzień, na który sprawdzono przepisy.",
    )
    legal_status_prompt: str = Field(
        default="B02", title="Zapowiedź: stan prawny", description="Może podać {data_dopelniacz} z rokiem."
    )
    none_prompt: str = Field(
        default="B03", title="Zapowiedź: brak odpowiedzi", description="Gdy temat nie ma obowiązującej odpowiedzi."
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
        context = visit.call.context
        found = await _answers(visit, settings, context.language)
        language = context.language
        if not isinstance(found, Unavailable) and not found.answers and language != DEFAULT:
            language = DEFAULT  # an answer in Polish is better than none
            found = await _answers(visit, settings, language)
        if isinstance(found, Unavailable):
            return "unavailable"
        lines: list[PromptToSay] = []
        for answer in found.answers:
            lines.append((settings.answer_prompt, {"odpowiedz": Words(answer.text, language)}))
            if settings.tells_legal_status and answer.legal_status_on is not None:
                lines.append((settings.legal_status_prompt, legal_status_values(answer.legal_status_on)))
        keys = visit.call.caller.keys
        for _ in range(1 + MOST_REPEATS):
            if not len(keys):
                ending = await play_out(visit.call, visit.voice, lines or [settings.none_prompt], until_key=True)
                if ending == "failed":
                    return "unavailable"
                if ending == "heard":
                    break
            if keys.peek() not in ("*", "#") or keys.take() == "#":
                break
        return "told" if found.answers else "none"

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [
            settings.answer_prompt,
            *([settings.legal_status_prompt] if settings.tells_legal_status else []),
            settings.none_prompt,
        ]

    def heard(self, settings: Settings) -> Sequence[str]:
        return [settings.answer_prompt] * settings.most


async def _answers(visit: Visit, settings: Settings, language: str) -> ShortAnswers | Unavailable:
    office = visit.call.context.office
    return await visit.tools.answers.ask(ShortAnswersOn(settings.topic, office, language, settings.most))
