"""How long what is kept: kinds of data, the bounds of their rules, and the rules in force on a day. Pure.

A rule is a number of days, as data with validity: one for the province, and where the office, as the controller,
may choose (GDPR Art. 4(7)) one of its own. Days are counted as in Art. 111 of the Civil Code: the day on which
something was made does not count, and it goes in the night after the last day.

What is announced to callers (recordings) is kept for no longer than was announced when it was made: a longer rule
holds for what is made from its first day on, a shorter one for everything.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal, TypeAlias, get_args

from core.calendar.validity import Span
from core.zone import WARSAW

Kind: TypeAlias = Literal[
    "recording",
    "voice_message",
    "sms",
    "inbox_mail",
    "matter",
    "callback",
    "contact",
    "survey",
    "assessment",
    "verified_number",
    "attempt_guard",
    "security_event",
    "import_file",
    "export_file",
    "call_personal",
    "client_gone",
    "access_log",
    "audit_log",
    "recording_log",
    "consent_event",
    "knowledge_use",
    "system_inquiry",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""In the order in which a run goes through them: what hangs on a call or a client goes before it."""

WORDS_GONE_PL: Final = "Treść usunięto, zanim ktoś rozpatrzył propozycję."
"""What stands at a proposal for the knowledge base that nobody decided before its words had to go."""

NEWS: Final = "retention"
"""Told when a rule was changed."""

TWO_YEARS: Final = 731
"""Days: logs of who did what stand for two years at least (KRI)."""


@dataclass(frozen=True, slots=True)
class KindOfData:
    """`shortest`, `longest`: bounds of its rule in days, both included. `is_of_office`: an office may choose.
    `is_announced`: callers are told the number of days."""

    title_pl: str
    what_pl: str
    days: int
    shortest: int
    longest: int
    basis_pl: str
    is_of_office: bool = True
    is_announced: bool = False


_PURPOSE = "Art. 5 ust. 1 lit. e RODO"
_KRI = (
    "Rozporządzenie w sprawie Krajowych Ram Interoperacyjności z 21.05.2024 (Dz.U. 2024 poz. 773): "
    "co najmniej dwa lata"
)

