"""What an editor writes: how a caller behaves, and what is to come of it. Pure."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from core.facts.kinds.recordings import RecordingMode
from core.zone import WARSAW

MOST_CASES = 100
MOST_STEPS = 100
MOST_EXPECTED = 500
"""Nodes of an expected path, and announcements."""
LONGEST_NAME = 100
"""Signs of a node, and of an announcement."""
LONGEST_WAIT = 600.0
"""Seconds, of one step."""
GAP = "…"
"""In an expected path: any nodes, or none."""

KNOWN_CARD = "123456782"
KNOWN_PIN = "739206"
"""Of the made-up person whom a simulated call knows: real cards and PINs have no place in a test."""
KNOWN_CODE = "246810"
"""The one-time code that this person gets by text message, at `KNOWN_NUMBER`."""
KNOWN_NUMBER = "600100299"

QueueOutcome = Literal["served", "nobody_there", "full", "callback"]
End = Literal["completed", "queue", "left", "caller_hung_up", "failed", "too_long"]
"""How a simulated call ends: at the end of the scenario, in the queue, outside of the simulation (such as at
another number), by the caller, by a fault of the scenario, or not within an hour."""

ENDS_PL: dict[End, str] = {
    "completed": "scenariusz doszedł do końca",
    "queue": "rozmówca czekał w kolejce",
    "left": "połączenie opuściło scenariusz",
    "caller_hung_up": "rozmówca się rozłączył",
    "failed": "scenariusz zawiódł",
    "too_long": "połączenie trwało zbyt długo",
}


def _aware(moment: datetime) -> datetime:
    """Without a zone it is the wall clock in Poland."""
    if moment.year < 2000 or moment.year > 2100:
        raise ValueError("rok musi leżeć między 2000 a 2100")
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=WARSAW)).astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(_aware)]
OfficeCode = Annotated[str, Field(pattern="^[0-9]{5}$", examples=["20060"])]
NodeName = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Keys = Annotated[str, Field(pattern="^[0-9*#]{1,64}$", examples=["1", "123456782#"])]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CaseContext(_Model):
    """Who calls, when, and what the centre is like then."""

    number: str = Field(
        default="9510", pattern="^[0-9]{3,15}$", title="Wybrany numer", description="Numer, który wybrał rozmówca"
    )
    caller_number: str = Field(
        default="600100200",
        pattern="^([+]?[0-9]{3,15})?$",
        title="Numer rozmówcy",
        description="Puste: numer zastrzeżony",
    )
    card_office: str | None = Field(
        default=None,
        pattern="^[0-9]{5}$",
        title="Urząd posiadacza karty",
        description=f"Osoba z kartą {KNOWN_CARD} i kodem PIN {KNOWN_PIN} jest znana w tym urzędzie;"
        " puste: nikt nie jest znany",
    )
    is_data_away: bool = Field(
        default=False,
        title="Dane niedostępne",
        description="Sprawdzenie karty i odczyt danych klienta się nie udają (H04)",
    )
    is_sms_away: bool = Field(
        default=False,
        title="Nie ma czym wysłać SMS-a",
        description="Węzły, które zamawiają SMS-y, kończą się wynikiem „not_available”",
    )
    answers_until: date | None = Field(
        default=None,
        title="Ostatni dzień odpowiedzi bazy wiedzy",
        description="Po tym dniu żaden temat nie ma obowiązującej odpowiedzi; puste: każdy ją ma",
    )
    recording: RecordingMode = Field(
        default="opt_in",
        title="Zasada nagrywania",
        description="opt_in: węzeł pyta o zgodę; statutory: zapowiada nagranie; off, on_demand: nic nie mówi",
    )
    draw: int = Field(
        default=0,
        ge=0,
        le=999,
        title="Los",
        description="Każda liczba to inne połączenie; od niej zależy droga w węzłach „Podział rozmów (A/B)”",
    )
    emergency: str | None = Field(
        default=None,
        min_length=3,
        max_length=600,
        title="Komunikat awaryjny",
        description="Treść komunikatu włączonego dla wszystkich; puste: żadnego nie ma",
    )
    offices_away: list[OfficeCode] = Field(
        default_factory=list,
        max_length=50,
        title="Urzędy, w których nikogo nie ma",
        description="Są do końca dnia nieczynne; rozmowę z ich kolejki odbierze ktoś z innego urzędu,"
        " jeśli jest czynny",
    )
    is_queue_full: bool = Field(
        default=False,
        title="Kolejki pełne",
        description="Kto ma wejść do kolejki, dowiaduje się, że nie ma w niej miejsca (wynik „full”)",
    )
    at: Moment = Field(title="Data i godzina", description="Chwila, w której zaczyna się połączenie")


class Step(_Model):
    """What the caller does: waits for an announcement, then for a while, then presses keys.

    Where several things are given they come in the order of the fields.
    """

    after_prompt: str | None = Field(
        default=None,
        max_length=40,
        title="Po zapowiedzi",
        description="Identyfikator zapowiedzi, na której początek rozmówca czeka",
    )
    wait: float = Field(default=1.0, ge=0, le=LONGEST_WAIT, title="Po ilu sekundach")
    jump_to: Moment | None = Field(
        default=None,
        title="Przeniesienie w czasie",
        description="Od teraz jest inny dzień albo inna godzina; rozmowa nie trwa przez to dłużej",
    )
    keys: Keys | None = Field(default=None, title="Klawisze", description="Puste: rozmówca niczego nie naciska")
    leave_queue: QueueOutcome | None = Field(
        default=None,
        title="Wyjście z kolejki",
        description="Tak kończy się czekanie w kolejce. Dopóki taki krok jest przed rozmówcą, czeka on w niej.",
    )
    hangs_up: bool = Field(default=False, title="Rozłącza się")


class ScenarioCase(_Model):
    """One test of a scenario."""

    name: str = Field(min_length=1, max_length=100, title="Nazwa")
    surroundings: CaseContext = Field(title="Okoliczności")
    queue: QueueOutcome | None = Field(
        default="served",
        title="Co dzieje się w kolejce",
        description="Puste: rozmówca w niej czeka i na tym koniec, chyba że krok go stamtąd wyprowadza albo się"
        " rozłącza",
    )
    steps: list[Step] = Field(default_factory=list, max_length=MOST_STEPS, title="Co robi rozmówca")
    path: list[NodeName] = Field(
        default_factory=list,
        max_length=MOST_EXPECTED,
        title="Oczekiwana droga",
        description=f"Węzły po kolei; „{GAP}” zastępuje dowolną liczbę węzłów, na końcu: cokolwiek dalej",
    )
    prompts: list[NodeName] = Field(
        default_factory=list,
        max_length=MOST_EXPECTED,
        title="Oczekiwane zapowiedzi",
        description="Identyfikatory w tej kolejności; inne zapowiedzi mogą stać między nimi",
    )
    end: End | None = Field(default=None, title="Oczekiwany koniec", description="Puste: dowolny")

    @model_validator(mode="after")
    def _expects_something(self) -> "ScenarioCase":
        if not self.path and not self.prompts and self.end is None:
            raise ValueError("test musi czegoś oczekiwać: drogi, zapowiedzi albo końca")
        return self
