"""Reads anybody the job offers near the office of the call, one by one, with the telephone of who knows more.

`request` and `consultant` remember which offer it was about in a variable of the call, and coming back goes on
there.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from core.questions.client_data import Unavailable
from core.questions.job_market import OpenOffers, OpenOffersNear
from ivr.client_data_pl import offer_values, offers_count
from ivr.dialogue import PromptToSay, say
from ivr.nodes.browsing import OpenListKind, browse, looks_everywhere
from ivr.nodes.fields import Prompt, may_be_empty, means
from ivr.nodes.offers import OfferListSettings
from ivr.visit import Visit


class Settings(OfferListSettings):
    menu_prompts: list[Prompt] = Field(
        default=["O06", "O11"],
        min_length=1,
        title="Zapowiedź: klawisze",
        description="1 jeszcze raz, 2 następna, * poprzednia, 4 prośba o kontakt, 9 koniec, 0 konsultant.",
    )
    none_prompt: Prompt = Field(
        default="O12",
        title="Zapowiedź: brak ofert w powiecie",
        description="Klawisz 1 szuka w całym województwie.",
    )
    occupations_variable: Annotated[str, means("variable"), may_be_empty()] = Field(
        default="",
        pattern=r"^[a-z_]{0,40}$",
        title="Zawody według zmiennej",
        description="Zmienna z pierwszymi cyframi zawodów (KZiS), oddzielonymi spacją: „52 53”. Puste, nieznane"
        " albo bez cyfr: wszystkie zawody.",
    )
    office_prompt: Annotated[Prompt, may_be_empty()] = Field(
        default="O10",
        title="Zapowiedź: kto wie więcej",
        description="Po ofercie; może podać {nazwa_urzedu} i {telefon}. Puste: nic.",
    )


class OpenOffersKind(OpenListKind[Settings]):
    name = "open_offers"
    label = "Oferty pracy w okolicy"
    help = "Czyta każdemu oferty pracy w okolicy urzędu, jedną po drugiej."
    settings = Settings

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """Near the office of the call; without one, or at the provincial one, in the whole province."""
        office, occupations = visit.call.context.office, _occupations(visit, settings)
        is_everywhere = office in (None, visit.tools.offices.province().code)
        found = await _ask(visit, settings, is_everywhere, occupations)
        if found is not None and not found.offers and not is_everywhere:
            if not await looks_everywhere(visit, node, settings.none_prompt, settings.wait_time):
                return "none"
            found = await _ask(visit, settings, True, occupations)
        if found is None:
            return "unavailable"
        if not found.offers:
            await say(visit.call, visit.voice, [settings.nowhere_prompt])
            return "none"
        return await _browse(visit, node, settings, found)

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [
            *self.heard(settings),
            settings.none_prompt,
            settings.nowhere_prompt,
            settings.last_prompt,
            settings.no_input_prompt,
            settings.wrong_key_prompt,
        ]

    def heard(self, settings: Settings) -> Sequence[str]:
        told = [settings.office_prompt] if settings.office_prompt else []
        return [settings.count_prompt, settings.offer_prompt, *told, *settings.menu_prompts]

    def sets(self, settings: Settings) -> frozenset[str]:
        return frozenset({settings.offer_variable})


def _occupations(visit: Visit, settings: Settings) -> tuple[str, ...]:
    chosen = visit.call.context.variables.get(settings.occupations_variable, "")
    return tuple(digits for digits in chosen.split() if digits.isascii() and digits.isdigit())


async def _ask(
    visit: Visit, settings: Settings, is_everywhere: bool, occupations: tuple[str, ...]
) -> OpenOffers | None:
    """None: the data cannot be reached."""
    question = OpenOffersNear(visit.call.context.office, is_everywhere, occupations, settings.most)
    found = await visit.tools.market.ask(question)
    return None if isinstance(found, Unavailable) else found


async def _browse(visit: Visit, node: str, settings: Settings, found: OpenOffers) -> str:
    items: list[list[PromptToSay]] = []
    for place, each in enumerate(found.offers, start=1):
        item: list[PromptToSay] = [(settings.offer_prompt, offer_values(each.offer, place))]
        if settings.office_prompt:
            item.append((settings.office_prompt, visit.tools.offices.get(each.office).values))
        items.append(item)
    return await browse(
        visit,
        node,
        settings,
        settings.offer_variable,
        [each.offer.id for each in found.offers],
        (settings.count_prompt, offers_count(len(found.offers))),
        items,
        settings.menu_prompts,
        settings.last_prompt,
        takes_request=True,
    )
