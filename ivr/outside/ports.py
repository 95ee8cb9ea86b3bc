"""What nodes reach outside the line: web services, and the numbers at which clients want to be reached. Pure."""

from typing import Protocol

from ivr.outside.web_rules import Answered, WebRequest


class WebServices(Protocol):
    """Outside services over HTTP."""

    async def ask(self, call: WebRequest) -> Answered:
        """The answer's JSON document, or how it failed; never later than half a minute. Only listed services are
        asked. The question is asked even if the caller hangs up meanwhile."""
        ...


class NoWebServices:
    """`WebServices` that reach nothing outside."""

    async def ask(self, call: WebRequest) -> Answered:
        return Answered(fault="failed")


class Contacts(Protocol):
    """How clients want to be reached."""

    async def sms_number(self, client_id: str) -> str | None:
        """The registered number for text messages; None if there is none, or the data cannot be reached in
        time."""
        ...


class NoContacts:
    """`Contacts` if nothing is known of clients."""

    async def sms_number(self, client_id: str) -> str | None:
        return None
