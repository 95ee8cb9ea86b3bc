"""An employer would like to meet somebody of a group: the office asks people, and gives the contact of who agrees.
Pure.

The employer is told whom to ring, or that nobody was found; never how many were asked, and who has said no.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

OPEN_TIME = timedelta(days=30)
"""So long the office looks; later an employer says again what is wanted."""
TOLD_TIME = timedelta(days=30)
"""So long the contact of who has agreed is told."""
MOST_OPEN = 20
"""Interests of one employer that wait at once."""
SEARCHES_A_DAY = 60
ROWS_A_DAY = 600
"""Of one employer, whatever keys there are: who wants more asks the office."""


class State(StrEnum):
    OPEN = "open"
    GIVEN = "given"
    """Closed, and somebody has agreed."""
    NOBODY = "nobody"
    WITHDRAWN = "withdrawn"
    """By the employer."""
    OVER = "over"
    """Nobody has closed it in time."""


class Answer(StrEnum):
    """Of one person."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    NOT_REACHED = "not_reached"


class Channel(StrEnum):
    """How somebody was asked."""

    PHONE = "phone"
    MESSAGE = "message"
    OFFICE = "office"


class Gives(StrEnum):
    """What of the contact somebody lets the employer have, besides the name."""

    PHONE = "phone"
    EMAIL = "email"


STATES_PL: Mapping[State, str] = {
    State.OPEN: "urząd pyta osoby",
    State.GIVEN: "przekazano kontakt",
    State.NOBODY: "nikogo nie znaleziono",
    State.WITHDRAWN: "wycofane przez pracodawcę",
    State.OVER: "upłynął termin",
}
ANSWERS_PL: Mapping[Answer, str] = {
    Answer.ASKED: "zapytana",
    Answer.AGREED: "zgadza się na kontakt",
    Answer.REFUSED: "nie zgadza się",
    Answer.NOT_REACHED: "nie udało się zapytać",
}


class NotPossible(Exception):
    """`reason_pl` for people; nothing has changed."""

    def __init__(self, reason_pl: str) -> None:
        super().__init__(reason_pl)
        self.reason_pl = reason_pl


def asked(state: State, answer: Answer | None) -> Answer:
    """Somebody is asked, for the first time or since nobody was reached. Raises NotPossible."""
    if state is not State.OPEN:
        raise NotPossible("To zapytanie pracodawcy jest już zamknięte.")
    if answer not in (None, Answer.NOT_REACHED):
        raise NotPossible("Ta osoba została już zapytana.")
    return Answer.ASKED


def answered(state: State, answer: Answer | None, said: Answer, gives: Collection[Gives]) -> Answer:
    """What somebody who was asked has said. Who has agreed may take it back, who has refused may change the mind,
    as long as it is open or the contact is told. Raises NotPossible."""
    if answer is None:
        raise NotPossible("Tej osoby nikt jeszcze nie zapytał.")
    if said is Answer.ASKED:
        raise NotPossible("Prosimy wybrać odpowiedź.")
    if state not in (State.OPEN, State.GIVEN) or (state is State.GIVEN and said is Answer.AGREED):
        raise NotPossible("To zapytanie pracodawcy jest już zamknięte.")
    if said is Answer.AGREED and not gives:
        raise NotPossible("Prosimy zaznaczyć, co osoba pozwala przekazać: telefon albo e-mail.")
    if said is Answer.NOT_REACHED and answer is not Answer.ASKED:
        raise NotPossible("Ta osoba już odpowiedziała.")
    return said


def closed(state: State, answers: Collection[Answer]) -> State:
    """The office is done. Raises NotPossible while somebody's answer is awaited."""
    if state is not State.OPEN:
        raise NotPossible("To zapytanie pracodawcy jest już zamknięte.")
    if Answer.ASKED in answers:
        raise NotPossible("Czekamy jeszcze na odpowiedź osoby zapytanej.")
    return State.GIVEN if Answer.AGREED in answers else State.NOBODY


def withdrawn(state: State) -> State:
    """Raises NotPossible for what is over already."""
    if state is not State.OPEN:
        raise NotPossible("To zapytanie jest już zamknięte.")
    return State.WITHDRAWN


def is_told(state: State, answer: Answer, answered_at: datetime, now: datetime) -> bool:
    """May the employer still read this contact?"""
    is_going_on = state in (State.OPEN, State.GIVEN)
    return is_going_on and answer is Answer.AGREED and now < answered_at + TOLD_TIME


def is_over(state: State, since: datetime, now: datetime) -> bool:
    return state is State.OPEN and now >= since + OPEN_TIME


def may_search(searches: int, rows: int) -> bool:
    """Of one employer on one day (Warsaw), before another search."""
    return searches < SEARCHES_A_DAY and rows < ROWS_A_DAY
