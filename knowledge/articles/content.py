"""What an article says, and what is wrong with it. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias, get_args

from knowledge.personal import PESEL, has_pesel
from knowledge.rates.card import cards_named
from knowledge.rates.rate import Certainty, Language, rates_named

LANGUAGES: tuple[Language, ...] = get_args(Language)
LONGEST_ANSWER = 300  # characters of a short answer: about twenty seconds of speech, two text messages
LONGEST_TITLE = 200
LONGEST_TEXT = 20_000  # of a full answer
WITH_RATES = ("short_answer", "full_answer", "steps")
"""The fields in which a rate is told as an amount; elsewhere its code would be read."""
LONGEST_LINE = 500  # of a question, a step, a document
MOST_LINES = 40

Fault: TypeAlias = tuple[str, str]
"""A field, such as `texts.pl.short_answer`, and a Polish sentence."""

_SCALE = r"(?:tys|tysi[aą]c\w*|mln|milion\w*|mld|miliard\w*|thousand|million|тис|млн|мільйон\w*)"
_AMOUNT = re.compile(
    rf"\d[\s.,+\-–]{{0,4}}(?:{_SCALE}[\s.]{{0,3}})?(?:zł\b|zl\b|złot|PLN\b|злот|EUR\b|euro\b|€)"
    r"|(?<!\w)(?:PLN|EUR|€|zł|zl)[\s.:]{0,3}\d",
    re.IGNORECASE,
)
"""A digit beside a currency: no more of the number is looked at, so that long ones cost nothing."""
_BRACES = re.compile(r"\{([^{}]*)\}?")
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class ArticleText:
    """The words in one language. `full_answer` is Markdown, everything else plain text."""

    title: str
    questions: tuple[str, ...] = ()
    short_answer: str = ""
    full_answer: str = ""
    steps: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()

    @property
    def parts(self) -> Iterator[tuple[str, str]]:
        """Every text with the name of its field."""
        yield "title", self.title
        yield "short_answer", self.short_answer
        yield "full_answer", self.full_answer
        for name in ("questions", "steps", "documents"):
            for line in getattr(self, name):
                yield name, line


@dataclass(frozen=True, slots=True)
class ArticleContent:
    """What an article says, where that is from, and when it holds. Days "until" are included.

    `is_pointer`: it says no more than what it is about and which office to ask.
    """

    texts: Mapping[Language, ArticleText]
    is_pointer: bool
    legal_basis: str
    legal_status_on: date | None
    valid_from: date
    valid_until: date | None
    review_by: date
    source: str
    source_certainty: Certainty
    source_holds_until: date | None = None
    rates: frozenset[str] = field(init=False)
    """The codes of all rates that its texts name."""
    cards: frozenset[str] = field(init=False)
    """The codes of all offices and branches whose cards its texts name."""

    def __post_init__(self) -> None:
        parts = [part for text in self.texts.values() for _, part in text.parts]
        object.__setattr__(self, "rates", frozenset(code for part in parts for code in rates_named(part)))
        object.__setattr__(self, "cards", frozenset(code for part in parts for code in cards_named(part)))

    @property
    def title(self) -> str:
        """The Polish one, or that of the first language in which it is written."""
        return next((self.texts[language].title for language in LANGUAGES if language in self.texts), "")


def faults_of(
    content: ArticleContent, known_rates: Collection[str], known_cards: Collection[str] = ()
) -> list[Fault]:
    """Why it cannot be sent to be checked or published; none if it can."""
    found = [
        (f"texts.{language}.{name}", sentence)
        for language, text in content.texts.items()
        for name, sentence in text_faults(text, known_rates, known_cards)
    ]
    if "pl" not in content.texts:
        found.append(("texts.pl", "Artykuł musi mieć tekst po polsku."))
    if not content.source.strip():
        found.append(("source", "Podaj źródło. Jeśli nie jest znane, wpisz: do sprawdzenia przez redakcję."))
    for name, part in _about(content):
        found += [(name, sentence) for sentence in _faults_of_part(part, (), (), may_name=False)]
    found += _faults_of_days(content) + (_faults_of_pointer(content) if content.is_pointer else [])
    return list(dict.fromkeys(found))


def personal_faults(content: ArticleContent) -> list[Fault]:
    """Why it cannot even be saved: somebody's PESEL stands in it."""
    parts = [
        (f"texts.{language}.{name}", part) for language, text in content.texts.items() for name, part in text.parts
    ]
    found = [(name, PESEL) for name, part in (*parts, *_about(content)) if has_pesel(part)]
    return list(dict.fromkeys(found))


