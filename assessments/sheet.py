"""From being drawn to being closed: which step follows which, and who takes it. Pure.

A sheet is a draft of its assessor until it is given; the consultant answers once to each version that was given;
then it is closed. A correction is a new version with its reason, which the consultant may answer anew: nothing
that was given is changed or taken back in silence.
"""

from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from core.errors import NotAllowed, S724Error

State: TypeAlias = Literal["assigned", "draft", "given", "answered", "closed", "set_aside"]
Act: TypeAlias = Literal["save", "give", "correct", "answer", "close", "set_aside", "assign"]
Basis: TypeAlias = Literal["recording", "timeline"]
AnswerKind: TypeAlias = Literal["acknowledged", "disputed"]
SetAsideFor: TypeAlias = Literal["no_conversation", "wrong_connection", "other_language", "technical_fault"]

SEEN_BY_CONSULTANT: Final[tuple[State, ...]] = ("given", "answered", "closed")
TO_ASSESS: Final[tuple[State, ...]] = ("assigned", "draft")
COUNTED: Final[tuple[State, ...]] = SEEN_BY_CONSULTANT
"""Whose results stand in figures."""

TIME_TO_ANSWER: Final = timedelta(days=14)
"""From being given; after that a sheet may be closed without an answer."""

_FROM: Final[dict[Act, tuple[State, ...]]] = {
    "save": ("assigned", "draft"),
    "give": ("draft",),
    "correct": ("given", "answered", "closed"),
    "answer": ("given",),
    "close": ("given", "answered"),
    "set_aside": ("assigned", "draft"),
    "assign": ("assigned", "draft"),
}
_STATES_PL: Final[dict[State, str]] = {
    "assigned": "do oceny",
    "draft": "szkic",
    "given": "przekazana konsultantowi",
    "answered": "z odpowiedzią konsultanta",
    "closed": "zamknięta",
    "set_aside": "odłożona",
}


class StepRefused(S724Error):
    """Not now, or not by this account; nothing was changed."""

    code = "assessment_step_refused"
    message_pl = "Tego nie można teraz zrobić."


class WordsRefused(S724Error):
    """Free text that looks as if somebody could be known by it; it is never repeated. Nothing was saved."""

    code = "settings_refused"
    message_pl = "Nie zapisano: tekst wygląda tak, jakby zawierał dane osoby."

    def __init__(self, field: str) -> None:
        super().__init__()
        sentence = (
            "W ocenie nie zapisujemy danych klienta. Usuń numer, który wygląda na PESEL, telefon albo kartę."
        )
        self.fields = [(field, sentence)]


class OwnConversation(NotAllowed):
    """Nobody assesses the own conversation."""

    code = "own_conversation"
    message_pl = "Nie można oceniać własnej rozmowy."


def check_step(act: Act, state: State) -> None:
    """Raises StepRefused."""
    if state not in _FROM[act]:
        raise StepRefused(f"Tego nie można teraz zrobić. Stan oceny: {_STATES_PL[state]}.")


def check_assessor(account: str, assessor: str, agent: str) -> None:
    """Raises OwnConversation; StepRefused for another assessor's sheet."""
    if account == agent:
        raise OwnConversation
    if account != assessor:
        raise StepRefused("Tę rozmowę ocenia inna osoba. Najpierw trzeba ją przejąć.")


def check_answerer(account: str, agent: str) -> None:
    """Raises StepRefused."""
    if account != agent:
        raise StepRefused("Odpowiada tylko konsultant, którego rozmowy dotyczy ocena.")


def check_close(state: State, given_at: datetime | None, now: datetime) -> None:
    """Raises StepRefused while the consultant has time to answer."""
    check_step("close", state)
    if state == "given" and (given_at is None or now < given_at + TIME_TO_ANSWER):
        raise StepRefused(
            f"Konsultant ma {TIME_TO_ANSWER.days} dni na odpowiedź. Bez niej oceny nie można jeszcze zamknąć."
        )
