"""Reads anybody the trainings that one can sign up for: those of the office of the call, then the province's.

`request` and `consultant` remember which one it was about in a variable of the call, and coming back goes on
there.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from core.questions.client_data import Unavailable
from core.questions.job_market import OpenTrainingsNear
from ivr.client_data_pl import training_values, trainings_count
from ivr.dialogue import say
from ivr.nodes.browsing import BrowsingSettings, OpenListKind, browse
from ivr.nodes.fields import Prompt, means
from ivr.visit import Visit


class Settings(BrowsingSettings):
    count_prompt: Prompt = Field(
        default="Z01", title="Zapowiedź: liczba szkoleń", description="Może podać {liczba_szkolen_biernik}."
    )
    training_prompt: Prompt = Field(
        default="Z02",
        title="Zapowiedź: szkolenie",
        description="Może podać {liczebnik_porzadkowy_nijaki}, {nazwa}, {miejscowosc}, {liczba_godzin},"
        " {data_dopelniacz} (początek) i {data2_dopelniacz} (koniec zapisów).",
    )
    menu_prompts: list[Prompt] = Field(
        default=["Z03", "Z06"],
        min_length=1,
        title="Zapowiedź: klawisze",
        description="1 jeszcze raz, 2 następne, * poprzednie, 4 prośba o kontakt, 9 koniec, 0 konsultant.",
    )
    none_prompt: Prompt = Field(
        default="Z04", title="Zapowiedź: brak szkoleń", description="Gdy na nic nie można się teraz zapisać."
    )
    last_prompt: Prompt = Field(
        default="Z05", title="Zapowiedź: koniec listy", description="Po ostatnim szkoleniu."
    )
    training_variable: Annotated[str, means("variable")] = Field(
        default="szkolenie",
        pattern=r"^[a-z_]{1,40}$",
        title="Zapamiętaj szkolenie jako",
        description="Zmienna z numerem szkolenia, o którym mówi rozmówca.",
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
        ids = [training.id for training in found.trainings]
        remembered = visit.call.context.variables.get(settings.training_variable, "")
        at = ids.index(remembered) if remembered in ids else 0
        ending = await browse(
            visit,
            node,
            settings,
            [] if at else [(settings.count_prompt, trainings_count(len(ids)))],
            [
                [(settings.training_prompt, training_values(training, place))]
                for place, training in enumerate(found.trainings, start=1)
            ],
            settings.menu_prompts,
            settings.last_prompt,
            at=at,
            takes_request=True,
        )
        # Of trainings in public; which of them it is says something of the one who listens.
        about = "" if ending.how == "ended" else ids[ending.at]
        visit.remember(settings.training_variable, about, is_personal=True)
        return ending.how

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
