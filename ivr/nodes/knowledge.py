"""Reads short answers of the knowledge base on a topic: for everybody, verified or not, at any hour."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from core.questions.client_data import Unavailable
from core.questions.public_answers import ShortAnswers, ShortAnswersOn
from ivr.answer_reading import MessagePrompts, ReadingPrompts, read_answers
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
    sms_prompt: Annotated[Prompt, may_be_empty()] = Field(
        default="B08",
        title="Zapowiedź: klawisz wiadomości",
        description="Klawisz 3 zamawia SMS z odpowiedzią. Tylko gdy jest czym wysłać SMS i rozmówca dzwoni z"
        " komórki. Puste: nikt nie może jej zamówić.",
    )
    ordered_prompt: Prompt = Field(
        default="B09", title="Zapowiedź: zamówiono wiadomość", description="Po klawiszu 3."
    )
    refused_prompt: Prompt = Field(
        default="K04",
        title="Zapowiedź: wiadomości nie można zamówić",
        description="Gdy byłaby za długa albo w tej rozmowie było ich już dość.",
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
            MessagePrompts(settings.sms_prompt, settings.ordered_prompt, settings.refused_prompt)
            if settings.sms_prompt
            else None,
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
            *(
                [settings.sms_prompt, settings.ordered_prompt, settings.refused_prompt]
                if settings.sms_prompt
                else []
            ),
        ]

    def heard(self, settings: Settings) -> Sequence[str]:
        told = [settings.keys_prompt] if settings.keys_prompt else []
        return [*told, *[settings.answer_prompt] * settings.most]