def _about(content: ArticleContent) -> Sequence[tuple[str, str]]:
    """Free texts that belong to no language."""
    return (("legal_basis", content.legal_basis), ("source", content.source))


def text_faults(text: ArticleText, known_rates: Collection[str], known_cards: Collection[str] = ()) -> list[Fault]:
    """What is wrong with the words in one language, by the name of the field."""
    found: list[Fault] = []
    if not text.title.strip():
        found.append(("title", "Tytuł jest wymagany."))
    if len(text.title) > LONGEST_TITLE:
        found.append(("title", f"Tytuł ma najwyżej {LONGEST_TITLE} znaków."))
    if not text.short_answer.strip():
        found.append(("short_answer", "Krótka odpowiedź jest wymagana."))
    if len(text.short_answer) > LONGEST_ANSWER:
        found.append(("short_answer", f"Krótka odpowiedź ma najwyżej {LONGEST_ANSWER} znaków."))
    if len(text.full_answer) > LONGEST_TEXT:
        found.append(("full_answer", f"Pełna odpowiedź ma najwyżej {LONGEST_TEXT} znaków."))
    found.extend(_faults_of_lines(text))
    for name, part in text.parts:
        found += [
            (name, sentence)
            for sentence in _faults_of_part(part, known_rates, known_cards, may_name=name in WITH_RATES)
        ]
    return list(dict.fromkeys(found))


def _faults_of_lines(text: ArticleText) -> Iterator[Fault]:
    names: Sequence[tuple[str, str]] = (
        ("questions", "Pytań"),
        ("steps", "Kroków"),
        ("documents", "Dokumentów"),
    )
    for name, many in names:
        lines: tuple[str, ...] = getattr(text, name)
        if len(lines) > MOST_LINES:
            yield name, f"{many} może być najwyżej {MOST_LINES}."
        if any(len(line) > LONGEST_LINE for line in lines):
            yield name, f"Jeden wiersz ma najwyżej {LONGEST_LINE} znaków."
        if any(not line.strip() for line in lines):
            yield name, "Wiersz nie może być pusty."


def _faults_of_part(
    part: str, known_rates: Collection[str], known_cards: Collection[str], *, may_name: bool
) -> Iterator[str]:
    if _HIDDEN.search(part):
        yield "Tekst zawiera niewidoczne znaki. Wpisz go ponownie."
    if _AMOUNT.search(part):
        yield "Kwot nie wpisuje się w tekst. Użyj stawki, na przykład {stawka:zasilek_90_dni}."
    if has_pesel(part):
        yield PESEL
    if not may_name and rates_named(part):
        yield "Stawka może stać tylko w krótkiej i pełnej odpowiedzi oraz w krokach."
    if not may_name and cards_named(part):
        yield "Adres i telefon urzędu mogą stać tylko w krótkiej i pełnej odpowiedzi oraz w krokach."
    for code in rates_named(part) if may_name else ():
        if code not in known_rates:
            yield f"Nie ma stawki „{code}”."
    for code in cards_named(part) if may_name else ():
        if code not in known_cards:
            yield f"Nie ma urzędu ani filii „{code}”."
    for named in _BRACES.findall(part):
        if not rates_named(f"{{{named}}}") and not cards_named(f"{{{named}}}"):
            yield (
                "W nawiasach klamrowych może stać tylko stawka, adres albo telefon urzędu, na przykład"
                " {stawka:zasilek_90_dni}, {adres:20110}, {telefon:20110}."
            )


def _faults_of_days(content: ArticleContent) -> list[Fault]:
    found: list[Fault] = []
    if content.valid_until is not None and content.valid_until < content.valid_from:
        found.append(("valid_until", "Ostatni dzień obowiązywania nie może być przed pierwszym."))
    if content.legal_status_on is None and not content.is_pointer:
        found.append(("legal_status_on", "Podaj dzień, na który sprawdzono stan prawny."))
    return found


def _faults_of_pointer(content: ArticleContent) -> list[Fault]:
    found: list[Fault] = []
    if content.legal_basis.strip() or content.legal_status_on is not None:
        found.append(("legal_basis", "Wskazówka nie mówi o przepisach: usuń podstawę i stan prawny."))
    if content.rates:
        found.append(("is_pointer", "Wskazówka nie może podawać stawek."))
    return found
