"""The centre with its telephones around it: what every phase of the proof works with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
from anyio import to_thread
from anyio.abc import TaskGroup

from chaos.callers import Callers
from chaos.centre import Centre, of_one_machine
from chaos.consultants import Consultants
from chaos.crowd import Crowd
from chaos.encrypted_line import EncryptedLine
from chaos.media import Media
from chaos.messages.around import around_the_courier
from chaos.messages.post import Post
from chaos.people import Person, everybody
from chaos.plan import Plan
from chaos.sip_line import PlainLine
from ops.console import say
from ops.running.installation import Installation

_CLIENTS = 400  # cards: nobody rings with a card that is in use, and few come twice


@dataclass(frozen=True, slots=True)
class House:
    """Everything runs. `tasks` belong to the house: what a phase starts there it must end there."""

    plan: Plan
    centre: Centre
    media: Media
    callers: Callers
    consultants: Consultants
    people: list[Person]
    tasks: TaskGroup
    post: Post

    def crowd(self, size: int, dialled: str) -> Crowd:
        return Crowd(self.callers, self.people, size, dialled)


@asynccontextmanager
async def opened(plan: Plan, folder: Path) -> AsyncIterator[House]:
    """Start a centre in `folder` with every telephone, all consultants ready. Raises Failed."""
    line, encrypted_line = PlainLine(), EncryptedLine()
    clients = -(-min(_CLIENTS, 10 * plan.callers) // 14)
    async with around_the_courier(folder) as around:
        installation = of_one_machine(folder, line.address, plan.consultants_each, clients, around.environment)
        centre = Centre(installation, plan.consultants_each)
        with Media(await to_thread.run_sync(centre.ear)) as media:
            callers = Callers(centre.server, media, plan.seed, plan.talk_times)
            encrypted = centre.users[:: plan.consultants_each][: plan.encrypted]
            consultants = Consultants(
                *(line, encrypted_line, centre.users, encrypted, media, plan.seed, plan.talk_times, callers.find)
            )
            line.server, encrypted_line.server = centre.server, centre.encrypted_server
            try:
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(callers.run)
                    tasks.start_soon(consultants.run)
                    say(f"Starting a centre with {len(centre.users)} consultants in {centre.settings.state} ...")
                    centre.installation.begin()
                    await centre.started()
                    encrypted_line.trust(centre.encryption(), await centre.make_register(encrypted))
                    await centre.ready()
                    people = everybody(centre.installation.secrets.pin_pepper, clients)
                    post = Post(centre, around)
                    yield House(plan, centre, media, callers, consultants, people, tasks, post)
                    tasks.cancel_scope.cancel()
            finally:
                _end(centre.installation)
                callers.close()
                consultants.close()


def _end(installation: Installation) -> None:
    """Blocks: nothing else is to be done then. What it left behind is found out by whoever asks for processes."""
    installation.stop()
