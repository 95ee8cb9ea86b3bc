"""What is to become of each line of a file of people, and everything that is wrong with any of them. Pure."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from acd.telephone import check_sip_user
from api.accounts.people_file import COLUMNS_PL, Column, Fault, PeopleFile, Row
from core.errors import SettingsRefused
from core.rights import Role

ROLES_PL: Mapping[Role, str] = {
    "consultant": "konsultant",
    "supervisor": "kierownik",
    "pup_editor": "redaktor urzędu",
    "wup_editor": "redaktor scenariuszy",
    "managing_team": "zespół zarządzający",
    "portal_editor": "redaktor portalu",
    "portal_administrator": "administrator portalu",
    "auditor": "audytor",
    "technician": "technik",
    "administrator": "administrator",
}
"""The roles as people write them in the file; as the pages call them. Observers are made one by one: each is of an
organisation."""

Becomes: TypeAlias = Literal["hired", "made", "there"]
"""`hired`: a consultant. `made`: an account of another role. `there`: the same person has the account already."""

_NAME = re.compile("[a-z][a-z0-9._-]{1,39}")
_LONGEST_NAME = 100
_YES, _NO = ("tak", "t", "1", "x"), ("", "nie", "n", "0")
_SEPARATORS = re.compile(r"[|,\s]+")


@dataclass(frozen=True, slots=True)
class OfficeNames:
    """An office, by what people call it: its code, its name, or its seat where no other office has it."""

    code: str
    name: str
    seat: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has an account already."""

    display_name: str
    role: str
    office: str
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What the file is judged by. `holders`: by names in small letters. `topics`: titles by ids."""

    offices: Sequence[OfficeNames]
    topics: Mapping[str, str]
    holders: Mapping[str, Holder]
    may_hire: Callable[[str], bool]
    may_make: Callable[[str], bool]
    queue_problems: Callable[[str, Collection[str]], Sequence[str]]
    """What is wrong with queues for a consultant of an office: Polish sentences."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the file, understood."""

    line: int
    username: str
    display_name: str
    role: Role
    office: str
    queues: tuple[str, ...] = ()
    skills: Mapping[str, int] = field(default_factory=dict)
    has_telephone: bool = False
    becomes: Becomes = "made"


@dataclass(frozen=True, slots=True)
class Checked:
    """If there is any fault, nothing may be done."""

    people: Sequence[Person]
    faults: Sequence[Fault]


def check_people(file: PeopleFile, known: Known) -> Checked:
    """Every line, with all its faults, in the order of the file."""
    faults = list(file.faults)
    people = []
    first_lines: dict[str, int] = {}
    for row in file.rows:
        judge = _Judge(row, known)
        person = judge.person()
        username = row.cells["account"].casefold()
        if username and (before := first_lines.setdefault(username, row.line)) != row.line:
            judge.wrong("account", f"Ta sama nazwa jest w linii {before}.")
        faults += judge.faults
        if person is not None:
            people.append(person)
    return Checked(people, sorted(faults, key=lambda fault: fault.line))


