"""Reads a verified client the trainings that can be signed up for, those of the own occupations first."""

from collections.abc import Sequence

from pydantic import Field

from core.questions.client_data import TrainingsFor, Unavailable
from ivr.client_data_pl import training_values, trainings_count
from ivr.dialogue import PromptToSay
from ivr.nodes.browsing import BrowsingKind, BrowsingSettings, browse
from ivr.nodes.clients_own import client_of, lacks, refuse, state, tell
from ivr.nodes.fields import Prompt
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
        default=["Z03"],
        min_length=1,
        title="Zapowiedź: klawisze",
        description="1 jeszcze raz, 2 następne, * poprzednie, 9 koniec, 0 konsultant.",
    )
    none_prompt: Prompt = Field(
        default="Z04", title="Zapowiedź: brak szkoleń", description="Gdy na nic nie można się teraz zapisać."
    )
    last_prompt: Prompt = Field(
        default="Z05", title="Zapowiedź: koniec listy", description="Po ostatnim szkoleniu."
    )


class TrainingsKind(BrowsingKind[Settings]):
    name = "trainings"
    label = "Szkolenia"
    help = "Czyta zweryfikowanej osobie szkolenia, na które można się zapisać."
    settings = Settings

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        client = client_of(visit)
        if client is None:
            return refuse(visit, "trainings")
        found = await visit.tools.client_data.ask(TrainingsFor(client, visit.call.id, settings.most))
        if isinstance(found, Unavailable):
            return lacks(visit, "trainings")
        if not found.trainings:
            return await tell(visit, "trainings", [settings.none_prompt], "none")
        state(visit, "trainings", "told")
        items: list[PromptToSay] = [
            (settings.training_prompt, training_values(training, place))
            for place, training in enumerate(found.trainings, start=1)
        ]
        count: PromptToSay = (settings.count_prompt, trainings_count(len(items)))
        ending = await browse(visit, node, settings, [count], items, settings.menu_prompts, settings.last_prompt)
        return ending.how

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [
            settings.count_prompt,
            settings.training_prompt,
            *settings.menu_prompts,
            settings.none_prompt,
            settings.last_prompt,
            settings.no_input_prompt,
            settings.wrong_key_prompt,
        ]

    def heard(self, settings: Settings) -> Sequence[str]:
        return [settings.count_prompt, settings.training_prompt, *settings.menu_prompts]
