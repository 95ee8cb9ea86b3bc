"""What nodes need from outside: words turned into sound, identity checked, offices and data looked up."""

from typing import Protocol

from core.client_data import (
    ContactEvidence,
    ContactState,
    NextPayment,
    NextVisit,
    NotedContact,
    Offers,
    Registration,
    ShortAnswers,
    Trainings,
    Unavailable,
)


class ClientData(Protocol):
    """A verified client's own data.

    Every method answers within 3 s, `Unavailable` when the data cannot be reached by then. Each look is in the
    access log before it is answered. A hang-up ends the waiting only; what was to be written is written.
    """

    async def next_visit(self, client_id: str, call_id: str) -> NextVisit | Unavailable: ...

    async def contact(self, client_id: str, call_id: str) -> ContactState | Unavailable: ...

    async def confirm_contact(
        self, client_id: str, call_id: str, evidence: ContactEvidence
    ) -> NotedContact | Unavailable:
        """Note today's contact. What is returned stands in the database, once for a client and day.

        `Unavailable` says only that it is not known to stand."""
        ...

    async def benefit(self, client_id: str, call_id: str, *, with_amount: bool) -> NextPayment | Unavailable: ...

    async def registration(self, client_id: str, call_id: str) -> Registration | Unavailable: ...

    async def offers(self, client_id: str, call_id: str, *, everywhere: bool, most: int) -> Offers | Unavailable:
        """Open offers of the client's occupations: of the own office, or `everywhere` in the province."""
        ...

    async def trainings(self, client_id: str, call_id: str, *, most: int) -> Trainings | Unavailable: ...


class PublicAnswers(Protocol):
    """Short answers of the knowledge base, for everybody."""

    async def short_answers(
        self, topic: str, office: str | None, language: str, *, most: int
    ) -> ShortAnswers | Unavailable:
        """Those in force today: of the office where it has any, else of the province. Within 3 s."""
        ...


class _NoData:
    """`ClientData` and `PublicAnswers` where there is no way to the data."""

    async def next_visit(self, client_id: str, call_id: str) -> Unavailable:
        return Unavailable()

    async def contact(self, client_id: str, call_id: str) -> Unavailable:
        return Unavailable()

    async def confirm_contact(self, client_id: str, call_id: str, evidence: ContactEvidence) -> Unavailable:
        return Unavailable()

    async def benefit(self, client_id: str, call_id: str, *, with_amount: bool) -> Unavailable:
        return Unavailable()

    async def registration(self, client_id: str, call_id: str) -> Unavailable:
        return Unavailable()

    async def offers(self, client_id: str, call_id: str, *, everywhere: bool, most: int) -> Unavailable:
        return Unavailable()

    async def trainings(self, client_id: str, call_id: str, *, most: int) -> Unavailable:
        return Unavailable()

    async def short_answers(self, topic: str, office: str | None, language: str, *, most: int) -> Unavailable:
        return Unavailable()


NO_DATA = _NoData()