OF_KIND: Final[Mapping[Kind, KindOfData]] = {
    "recording": KindOfData(
        "Nagrania rozmów",
        "Plik nagrania jest usuwany, a wpis o nagraniu otrzymuje stan „usunięte”.",
        30,
        1,
        90,
        f"{_PURPOSE}; zgoda z zapowiedzianym czasem przechowywania, najwyżej 90 dni",
        is_announced=True,
    ),
    "voice_message": KindOfData(
        "Wiadomości głosowe",
        "Plik, numer telefonu i powiązanie z klientem są usuwane; zostaje wpis, że wiadomość była.",
        90,
        7,
        365,
        f"{_PURPOSE}; czas na załatwienie sprawy i ewentualną skargę",
    ),
    "sms": KindOfData(
        "Wiadomości SMS",
        "Numer i treść są usuwane; zostaje wpis, że wiadomość wysłano.",
        90,
        7,
        365,
        f"{_PURPOSE}; czas na wyjaśnienie, co i kiedy wysłano",
    ),
    "inbox_mail": KindOfData(
        "Poczta w postaci, w jakiej przyszła",
        "Oryginał wiadomości jest usuwany; zostaje jej treść w sprawie.",
        30,
        7,
        90,
        f"{_PURPOSE}; czas na wyjaśnienie wiadomości, których nie udało się odczytać",
    ),
    "matter": KindOfData(
        "Sprawy i korespondencja",
        "Po załatwieniu sprawa jest usuwana razem z wiadomościami, załącznikami i kluczem, którym były zamknięte.",
        TWO_YEARS,
        365,
        3653,
        "Ustawa o narodowym zasobie archiwalnym z 14.07.1983 i JRWA urzędu: dokumenty należą do akt sprawy",
    ),
    "callback": KindOfData(
        "Zamówione rozmowy zwrotne",
        "Numer i powiązanie z klientem są usuwane z zamówień zakończonych; zostaje ich przebieg.",
        90,
        7,
        365,
        f"{_PURPOSE}; czas na wyjaśnienie nieudanych połączeń",
    ),
    "contact": KindOfData(
        "Historia kontaktów",
        "Notatki, potwierdzenia kontaktu i rozstrzygnięte propozycje zmian są usuwane.",
        1826,
        365,
        3653,
        "Ustawa o narodowym zasobie archiwalnym z 14.07.1983 i JRWA urzędu: kategoria B5, najdłużej B10",
    ),
    "survey": KindOfData(
        "Oceny w ankietach",
        "Usuwane jest, którego konsultanta dotyczy ocena; sama ocena zostaje w statystyce.",
        731,
        30,
        1826,
        f"{_PURPOSE}; dane pracownika nie są potrzebne do statystyki",
    ),
    "assessment": KindOfData(
        "Oceny rozmów konsultantów",
        "Arkusze ocen z uwagami i odpowiedziami są usuwane, a z nimi wylosowanie rozmowy.",
        366,
        30,
        1096,
        f"{_PURPOSE}; ocena pracy służy konsultantowi przez rok, potem już nie",
    ),
    "verified_number": KindOfData(
        "Numery, z których potwierdzono kartę",
        "Zapis (skrót numeru i karty) jest usuwany po tylu dniach od ostatniego użycia.",
        730,
        30,
        1096,
        "Art. 32 RODO: ochrona przed zgadywaniem kodów PIN",
        is_of_office=False,
    ),
    "attempt_guard": KindOfData(
        "Liczniki błędnych prób",
        "Licznik (skrót numeru i karty) jest usuwany po tylu dniach od ostatniej próby, jeśli nie blokuje.",
        2,
        2,
        30,
        "Art. 32 RODO: żadna blokada nie trwa dłużej",
        is_of_office=False,
    ),
    "security_event": KindOfData(
        "Zdarzenia bezpieczeństwa",
        "Całe bloki wpisów są usuwane; łańcuch skrótów zostaje.",
        TWO_YEARS,
        TWO_YEARS,
        1826,
        _KRI,
        is_of_office=False,
    ),
    "import_file": KindOfData(
        "Pliki wyciągów z systemu urzędu",
        "Wyciąg jest usuwany z dysku po tylu dniach od wczytania albo odrzucenia.",
        7,
        1,
        90,
        f"{_PURPOSE}; czas na wyjaśnienie odrzuconych wierszy",
    ),
    "export_file": KindOfData(
        "Pliki dla urzędów",
        "Plik jest usuwany z dysku po tylu dniach od potwierdzenia, że urząd go ma.",
        30,
        1,
        365,
        f"{_PURPOSE}; urząd ma plik w swoim systemie",
    ),
    "call_personal": KindOfData(
        "Dane osobowe w zapisach rozmów",
        "Numer dzwoniącego, powiązanie z klientem i klucz danych osobowych rozmowy są usuwane, "
        "a z nimi słowa propozycji do bazy wiedzy, także nierozpatrzonych i bez rozmowy (te liczy się od dnia "
        "propozycji); zapis rozmowy zostaje w statystyce.",
        365,
        30,
        1826,
        f"{_PURPOSE}; skargi i wnioski (Kpa, dział VIII) oraz roczna sprawozdawczość",
    ),
    "client_gone": KindOfData(
        "Osoby, których nie ma już w wyciągach urzędu",
        "Kartoteka, karty i historia osoby są usuwane.",
        365,
        30,
        3653,
        f"{_PURPOSE}; akta prowadzi urząd we własnym systemie, rok na ponowną rejestrację",
    ),
    "access_log": KindOfData(
        "Dziennik dostępu do danych klientów",
        "Całe bloki wpisów są usuwane; łańcuch skrótów zostaje.",
        TWO_YEARS,
        TWO_YEARS,
        3653,
        _KRI,
        is_of_office=False,
    ),
    "audit_log": KindOfData(
        "Dziennik zmian pracowników",
        "Całe bloki wpisów są usuwane; łańcuch skrótów zostaje.",
        TWO_YEARS,
        TWO_YEARS,
        3653,
        _KRI,
        is_of_office=False,
    ),
    "consent_event": KindOfData(
        "Rejestr zgód",
        "Całe bloki wpisów są usuwane, gdy żaden z nich nie dowodzi już stanu zgody; łańcuch skrótów zostaje.",
        3 * 366 - 2,
        3 * 366 - 2,
        3653,
        "Art. 7 ust. 1 RODO i art. 118 Kodeksu cywilnego: dowód zgody do przedawnienia roszczeń",
        is_of_office=False,
    ),
    "recording_log": KindOfData(
        "Dziennik nagrań",
        "Całe bloki wpisów są usuwane; łańcuch skrótów zostaje.",
        TWO_YEARS,
        TWO_YEARS,
        3653,
        _KRI,
        is_of_office=False,
    ),
    "knowledge_use": KindOfData(
        "Liczniki pytań do bazy wiedzy",
        "Usuwane są liczniki dni: czego szukano, co otwarto i co usłyszeli rozmówcy. Nie mówią, kto pytał.",
        366,
        90,
        1096,
        "Porównanie z tym samym miesiącem rok wcześniej; liczniki nie są danymi osobowymi",
        is_of_office=False,
    ),
    "system_inquiry": KindOfData(
        "Zapytania innych instytucji",
        "Usuwane są wpisy o zapytaniach i o plikach, na które odpowiedziano. "
        "O kogo pytano, mówi dziennik dostępu.",
        TWO_YEARS,
        TWO_YEARS,
        3653,
        _KRI,
        is_of_office=False,
    ),
}


@dataclass(frozen=True, slots=True)
class RuleSpan:
    """A rule for a span of days; `valid_to` is not included. Without `office` it is the province's. `days` None:
    the office goes by the province's again."""

    kind: Kind
    office: str | None
    days: int | None
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        return Span("", self.valid_from, self.valid_to).holds_at(day)


