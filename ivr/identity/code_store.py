"""`ivr.identity.one_time_code.CodeData` on PostgreSQL."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from core.messages.sms import CODE_TEMPLATE
from ivr.identity.store import VerificationStore
from ivr.outside.sms_store import order_secret_sms, sms_number_of


class CodeStore(VerificationStore):
    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(engine)
        self._of_messages = engine

    async def sms_number(self, client_id: str) -> str | None:
        return await sms_number_of(self._of_messages, client_id)

    async def order_code(
        self, order_id: str, office: str, number: str, secret: bytes, now: datetime, expires_at: datetime
    ) -> None:
        """The message is void after `expires_at`: whoever sends must not send it then."""
        await order_secret_sms(self._of_messages, order_id, office, number, CODE_TEMPLATE, secret, now, expires_at)
