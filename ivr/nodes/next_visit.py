"""Tells a verified client the next appointment in the office, or until when a contact is due."""

from collections.abc import Sequence

from pydantic import Field

from core.questions.client_data import NextVisitOf, Unavailable
from ivr.client_data_pl import due_values, visit_values
from ivr.dialogue import PromptToSay
from ivr.graph.kind_rules import NodeSettings
from ivr.nodes.clients_own import TELLING_OUTCOMES, UNTRIED, client_of, lacks, refuse, tell
from ivr.nodes.fields import Prompt
from ivr.nodes.kind import NodeKind
from ivr.visit import Visit


class Settings(NodeSettings):
    visit_prompt: Prompt = Field(
        default="D01",
        title="Zapowiedź: najbliższa wizyta",
        description="Może podać {w_dzien_tygodnia}, {data_dopelniacz}, {godz_miejscownik}, {nr} i {doradca}.",
    )
    adviser_prompt: Prompt | None = Field(
        default="D07",
        title="Zapowiedź: doradca",
        description="Po terminie wizyty; może podać {doradca}. Puste: bez doradcy.",
    )
    contact_prompt: Prompt = Field(
        default="D02",
        title="Zapowiedź: brak wizyty, termin kontaktu",
        description="Może podać {data_dopelniacz}: ostatni dzień na kontakt z urzędem.",
    )
    none_prompt: Prompt = Field(
        default="D12",
        title="Zapowiedź: brak wizyty",
        description="Dla osób, które nie muszą potwierdzać kontaktu z urzędem.",
    )


class NextVisitKind(NodeKind[Settings]):
    name = "next_visit"
    label = "Najbliższa wizyta"
    help = "Podaje zweryfikowanej osobie termin wizyty w urzędzie albo ostatni dzień na kontakt."
    group = "sprawy klienta"
    settings = Settings
    fixed_outcomes = TELLING_OUTCOMES

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        client = client_of(visit)
        if client is None:
            return refuse(visit, "visit")
        found = await visit.tools.client_data.ask(NextVisitOf(client, visit.call.id))
        if isinstance(found, Unavailable):
            return lacks(visit, "visit")
        if found.visit is not None:
            values = visit_values(found.visit)
            prompts = [settings.visit_prompt, *([settings.adviser_prompt] if settings.adviser_prompt else [])]
            return await tell(visit, "visit", [(prompt, values) for prompt in prompts], "told")
        line: PromptToSay = settings.none_prompt
        if found.contact_due_on is not None:
            line = (settings.contact_prompt, due_values(found.contact_due_on))
        return await tell(visit, "visit", [line], "none")

    def untried(self, settings: Settings) -> frozenset[str]:
        return UNTRIED

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [
            settings.visit_prompt,
            *([settings.adviser_prompt] if settings.adviser_prompt else []),
            settings.contact_prompt,
            settings.none_prompt,
        ]

    def heard(self, settings: Settings) -> Sequence[str]:
        return [settings.visit_prompt, *([settings.adviser_prompt] if settings.adviser_prompt else [])]