@dataclass(frozen=True, slots=True)
class Rules:
    """Every rule of the past, of now and of what is planned, as one value to be kept in memory."""

    spans: tuple[RuleSpan, ...] = ()

    def days(self, kind: Kind, office: str | None, day: date) -> int:
        """For how many days something of an office is kept, by the rules of that day; without an office: the
        province's rule."""
        own = self._chosen(kind, office, day) if office is not None else None
        if own is None:
            own = self._chosen(kind, None, day)
        return OF_KIND[kind].days if own is None else own

    def is_own(self, kind: Kind, office: str, day: date) -> bool:
        """Has the office chosen a number of days of its own?"""
        return self._chosen(kind, office, day) is not None

    def longest(self, kind: Kind, day: date) -> int:
        """The most days for which any office keeps something: what is true for a caller whose office is not known
        yet."""
        chosen = {span.office for span in self.spans if span.kind == kind and span.holds_on(day)}
        return max(self.days(kind, office, day) for office in {None, *chosen})

    def announced(self, kind: Kind, office: str | None, day: date) -> int:
        """What a caller of that office is told."""
        return self.longest(kind, day) if office is None else self.days(kind, office, day)

    def windows(self, kind: Kind, offices: Iterable[str], today: date) -> list["Window"]:
        """What is due by the rules of today, for each of the offices and for what is of none (office "").

        The windows of an office do not overlap.
        """
        found: list[Window] = []
        for office in sorted({"", *(offices if OF_KIND[kind].is_of_office else ())}):
            found += self._windows_of(kind, office, today)
        return found

    def _windows_of(self, kind: Kind, office: str, today: date) -> list["Window"]:
        now = self.days(kind, office or None, today)
        if not OF_KIND[kind].is_announced:
            return [Window(office, LONG_AGO, midnight(today - timedelta(days=now)))]
        # From each change on, what was announced then, unless today's rule is shorter.
        begins = sorted({span.valid_from for span in self.spans if span.kind == kind} | self._ends(kind))
        found: list[Window] = []
        for begin, end in zip([None, *begins], [*begins, None], strict=True):
            # The moment before the first change is told by the last day before it.
            day = begin or (end - timedelta(days=1) if end is not None else today)
            kept = min(now, self.days(kind, office or None, day))
            before = today - timedelta(days=kept)
            since = LONG_AGO if begin is None else midnight(begin)
            until = midnight(before if end is None else min(before, end))
            if since < until:
                found.append(Window(office, since, until))
        return found

    def _ends(self, kind: Kind) -> set[date]:
        return {span.valid_to for span in self.spans if span.kind == kind and span.valid_to is not None}

    def _chosen(self, kind: Kind, office: str | None, day: date) -> int | None:
        for span in self.spans:
            if span.kind == kind and span.office == office and span.holds_on(day):
                return span.days
        return None


@dataclass(frozen=True, slots=True)
class Window:
    """What was made from `since` on and before `before` is due. `office` "": of none that is known."""

    office: str
    since: datetime
    before: datetime


@dataclass(slots=True)
class RulesInForce:
    """The rules as a process keeps them in memory: no call waits for the database because of them."""

    rules: Rules = field(default_factory=Rules)

    def replace(self, rules: Rules) -> bool:
        """True if they are others than before."""
        differ, self.rules = rules != self.rules, rules
        return differ

    def announced_days(self, office: str | None, now: datetime) -> int:
        """For how many days a recording that is made now is kept, as a caller is told."""
        return self.rules.announced("recording", office, now.astimezone(WARSAW).date())


LONG_AGO: Final = datetime(1900, 1, 1, tzinfo=UTC)


def midnight(day: date) -> datetime:
    """The beginning of a day in Warsaw."""
    return datetime.combine(day, time(), WARSAW).astimezone(UTC)


def rule_faults(kind: Kind, office: str | None, days: int | None, valid_from: date, today: date) -> list[str]:
    """What is wrong with a rule that is to be saved, in Polish."""
    of_kind, found = OF_KIND[kind], []
    if office is not None and not of_kind.is_of_office:
        found.append("Ta zasada jest wspólna dla województwa i urząd nie może jej zmienić.")
    if days is None and office is None:
        found.append("Zasada województwa musi mieć liczbę dni.")
    if days is not None and not of_kind.shortest <= days <= of_kind.longest:
        found.append(f"Liczba dni musi leżeć między {of_kind.shortest} a {of_kind.longest}.")
    if valid_from < today:
        found.append("Zasada nie może obowiązywać wstecz.")
    return found


def is_shorter(rules: Rules, kind: Kind, office: str | None, days: int | None, valid_from: date) -> bool:
    """Would a rule from that day on keep anything for fewer days than the rules that hold or are planned?"""
    later = {span.valid_from for span in rules.spans if span.kind == kind and span.valid_from > valid_from}
    return any(
        (rules.days(kind, None, day) if days is None else days) < rules.days(kind, office, day)
        for day in {valid_from, *later}
    )


def spans_of(rows: Sequence[RuleSpan]) -> Rules:
    """In an order of its own, so that the same rules are equal."""
    in_order = sorted(rows, key=lambda row: (row.kind, row.office or "", row.valid_from, row.valid_to or date.max))
    return Rules(tuple(row for row in in_order if row.valid_to != row.valid_from))
