"""The two-person rule: what one person proposes and another one confirms. Pure.

Some acts cannot be taken back, or give one person what the law wants two for (GDPR Art. 32, KRI: separation of
duties). Such an act is proposed; nothing happens until another person of the competent office has confirmed it.
Which acts these are, and who may confirm them, is the table `ACTS`; `docs/rights.md` shows it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum, auto
from typing import Final, Literal, TypeAlias

from core.errors import S724Error
from core.rights import Reach, Right, rights_of

YOUNGEST: Final = timedelta(days=7)
"""For how long an account is there before its owner confirms anything: nobody makes a second person for an act."""

OPEN_TIME: Final = timedelta(days=14)
"""For how long a proposal waits."""

NEWS: Final = "four_eyes"
"""Told when something was proposed or decided."""


class Act(StrEnum):
    """Something that takes two persons."""

    ERASE_PERSON = auto()
    ACCEPT_IMPORT = auto()
    END_HOLD = auto()
    SET_RATE = auto()
    REMOVE_RATE = auto()
    CHANGE_PROMPT = auto()
    EMERGENCY_MESSAGE = auto()
    SHORTEN_RETENTION = auto()
    ACTIVATE_ACCOUNT = auto()
    CHANGE_ACCOUNT = auto()
    RESTORE_ACCOUNT = auto()
    REMOVE_SECOND_FACTOR = auto()
    LET_SEE_CLIENTS = auto()
    PUBLISH_STANDARD = auto()
    PUBLISH_TEMPLATE = auto()
    SET_MATCHING_WEIGHTS = auto()


@dataclass(frozen=True, slots=True)
class ActRule:
    """`right`: which one who confirms needs, in the office that the act is about. `title_pl` names the act.

    `open_time`: for how long a proposal waits; None: until it is decided.
    """

    title_pl: str
    right: Right
    open_time: timedelta | None = OPEN_TIME


ACTS: Final[Mapping[Act, ActRule]] = {
    Act.ERASE_PERSON: ActRule("Usunięcie danych osoby", Right.APPROVE_ERASURE),
    Act.ACCEPT_IMPORT: ActRule("Przyjęcie wstrzymanego importu", Right.IMPORT_CLIENTS),
    Act.END_HOLD: ActRule("Zakończenie blokady usuwania", Right.MANAGE_HOLDS),
    Act.SET_RATE: ActRule("Nowe stawki", Right.EDIT_ARTICLES),
    Act.REMOVE_RATE: ActRule("Wycofanie zaplanowanej stawki", Right.EDIT_ARTICLES),
    Act.CHANGE_PROMPT: ActRule("Zmiana zapowiedzi, która prosi o dane albo podaje numer", Right.CHANGE_PROMPTS),
    Act.EMERGENCY_MESSAGE: ActRule("Komunikat awaryjny dłuższy niż godzina", Right.SWITCH_EMERGENCY_MESSAGES),
    Act.SHORTEN_RETENTION: ActRule("Krótszy czas przechowywania danych", Right.MANAGE_RETENTION),
    Act.ACTIVATE_ACCOUNT: ActRule("Aktywacja konta", Right.MANAGE_ACCOUNTS),
    Act.CHANGE_ACCOUNT: ActRule("Szersze uprawnienia konta", Right.MANAGE_AGENTS),
    Act.RESTORE_ACCOUNT: ActRule("Przywrócenie konta", Right.MANAGE_AGENTS),
    Act.REMOVE_SECOND_FACTOR: ActRule("Usunięcie drugiego składnika logowania", Right.MANAGE_AGENTS),
    Act.LET_SEE_CLIENTS: ActRule("Dostęp konsultanta do kart klientów", Right.LET_SEE_CLIENTS, open_time=None),
    Act.PUBLISH_STANDARD: ActRule("Nowa wersja druku, procedury albo standardu", Right.PUBLISH_STANDARDS),
    Act.PUBLISH_TEMPLATE: ActRule("Nowy wzór wiadomości", Right.PUBLISH_TEMPLATES),
    Act.SET_MATCHING_WEIGHTS: ActRule("Nowe wagi dopasowania", Right.SET_MATCHING_WEIGHTS),
}

State: TypeAlias = Literal["waiting", "confirmed", "done", "failed", "refused", "withdrawn"]
"""`confirmed`: and not carried out yet. `failed`: it could not be carried out any more, nothing was changed."""

Why: TypeAlias = Literal["same_person", "not_entitled", "made_by_proposer", "reset_by_proposer", "too_young"]

WHY_PL: Final[Mapping[Why, str]] = {
    "same_person": "Tę czynność potwierdza inna osoba niż ta, która ją zgłosiła albo przygotowała.",
    "not_entitled": "Tę czynność potwierdza osoba uprawniona we właściwym urzędzie.",
    "made_by_proposer": "Konto osoby potwierdzającej założyła osoba, która zgłosiła czynność.",
    "reset_by_proposer": "Konto osoby potwierdzającej odzyskała osoba, która zgłosiła czynność.",
    "too_young": "Konto osoby potwierdzającej istnieje krócej niż 7 dni.",
}


class SecondPersonRefused(S724Error):
    """This person may not confirm this act. Nothing was changed."""

    code = "second_person_refused"

    def __init__(self, why: Why) -> None:
        super().__init__(WHY_PL[why])
        self.why = why


class NoSecondPerson(S724Error):
    """Nobody could confirm it. Nothing was proposed."""

    code = "no_second_person"
    message_pl = (
        "W urzędzie nie ma drugiej osoby, która mogłaby to potwierdzić. "
        "Administrator może wskazać urząd zastępczy w danych urzędu."
    )


@dataclass(frozen=True, slots=True)
class Person:
    """An account that is open, as far as the rule depends on it. `reset_by`: who gave it its last password."""

    username: str
    role: str
    is_of_province: bool
    offices: frozenset[str]
    created_at: datetime
    made_by: str | None = None
    reset_by: str | None = None

    def may_for(self, right: Right, office: str | None) -> bool:
        """Does the right hold for what is of that office (None: of the whole province)?"""
        match rights_of(self.role, is_of_province=self.is_of_province).get(right, Reach.NOTHING):
            case Reach.PROVINCE:
                return True
            case Reach.OFFICE:
                return office in self.offices
            case _:
                return False


@dataclass(frozen=True, slots=True)
class Wanted:
    """An act that waits: about what is of `office` (None: of the province), proposed or prepared by `proposers`.

    `deputies`: offices whose people stand in where the own has nobody else.
    """

    act: Act
    office: str | None
    proposers: frozenset[str]
    deputies: frozenset[str] = field(default=frozenset())


def why_not(wanted: Wanted, person: Person, now: datetime, *, asks_age: bool) -> Why | None:
    """Why this person may not confirm it; None: may. `asks_age`: not before the installation's first call."""
    if person.username in wanted.proposers:
        return "same_person"
    if not any(_is_entitled(wanted.act, person, office) for office in (wanted.office, *wanted.deputies)):
        return "not_entitled"
    if person.made_by in wanted.proposers:
        return "made_by_proposer"
    if person.reset_by in wanted.proposers:
        return "reset_by_proposer"
    if asks_age and now - person.created_at < YOUNGEST:
        return "too_young"
    return None


def waits_until(act: Act, proposed_at: datetime) -> datetime | None:
    """Until when a proposal can be decided; None: it waits until it is."""
    open_time = ACTS[act].open_time
    return None if open_time is None else proposed_at + open_time


def with_deputies(
    wanted: Wanted, people: Iterable[Person], deputies: Collection[str], now: datetime, *, asks_age: bool
) -> Wanted:
    """The act with its deputies if nobody of the own office could confirm it. Raises NoSecondPerson if nobody
    could at all."""
    known = list(people)
    for each in (wanted, Wanted(wanted.act, wanted.office, wanted.proposers, frozenset(deputies))):
        if any(why_not(each, person, now, asks_age=asks_age) is None for person in known):
            return each
    raise NoSecondPerson


def _is_entitled(act: Act, person: Person, office: str | None) -> bool:
    return person.may_for(ACTS[act].right, office)


def table() -> str:
    """The acts for people, as `docs/rights.md` shows them."""
    rows = [f"| `{act}` | {rule.title_pl} | `{rule.right}` |" for act, rule in ACTS.items()]
    return "\n".join(["| Act | Name | Right of who confirms |", "|---|---|---|", *rows])


if __name__ == "__main__":
    print(table())  # noqa: T201
