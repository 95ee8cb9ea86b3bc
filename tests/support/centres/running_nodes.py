"""A whole centre with several Asterisks, and what tests ask of it."""

from dataclasses import dataclass

from ops.running.several import SeveralAsterisks
from tests.support.centres.running_centre import RunningCentre
from tests.support.telephones.phone import NotRegistered, Phone, Phones
from tests.support.timing.eventually import eventually


@dataclass
class RunningNodes(RunningCentre):
    """`installation` is a SeveralAsterisks."""

    @property
    def several(self) -> SeveralAsterisks:
        assert isinstance(self.installation, SeveralAsterisks)
        return self.installation

    async def channels(self) -> int:
        """Of all Asterisks."""
        answers = (self.several.console_of(node, "core show channels count") for node in self.several.nodes)
        return sum(int(answer.split()[0]) for answer in answers)

    async def channels_of(self, node: str) -> int:
        return int(self.several.console_of(node, "core show channels count").split()[0])

    def edge(self, number: int = 0) -> tuple[int, str]:
        """Port and address of an edge, as telephones are told them."""
        return self.sip_port, self.several.edges[number]

    async def ready(self, phones: Phones, agent_id: str, edge: int = 0) -> Phone:
        """A consultant whose telephone is registered at that edge, logged in and ready.

        An edge that has just begun refuses it until it is told who may register; telephones try again.
        """
        password = self.installation.secrets.sip_password(agent_id)

        async def registers() -> Phone:
            return await phones.consultant(agent_id, password, *self.edge(edge))

        phone = await eventually(registers, timeout=20, interval=0.5, not_yet=(NotRegistered,))
        await self.wish(agent_id, "log_in")

        async def becomes_ready() -> bool:
            answer = await self.request(agent_id, "POST", f"/api/agents/{agent_id}/state", json={"wish": "ready"})
            assert answer.status_code == 200, answer.text
            return True

        await eventually(becomes_ready)
        return phone

    async def subscriber(self, phones: Phones, number: str) -> Phone:
        """A telephone of the public network that the centre can ring."""
        home = Phone(phones.engine, number, own_port=self.way_out_port, source=self.several.operator)
        phones.all.append(home)
        await home.plug_in(*self.edge())
        return home

    async def registered_at(self, agent_id: str) -> set[str]:
        """The Asterisks that know where the telephone is."""
        return {
            node
            for node in self.several.nodes
            if f"{agent_id}/sip:" in self.several.console_of(node, "pjsip show contacts")
        }
