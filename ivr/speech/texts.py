"""The text of an announcement: placeholders, stretches in other languages, and what may not stand in it. Pure.

`{name}` stands for a value, `{name_dopelniacz}` for the same value in a grammatical case. `[en]` begins a stretch
in another language, `[pl]` leads back. Nothing else in a text has a meaning.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping

from core.errors import S724Error
from ivr.speech.rendering import DEFAULT, LANGUAGES, MARK, CaseMissing, ValueOutOfRange, rendered
from ivr.speech.values import CASES, Value

LONGEST_TEXT = 1500  # characters: about two minutes

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]{0,40})\}")


class PlaceholderMissing(S724Error):
    """A prompt was asked for without a value that its text needs; `placeholder` is its name."""

    code = "placeholder_missing"

    def __init__(self, prompt_id: str, placeholder: str) -> None:
        super().__init__(f"Komunikat {prompt_id} wymaga wartości „{placeholder}”.")
        self.prompt_id = prompt_id
        self.placeholder = placeholder


def placeholders(text: str) -> set[str]:
    """The names in braces, with their cases."""
    return set(_PLACEHOLDER.findall(text))


def used(text: str, known: Collection[str]) -> set[str]:
    """The values among `known` that a text asks for, whatever their cases."""
    by_name = {name: name for name in known}
    return {str(found[0]) for name in placeholders(text) if (found := _find(name, by_name)) is not None}


def filled(prompt_id: str, text: str, values: Mapping[str, Value], language: str = DEFAULT) -> str:
    """The words, with `values` in the places named in braces; a value that the text does not use is ignored.

    A plain string is Polish: in another language it becomes a stretch of its own. Raises PlaceholderMissing for
    the first place without a value; CaseMissing, ValueOutOfRange.
    """

    def words(match: re.Match[str]) -> str:
        found = _find(match[1], values)
        if found is None:
            raise PlaceholderMissing(prompt_id, match[1])
        value, case = found
        if not isinstance(value, str):
            said = rendered(value, language, case)
            # "… at eight a.m." at the end of a sentence: one full stop is enough.
            return said.removesuffix(".") if text[match.end() : match.end() + 1] == "." else said
        plain = MARK.sub(" ", value)
        return plain if language == DEFAULT else f"[{DEFAULT}]{plain}[{language}]"

    return _PLACEHOLDER.sub(words, text)


def insertable(values: Mapping[str, Value], language: str = DEFAULT) -> list[tuple[str, str]]:
    """What may stand in braces, with what is said there: each value as it usually stands, then in its cases."""
    found = []
    for name, value in values.items():
        if (usual := _said(value, language, None)) is not None:
            found.append((name, usual))
        if not isinstance(value, str):
            said = {case: _said(value, language, case) for case in CASES}
            if {*said.values()} - {usual, None}:  # English has one form for all
                found += [(f"{name}_{case}", each) for case, each in said.items() if each is not None]
    return [(name, MARK.sub(" ", said).strip()) for name, said in found]


def _said(value: Value, language: str, case: str | None) -> str | None:
    try:
        return rendered(value, language, case)
    except (CaseMissing, ValueOutOfRange):
        return None


def stretches(text: str, language: str = DEFAULT) -> list[tuple[str, str]]:
    """The parts of a text with the language of each, in order; parts with nothing to say are left out.

    What follows a stretch in the same language is one part with what came before, if nothing stands between.
    """
    parts: list[tuple[str, str]] = []
    for now, part in _cut(text, language):
        if any(sign.isalnum() for sign in part):
            parts.append((now, part.strip()))
        elif part.strip() and parts:  # punctuation alone belongs to what was said before
            parts[-1] = (parts[-1][0], parts[-1][1] + part.strip())
    return parts


def faults(text: str, values: Mapping[str, Value], language: str = DEFAULT) -> list[str]:
    """What is wrong with a text, in Polish sentences; none when it may be used.

    `values` are those that the prompt gives, as examples.
    """
    found: list[str] = []
    if not any(sign.isalpha() for sign in _PLACEHOLDER.sub("a", MARK.sub("", text))):
        found.append("Tekst nie zawiera żadnych słów.")
    if len(text) > LONGEST_TEXT:
        found.append(f"Tekst jest za długi: {len(text)} znaków, najwięcej {LONGEST_TEXT}.")
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for sign in text):
        found.append("Tekst zawiera niewidoczne znaki sterujące (na przykład koniec wiersza); proszę je usunąć.")
    if re.search("[<>]", text):
        found.append("Znaki < i > nie są dozwolone: silnik mowy mógłby wziąć je za polecenia.")
    without_marks = MARK.sub("", text)
    if re.search(r"[\[\]]", without_marks):
        found.append(
            f"W nawiasie kwadratowym może stać tylko język: {', '.join(f'[{one}]' for one in LANGUAGES)}."
        )
    if re.search("[{}]", _PLACEHOLDER.sub("", text)):
        found.append("Nawiasy klamrowe muszą obejmować nazwę wartości, na przykład {data_dopelniacz}.")
    found += _alphabet_faults(text, language)
    for name in dict.fromkeys(_PLACEHOLDER.findall(text)):
        found += _value_faults(name, values, language)
    return found


def _find(name: str, values: Mapping[str, Value]) -> tuple[Value, str | None] | None:
    """The value that a placeholder means, and the case it asks for."""
    if name in values:
        return values[name], None
    base, _, case = name.rpartition("_")
    if case in CASES and base in values:
        return values[base], case
    return None


def _value_faults(name: str, values: Mapping[str, Value], language: str) -> list[str]:
    found = _find(name, values)
    if found is None:
        known = ", ".join(f"{{{each}}}" for each in values) or "żadne"
        return [f"Nie ma wartości „{name}”. Dostępne w tym komunikacie: {known}."]
    value, case = found
    try:
        if case is not None and isinstance(value, str):
            raise CaseMissing
        rendered(value, language, case)
    except CaseMissing:
        has = [each for each in CASES if _has(value, language, each)]
        allowed = f"Ma: {', '.join(has)}." if has else "Nie odmienia się przez przypadki."
        where = f"którego nie ma w języku: {LANGUAGES[language]}"
        return [f"Wartość „{name}” prosi o przypadek „{case}”, {where}. {allowed}"]
    except ValueOutOfRange:
        return [f"Przykład wartości „{name}” nie daje się wypowiedzieć."]
    return []


def _has(value: Value, language: str, case: str) -> bool:
    return not isinstance(value, str) and _said(value, language, case) is not None


def _alphabet_faults(text: str, language: str) -> list[str]:
    """A text in the wrong alphabet would be spelled out letter by letter, or passed over."""
    found = []
    for now, part in _cut(text, language):
        letters = [sign for sign in _PLACEHOLDER.sub("", part) if sign.isalpha()]
        cyrillic = sum("CYRILLIC" in unicodedata.name(sign, "") for sign in letters)
        if now == "uk" and letters and not cyrillic:
            found.append("Tekst ukraiński musi być zapisany cyrylicą.")
        if now != "uk" and cyrillic:
            found.append("Cyrylica może stać tylko w tekście ukraińskim; fragment ukraiński zaczyna się od [uk].")
    return list(dict.fromkeys(found))


def _cut(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Each part between two marks with its language, empty ones too."""
    now = language
    at = 0
    for mark in MARK.finditer(text):
        yield now, text[at : mark.start()]
        now, at = mark[1], mark.end()
    yield now, text[at:]
