"""Reads a verified client the job offers of the own occupations, one by one.

`sms`, `request` and `consultant` remember which offer it was about in a variable of the call, so that what follows
can order the message or note the request, and coming back goes on at that offer.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from core.questions.client_data import Offer, OffersFor, Unavailable
from ivr.client_data_pl import offer_values, offers_count
from ivr.graph.kind_rules import OutcomesFrom
from ivr.nodes.browsing import BrowsingKind, BrowsingSettings, browse, looks_everywhere
from ivr.nodes.clients_own import client_of, lacks, refuse, state, tell
from ivr.nodes.fields import Prompt, means
from ivr.visit import Visit


class OfferListSettings(BrowsingSettings):
    """What is said of job offers, to whomever."""

    count_prompt: Prompt = Field(
        default="O01", title="Zapowiedź: liczba ofert", description="Może podać {liczba_ofert_biernik}."
    )
    offer_prompt: Prompt = Field(
        default="O02",
        title="Zapowiedź: oferta",
        description="Może podać {liczebnik_porzadkowy_zenski}, {stanowisko}, {miejscowosc}, {kwota}, {rodzaj}"
        " i {data_dopelniacz}.",
    )
    menu_prompts: list[Prompt] = Field(
        default=["O06"],
        min_length=1,
        title="Zapowiedź: klawisze",
        description="1 jeszcze raz, 2 następna, * poprzednia, 9 koniec, 0 konsultant.",
    )
    none_prompt: Prompt = Field(
        default="O04",
        title="Zapowiedź: brak ofert w powiecie",
        description="Klawisz 1 szuka w całym województwie.",
    )
    nowhere_prompt: Prompt = Field(
        default="O08",
        title="Zapowiedź: brak ofert w województwie",
        description="Gdy także szersze szukanie nic nie dało.",
    )
    last_prompt: Prompt = Field(
        default="O09", title="Zapowiedź: koniec listy", description="Po ostatniej ofercie."
    )
    offer_variable: Annotated[str, means("variable")] = Field(
        default="oferta",
        pattern=r"^[a-z_]{1,40}$",
        title="Zapamiętaj ofertę jako",
        description="Zmienna z numerem oferty, o której mówi rozmówca.",
    )


class Settings(OfferListSettings):
    offers_sms: bool = Field(
        default=False,
        title="Klawisz 3: szczegóły SMS-em",
        description="Nowe przejście prowadzi do węzła, który zamawia wiadomość. Tylko gdy ma kto wysyłać SMS-y.",
    )
    sms_menu_prompts: list[Prompt] = Field(
        default=["O03", "O07"],
        min_length=1,
        title="Zapowiedź: klawisze, gdy można zamówić SMS",
        description="Jak wyżej, z klawiszem 3.",
    )
    takes_request: bool = Field(
        default=False,
        title="Klawisz 4: prośba o kontakt",
        description="Nowe przejście prowadzi do węzła, który przyjmuje prośbę o kontakt w sprawie oferty.",
    )
    request_prompt: Prompt = Field(
        default="O11", title="Zapowiedź: klawisz prośby o kontakt", description="Po zapowiedzi klawiszy."
    )


class OffersKind(BrowsingKind[Settings]):
    name = "offers"
    label = "Oferty pracy"
    help = "Czyta zweryfikowanej osobie oferty pracy w jej zawodach, jedną po drugiej."
    settings = Settings
    outcomes_from = (
        OutcomesFrom("offers_sms", "if_set", "sms"),
        OutcomesFrom("takes_request", "if_set", "request"),
    )

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        client = client_of(visit)
        if client is None:
            return refuse(visit, "offers")
        data, call_id = visit.tools.client_data, visit.call.id
        found = await data.ask(OffersFor(client, call_id, everywhere=False, most=settings.most))
        if isinstance(found, Unavailable):
            return lacks(visit, "offers")
        if not found.offers:
            state(visit, "offers", "none")
            if not await looks_everywhere(visit, node, settings.none_prompt, settings.wait_time):
                return "none"
            found = await data.ask(OffersFor(client, call_id, everywhere=True, most=settings.most))
            if isinstance(found, Unavailable):
                return lacks(visit, "offers")
            if not found.offers:
                return await tell(visit, "offers", [settings.nowhere_prompt], "none")
        state(visit, "offers", "told")
        return await _browse(visit, node, settings, found.offers)

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [
            *self.heard(settings),
            *settings.menu_prompts,
            *([settings.request_prompt] if settings.takes_request else []),
            settings.none_prompt,
            settings.nowhere_prompt,
            settings.last_prompt,
            settings.no_input_prompt,
            settings.wrong_key_prompt,
        ]

    def heard(self, settings: Settings) -> Sequence[str]:
        return [
            settings.count_prompt,
            settings.offer_prompt,
            *(settings.sms_menu_prompts if settings.offers_sms else settings.menu_prompts),
            *([settings.request_prompt] if settings.takes_request else []),
        ]

    def sets(self, settings: Settings) -> frozenset[str]:
        return frozenset({settings.offer_variable})


async def _browse(visit: Visit, node: str, settings: Settings, offers: Sequence[Offer]) -> str:
    has_sms = settings.offers_sms and visit.tools.sends_sms
    return await browse(
        visit,
        node,
        settings,
        settings.offer_variable,
        [offer.id for offer in offers],
        (settings.count_prompt, offers_count(len(offers))),
        [[(settings.offer_prompt, offer_values(offer, place))] for place, offer in enumerate(offers, start=1)],
        [
            *(settings.sms_menu_prompts if has_sms else settings.menu_prompts),
            *([settings.request_prompt] if settings.takes_request else []),
        ],
        settings.last_prompt,
        has_sms=has_sms,
        takes_request=settings.takes_request,
    )
