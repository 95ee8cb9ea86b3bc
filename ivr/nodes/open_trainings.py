"""Reads anybody the trainings that one can sign up for: those of the office of the call, then the province's.

`request` and `consultant` remember which one it was about in a variable of the call, and coming back goes on
there.
"""

from collections.abc import Sequence

from pydantic import Field

from core.questions.client_data import Unavailable
from core.questions.job_market import OpenTrainingsNear
from ivr.dialogue import say
from ivr.nodes.browsing import OpenListKind
from ivr.nodes.fields import Prompt
from ivr.nodes.trainings import TrainingListSettings, browse_trainings
from ivr.visit import Visit


class Settings(TrainingListSettings):
    menu_prompts: list[Prompt] = Field(
        default=["Z03", "Z06"],
        min_length=1,
        title="Zapowiedź: klawisze",
        description="1 jeszcze raz, 2 następne, * poprzednie, 4 prośba o kontakt, 9 koniec, 0 konsultant.",
    )


class OpenTrainingsKind(OpenListKind[Settings]):
    name = "open_trainings"
    label = "Szkolenia w okolicy"
    help = "Czyta każdemu szkolenia, na które można się zapisać, jedno po drugim."
    settings = Settings

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        found = await visit.tools.market.ask(OpenTrainingsNear(visit.call.context.office, settings.most))
        if isinstance(found, Unavailable):
            return "unavailable"
        if not found.trainings:
            await say(visit.call, visit.voice, [settings.none_prompt])
            return "none"
        return await browse_trainings(
            visit, node, settings, found.trainings, settings.menu_prompts, takes_request=True
        )

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [
            *self.heard(settings),
            settings.none_prompt,
            settings.last_prompt,
            settings.no_input_prompt,
            settings.wrong_key_prompt,
        ]

    def heard(self, settings: Settings) -> Sequence[str]:
        return [settings.count_prompt, settings.training_prompt, *settings.menu_prompts]

    def sets(self, settings: Settings) -> frozenset[str]:
        return frozenset({settings.training_variable})
