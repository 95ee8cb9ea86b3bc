"""To which number a client wants messages: asked by calls, answered off their tasks."""

from collections.abc import Awaitable, Callable

from ivr.desk import Desk


class ContactDesk:
    """`ivr.outside.ports.Contacts`. `run` is its task."""

    def __init__(self, sms_number_of: Callable[[str], Awaitable[str | None]]) -> None:
        self._desk = Desk[str, str | None]("contacts", sms_number_of)

    async def run(self) -> None:
        await self._desk.run()

    async def sms_number(self, client_id: str) -> str | None:
        """See Contacts."""
        return await self._desk.ask(client_id)
