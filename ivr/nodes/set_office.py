"""Takes an office without asking, if the choice failed or there is none."""

from collections.abc import Sequence

from pydantic import Field

from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.fields import OfficeCode
from ivr.nodes.kind import NodeKind
from ivr.visit import Visit


class Settings(NodeSettings):
    office: OfficeCode = Field(title="Urząd", description="Od tego miejsca rozmowa należy do tego urzędu.")


class SetOfficeKind(NodeKind[Settings]):
    name = "set_office"
    label = "Ustaw urząd"
    help = "Przyjmuje urząd bez pytania, na przykład gdy wybór się nie udał."
    group = "urząd"
    settings = Settings
    fixed_outcomes = (NodeOutcome("done", "dalej"),)

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        visit.choose_office(settings.office, by="default")
        return "done"

    def offices(self, settings: Settings) -> Sequence[str]:
        return [settings.office]
