"""Takes an office without asking, where the choice failed or there is none."""

from pydantic import Field

from core.events import OfficeChosen
from ivr.graph.scenario import NodeSettings
from ivr.nodes.kind import kind
from ivr.visit import Visit


class Settings(NodeSettings):
    office: str = Field(title="Kod urzędu", description="Pięć cyfr, na przykład 20000 – urząd wojewódzki.")


async def run(visit: Visit, node: str, settings: Settings) -> str:
    visit.call.context.office = settings.office
    visit.call.record(OfficeChosen(office=settings.office, by="default"))
    return "done"


KIND = kind(
    "set_office",
    Settings,
    run,
    outcomes={"done"},
    offices=lambda settings: [settings.office],
    label="Ustaw urząd",
    help_pl="Przyjmuje urząd bez pytania, na przykład gdy wybór się nie udał.",
    group="urząd",
)
