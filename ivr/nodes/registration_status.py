"""Tells a verified client how and since when the office has registered them, and whether they are insured."""

from collections.abc import Sequence

from pydantic import Field

from core.questions.client_data import RegistrationOf, Unavailable
from ivr.client_data_pl import registration_values
from ivr.graph.kind_rules import NodeSettings
from ivr.nodes.clients_own import TELLING_OUTCOMES, UNTRIED, client_of, lacks, refuse, tell
from ivr.nodes.fields import Prompt
from ivr.nodes.kind import NodeKind
from ivr.visit import Visit


class Settings(NodeSettings):
    insured_prompt: Prompt = Field(
        default="D06",
        title="Zapowiedź: osoba bezrobotna, ubezpieczona",
        description="Może podać {data_dopelniacz}: dzień rejestracji z rokiem.",
    )
    uninsured_prompt: Prompt = Field(
        default="D10",
        title="Zapowiedź: osoba bezrobotna bez zgłoszenia do ubezpieczenia",
        description="Może podać {data_dopelniacz}: dzień rejestracji z rokiem.",
    )
    seeker_prompt: Prompt = Field(
        default="D11",
        title="Zapowiedź: osoba poszukująca pracy",
        description="Może podać {data_dopelniacz}: dzień rejestracji z rokiem.",
    )
    none_prompt: Prompt = Field(
        default="D09",
        title="Zapowiedź: brak aktualnej rejestracji",
        description="O przyczynach mówi tylko konsultant właściwego urzędu.",
    )


class RegistrationStatusKind(NodeKind[Settings]):
    name = "registration_status"
    label = "Stan rejestracji"
    help = "Podaje zweryfikowanej osobie, od kiedy jest zarejestrowana i czy jest zgłoszona do ubezpieczenia."
    group = "sprawy klienta"
    settings = Settings
    fixed_outcomes = TELLING_OUTCOMES

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        client = client_of(visit)
        if client is None:
            return refuse(visit, "registration")
        found = await visit.tools.client_data.ask(RegistrationOf(client, visit.call.id))
        if isinstance(found, Unavailable):
            return lacks(visit, "registration")
        if found.status == "none":
            return await tell(visit, "registration", [settings.none_prompt], "none")
        prompt = settings.seeker_prompt
        if found.status == "unemployed":
            prompt = settings.insured_prompt if found.is_insured else settings.uninsured_prompt
        return await tell(visit, "registration", [(prompt, registration_values(found))], "told")

    def untried(self, settings: Settings) -> frozenset[str]:
        return UNTRIED

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [settings.insured_prompt, settings.uninsured_prompt, settings.seeker_prompt, settings.none_prompt]

    def heard(self, settings: Settings) -> Sequence[str]:
        return [settings.insured_prompt]
