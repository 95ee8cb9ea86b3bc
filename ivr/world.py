"""What scenarios may refer to at this moment, gathered for validation and simulation."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from ivr.nodes import RULES
from ivr.prompts import PromptLibrary
from ivr.simulator.play import Stage
from ivr.store import load_offices
from ivr.validation import World
from ivr.version_store import list_versions


@dataclass(frozen=True, slots=True)
class Ground:
    """For `ivr.validation.findings`, and for simulated calls."""

    world: World
    stage: Stage


async def load_ground(engine: AsyncEngine, library: PromptLibrary) -> Ground:
    """Raises OSError and SQLAlchemyError when the database is away."""
    offices = await load_offices(engine)
    names = frozenset(row.name for row in await list_versions(engine))
    world = World(RULES, {"pl": library.ids()}, offices.codes(), names)
    return Ground(world, Stage(library, offices, world.lengths))
