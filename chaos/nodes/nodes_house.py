"""A centre of two Asterisks with its telephones around it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
from anyio import to_thread
from anyio.abc import TaskGroup

from chaos.callers import Callers
from chaos.centre import environment_of
from chaos.consultants import Consultants
from chaos.crowd import Crowd
from chaos.encrypted_line import EncryptedLine
from chaos.media import Media
from chaos.nodes.edge_line import EdgeLine
from chaos.nodes.network import NETWORK, Network
from chaos.nodes.nodes_centre import NodesCentre
from chaos.people import Person, everybody
from chaos.plan import Plan
from chaos.waiting import until
from ops.console import Failed, say
from ops.running.several import SeveralAsterisks

APART = "chaos.nodes.apart"
_REGISTERED_WITHIN = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class NodesHouse:
    """Everything runs. `tasks` belong to the house."""

    plan: Plan
    centre: NodesCentre
    media: Media
    callers: Callers
    consultants: Consultants
    people: list[Person]
    tasks: TaskGroup
    network: Network | None
    inside: EdgeLine
    """The consultants' telephones."""

    def crowd(self, size: int, dialled: str) -> Crowd:
        return Crowd(self.callers, self.people, size, dialled)


@asynccontextmanager
async def opened(plan: Plan, folder: Path, network: Network | None) -> AsyncIterator[NodesHouse]:
    """Start a centre in `folder` with every telephone, all consultants ready; on loopback without a `network`.
    Raises Failed."""
    clients = -(-10 * plan.callers // 14)
    environment = environment_of(plan.consultants_each, clients)
    if network is None:
        several = SeveralAsterisks(folder / "state", environment=environment)
    else:
        environment |= network.environment
        several = SeveralAsterisks(folder / "state", module=APART, environment=environment, network=NETWORK)
    centre = NodesCentre(several, plan.consultants_each)
    gateway = centre.settings.way_out
    assert gateway is not None
    outside = EdgeLine(several.operator, centre.edges, int(gateway.rpartition(":")[2]))
    inside, none_encrypted = EdgeLine(several.operator, centre.edges), EncryptedLine()
    ear = await to_thread.run_sync(centre.ear)
    with Media(ear, several.operator) as media:
        callers = Callers(centre.edges[0], media, plan.seed, plan.talk_times, line=outside, country="")
        consultants = Consultants(
            *(inside, none_encrypted, centre.users, [], media, plan.seed, plan.talk_times, callers.find)
        )
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(callers.run)
                tasks.start_soon(consultants.run)
                say(f"Starting a centre with {len(centre.users)} consultants in {centre.settings.state} ...")
                several.begin()
                await centre.started()
                inside.trust({user: several.secrets.sip_password(user) for user in centre.users})
                if not await until(lambda: inside.registered == len(centre.users), _REGISTERED_WITHIN):
                    raise Failed(f"only {inside.registered} of {len(centre.users)} telephones are registered")
                await centre.ready()
                people = everybody(several.secrets.pin_pepper, clients)
                yield NodesHouse(plan, centre, media, callers, consultants, people, tasks, network, inside)
                tasks.cancel_scope.cancel()
        finally:
            several.stop()
            callers.close()
            consultants.close()
