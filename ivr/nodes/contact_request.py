"""Notes that the caller wants to be rung about the offer or the training that was just read.

The number is asked for, read out and confirmed as for a call-back. What is noted is the office's to do: no hour is
promised.
"""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from core.facts.kinds.scenarios import ContactRequested
from ivr.dialogue import play_out
from ivr.expressions.evaluation import Expression, read_expression
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.clients_own import client_of
from ivr.nodes.fields import Prompt, titles
from ivr.nodes.kind import NodeKind
from ivr.nodes.names import VariableName
from ivr.outside.number_asking import ask_number
from ivr.visit import Visit


class Settings(NodeSettings):
    about: Annotated[Literal["offer", "training"], titles({"offer": "oferta pracy", "training": "szkolenie"})] = (
        Field(default="offer", title="W jakiej sprawie", description="Czego dotyczy prośba.")
    )
    variable: VariableName = Field(
        default="oferta",
        title="Oferta albo szkolenie według zmiennej",
        description="Zmienna, w której zapamiętał je węzeł, który je czytał.",
    )
    taken_prompt: Prompt = Field(
        default="O13", title="Zapowiedź: prośba zapisana", description="Słyszana do końca."
    )
    refused_prompt: Prompt = Field(
        default="O14",
        title="Zapowiedź: prośby nie zapisano",
        description="Gdy nie ma numeru, na który można zadzwonić.",
    )


class ContactRequestKind(NodeKind[Settings]):
    name = "contact_request"
    label = "Prośba o kontakt"
    help = "Zapisuje, że rozmówca prosi o telefon w sprawie oferty albo szkolenia. Trafia na listę „Do zrobienia”."
    group = "konsultant"
    settings = Settings
    fixed_outcomes = (
        NodeOutcome("taken", "zapisano"),
        NodeOutcome("refused", "nie zapisano"),
    )

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """For the office of the call, else the provincial one. Who hangs up before the number is confirmed has
        asked for nothing; after it the request stands."""
        call = visit.call
        subject = call.context.variables.get(settings.variable, "")
        number = await ask_number(call, visit.voice) if subject else None
        if number is None:
            call.caller.keys.clear()
            await play_out(call, visit.voice, [settings.refused_prompt], until_key=False)
            return "refused"
        call.record(
            ContactRequested(
                about=settings.about,
                subject=subject,
                office=visit.competent_office(),
                callback_number=number,
                client_id=client_of(visit),
            )
        )
        call.caller.keys.clear()
        await play_out(call, visit.voice, [settings.taken_prompt], until_key=False)
        return "taken"

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [settings.taken_prompt, settings.refused_prompt]

    def heard(self, settings: Settings) -> Sequence[str]:
        return [settings.taken_prompt]

    def expressions(self, settings: Settings) -> Sequence[Expression]:
        return [read_expression(settings.variable)]