class _Judge:
    """Of one line."""

    def __init__(self, row: Row, known: Known) -> None:
        self._row = row
        self._known = known
        self.faults: list[Fault] = []

    def wrong(self, column: Column, message: str) -> None:
        self.faults.append(Fault(self._row.line, COLUMNS_PL[column], message))

    def person(self) -> Person | None:
        """None if anything is wrong, which stands in `faults` then."""
        name, role, office = self._name(), self._role(), self._office("office", self._row.cells["office"])
        username = self._username(role)
        queues, skills = self._queues(role, office), self._skills(role)
        has_telephone = self._has_telephone(role)
        if role is not None and office is not None:
            may = self._known.may_hire if role == "consultant" else self._known.may_make
            if not may(office):
                self.wrong("office", "Na to w tym urzędzie nie mają Państwo uprawnień.")
        if self.faults or role is None or office is None:
            return None
        person = Person(self._row.line, username, name, role, office, queues, skills, has_telephone)
        return self._known_or_new(person)

    def _known_or_new(self, person: Person) -> Person | None:
        holder = self._known.holders.get(person.username)
        if holder is None:
            becomes: Becomes = "hired" if person.role == "consultant" else "made"
        elif (holder.display_name, holder.role, holder.office, holder.is_closed) == (
            *(person.display_name, person.role, person.office),
            False,
        ):
            becomes = "there"
        else:
            self.wrong("account", "Tę nazwę ma albo miał już ktoś inny. Prosimy wybrać inną.")
            return None
        return Person(
            person.line,
            person.username,
            person.display_name,
            person.role,
            person.office,
            person.queues,
            person.skills,
            person.has_telephone,
            becomes,
        )

    def _name(self) -> str:
        name = " ".join(self._row.cells["name"].split())
        if not name:
            self.wrong("name", "Brakuje imienia i nazwiska.")
        elif len(name) > _LONGEST_NAME:
            self.wrong("name", f"Najwyżej {_LONGEST_NAME} znaków.")
        return name

    def _username(self, role: Role | None) -> str:
        username = self._row.cells["account"]
        if not username:
            self.wrong("account", "Brakuje nazwy konta.")
        elif not _NAME.fullmatch(username):
            self.wrong(
                "account",
                "Od 2 do 40 małych liter bez polskich znaków, cyfr, kropek i kresek; na początku litera.",
            )
        elif role in ("consultant", "supervisor"):
            try:
                check_sip_user(username)
            except SettingsRefused as refused:
                self.wrong("account", " ".join(refused.problems))
        return username

    def _role(self) -> Role | None:
        written = " ".join(self._row.cells["role"].casefold().split())
        for role, name in ROLES_PL.items():
            if written in (role, name):
                return role
        if not written:
            self.wrong("role", "Brakuje roli.")
        else:
            self.wrong("role", f"Nie ma takiej roli. Są: {', '.join(ROLES_PL.values())}.")
        return None

    def _office(self, column: Column, written: str) -> str | None:
        if not written:
            self.wrong(column, "Brakuje urzędu.")
            return None
        wanted = written.casefold()
        found = {
            office.code
            for office in self._known.offices
            if wanted in (office.code.casefold(), office.name.casefold(), office.seat.casefold())
        }
        if len(found) == 1:
            return found.pop()
        if found:
            self.wrong(column, f"„{written}” to kilka urzędów. Prosimy podać kod: {', '.join(sorted(found))}.")
        else:
            self.wrong(column, f"Nie ma czynnego urzędu „{written}”.")
        return None

    def _queues(self, role: Role | None, home: str | None) -> tuple[str, ...]:
        written = [part.strip() for part in self._row.cells["queues"].split("|") if part.strip()]
        if len(written) == 1 and all(part.isalnum() for part in _SEPARATORS.split(written[0])):
            written = [part for part in _SEPARATORS.split(written[0]) if part]  # codes, apart from one another
        if written and role not in (None, "consultant"):
            self.wrong("queues", "Kolejki podaje się tylko dla konsultanta.")
            return ()
        codes = {code for each in written if (code := self._office("queues", each)) is not None} - {home}
        if home is not None and codes:
            for problem in self._known.queue_problems(home, codes):
                self.wrong("queues", problem)
        return tuple(sorted(codes))

    def _skills(self, role: Role | None) -> Mapping[str, int]:
        written = [part.strip() for part in re.split(r"[|,]", self._row.cells["skills"]) if part.strip()]
        if written and role not in (None, "consultant"):
            self.wrong("skills", "Tematy podaje się tylko dla konsultanta.")
            return {}
        found: dict[str, int] = {}
        for each in written:
            title, _, level = (part.strip() for part in each.partition("="))
            topic = self._topic(title)
            if topic is None:
                self.wrong("skills", f"Nie ma tematu „{title}”. Są: {', '.join(self._known.topics.values())}.")
            elif level not in ("1", "2", "3", "4", "5"):
                self.wrong("skills", f"Po temacie „{title}” ma być znak = i poziom od 1 do 5.")
            elif topic in found:
                self.wrong("skills", f"Temat „{title}” jest dwa razy.")
            else:
                found[topic] = int(level)
        return found

    def _topic(self, written: str) -> str | None:
        wanted = written.casefold()
        return next(
            (topic for topic, title in self._known.topics.items() if wanted in (topic, title.casefold())), None
        )

    def _has_telephone(self, role: Role | None) -> bool:
        written = self._row.cells["telephone"].casefold()
        if role == "consultant":
            if written not in (*_YES, *_NO):
                self.wrong("telephone", "Prosimy wpisać „tak” albo „nie”.")
            elif written in _NO and written:
                self.wrong("telephone", "Konsultant zawsze ma telefon.")
            return True
        if written in _YES:
            if role not in (None, "supervisor"):
                self.wrong("telephone", "Telefon ma konsultant, a może mieć kierownik.")
            return True
        if written not in _NO:
            self.wrong("telephone", "Prosimy wpisać „tak” albo „nie”.")
        return False
