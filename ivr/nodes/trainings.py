"""Reads a verified client the trainings that can be signed up for, those of the own occupations first.

`request` and `consultant` remember which one it was about in a variable of the call, and coming back goes on
there.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from core.questions.client_data import Training, TrainingsFor, Unavailable
from ivr.client_data_pl import training_values, trainings_count
from ivr.graph.kind_rules import OutcomesFrom
from ivr.nodes.browsing import BrowsingKind, BrowsingSettings, browse
from ivr.nodes.clients_own import client_of, lacks, refuse, state, tell
from ivr.nodes.fields import Prompt, means
from ivr.visit import Visit


class TrainingListSettings(BrowsingSettings):
    """What is said of trainings, to whomever."""

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
    training_variable: Annotated[str, means("variable")] = Field(
        default="szkolenie",
        pattern=r"^[a-z_]{1,40}$",
        title="Zapamiętaj szkolenie jako",
        description="Zmienna z numerem szkolenia, o którym mówi rozmówca.",
    )
    none_prompt: Prompt = Field(
        default="Z04", title="Zapowiedź: brak szkoleń", description="Gdy na nic nie można się teraz zapisać."
    )
    last_prompt: Prompt = Field(
        default="Z05", title="Zapowiedź: koniec listy", description="Po ostatnim szkoleniu."
    )


class Settings(TrainingListSettings):
    takes_request: bool = Field(
        default=False,
        title="Klawisz 4: prośba o kontakt",
        description="Nowe przejście prowadzi do węzła, który przyjmuje prośbę o kontakt w sprawie szkolenia.",
    )
    request_prompt: Prompt = Field(
        default="Z06", title="Zapowiedź: klawisz prośby o kontakt", description="Po zapowiedzi klawiszy."
    )


class TrainingsKind(BrowsingKind[Settings]):
    name = "trainings"
    label = "Szkolenia"
    help = "Czyta zweryfikowanej osobie szkolenia, na które można się zapisać."
    settings = Settings
    outcomes_from = (OutcomesFrom("takes_request", "if_set", "request"),)

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
        return await browse_trainings(
            visit, node, settings, found.trainings, self._menu(settings), takes_request=settings.takes_request
        )

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [
            settings.count_prompt,
            settings.training_prompt,
            *self._menu(settings),
            settings.none_prompt,
            settings.last_prompt,
            settings.no_input_prompt,
            settings.wrong_key_prompt,
        ]

    def heard(self, settings: Settings) -> Sequence[str]:
        return [settings.count_prompt, settings.training_prompt, *self._menu(settings)]

    def sets(self, settings: Settings) -> frozenset[str]:
        return frozenset({settings.training_variable})

    def _menu(self, settings: Settings) -> list[str]:
        return [*settings.menu_prompts, *([settings.request_prompt] if settings.takes_request else [])]


async def browse_trainings(
    visit: Visit,
    node: str,
    settings: TrainingListSettings,
    trainings: Sequence[Training],
    menu: Sequence[str],
    *,
    takes_request: bool,
) -> str:
    """Read them; the outcome. At least one."""
    return await browse(
        visit,
        node,
        settings,
        settings.training_variable,
        [training.id for training in trainings],
        (settings.count_prompt, trainings_count(len(trainings))),
        [
            [(settings.training_prompt, training_values(training, place))]
            for place, training in enumerate(trainings, start=1)
        ],
        menu,
        settings.last_prompt,
        takes_request=takes_request,
    )
