"""To which number a client wants messages: asked by calls, answered off their tasks."""

from collections.abc import Awaitable, Callable

from core.tasks.off_call_worker import OffCallWorker


class ContactDesk:
    """`ivr.outside.ports.Contacts`. `run` is its task."""

    def __init__(self, sms_number_of: Callable[[str], Awaitable[str | None]]) -> None:
        self._worker = OffCallWorker[str, str | None]("contacts", sms_number_of, is_read=lambda client_id: True)

    async def run(self) -> None:
        await self._worker.run()

    async def sms_number(self, client_id: str) -> str | None:
        """See Contacts."""
        return await self._worker.ask(client_id)
