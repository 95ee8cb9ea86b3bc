"""The line by which text messages go: what an adapter does, and how it fails. Pure."""

from typing import Protocol

from core.errors import S724Error
from messaging.sms.parts import Part


class NotTaken(S724Error):
    """The operator certainly has not taken it: try again later. `is_final`: it never will."""

    code = "sms_not_taken"

    def __init__(self, why: str, *, is_final: bool = False) -> None:
        super().__init__()
        self.why = why
        self.is_final = is_final


class Unknown(S724Error):
    """The operator may have taken it: there was no answer."""

    code = "sms_unknown_outcome"


class SmsLine(Protocol):
    """One account at one operator."""

    @property
    def name(self) -> str: ...

    @property
    def is_up(self) -> bool: ...

    async def send(self, key: str, number: str, part: Part) -> str:
        """The operator's id of the part. `number`: with the country's, digits alone.

        Raises NotTaken and Unknown, and nothing else.
        """
        ...
