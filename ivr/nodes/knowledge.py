"""Reads short answers of the knowledge base on a topic: for everybody, verified or not, at any hour."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from core.questions.client_data import Unavailable
from core.questions.public_answers import ShortAnswers, ShortAnswersOn
from ivr.answer_reading import ReadingPrompts, read_answers
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.fields import Prompt, may_be_empty
from ivr.nodes.kind import NodeKind
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
    keys_prompt: Annotated[Prompt, may_be_empty()] = Field(
        default="B06",
        title="Zapowiedź: klawisze",
        description="Raz w rozmowie, przed pierwszą odpowiedzią: * jeszcze raz, 7 wolniej, # dalej."
        " Puste: rozmówca jej nie słyszy, a klawisze działają.",
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
        """See `ivr.answer_reading`."""
        context = visit.call.context

        async def ask() -> ShortAnswers | Unavailable:
            question = ShortAnswersOn(settings.topic, context.office, context.language, settings.most)
            return await visit.tools.answers.ask(question)

        prompts = ReadingPrompts(
            settings.answer_prompt,
            settings.legal_status_prompt if settings.tells_legal_status else None,
            settings.none_prompt or None,
            settings.keys_prompt or None,
        )
        return await read_answers(visit, ask, prompts)

    def untried(self, settings: Settings) -> frozenset[str]:
        return frozenset({"unavailable"})

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [
            settings.answer_prompt,
            *([settings.legal_status_prompt] if settings.tells_legal_status else []),
            *([settings.none_prompt] if settings.none_prompt else []),
            *([settings.keys_prompt] if settings.keys_prompt else []),
        ]

    def heard(self, settings: Settings) -> Sequence[str]:
        told = [settings.keys_prompt] if settings.keys_prompt else []
        return [*told, *[settings.answer_prompt] * settings.most]
