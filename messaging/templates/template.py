"""Templates, and which of them holds: an office's goes before the province's, and that before what ships. Pure.

A template whose code is one of `known()` is the words of a message that goes by itself; any other is one of an
answer, which consultants pick and go on writing.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Final, Literal, TypeAlias

from core.messages.sms import Length, length_of, without_polish
from core.messages.sms import templates as text_messages
from messaging.templates.rendering import Names, TemplateFaulty, names_in, rendered

TemplateChannel: TypeAlias = Literal["email", "sms"]
Letters: TypeAlias = Literal["plain", "polish"]
"""Of a text message: without the marks of Polish letters, which costs less than half, or with them."""

MOST_PARTS: Final = 4
_FIELD = re.compile(r"\{(\w+)\}")

OF_ANSWERS: Final[Mapping[str, str]] = {
    "numer": "KOL/2026/000123",
    "urzad": "Powiatowy Urząd Pracy w Kolnie",
    "temat": "Staż",
}
"""What a template of answers can name, each with an example."""


@dataclass(frozen=True, slots=True)
class Template:
    """`office`: None for the province. `subject`: of a mail that goes by itself. `valid_to` is not included."""

    id: str
    code: str
    office: str | None
    channel: TemplateChannel
    title: str
    subject: str
    source: str
    letters: Letters
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Known:
    """A message of the centre's own, as it ships. `values`: what it can name, each with an example."""

    code: str
    channel: TemplateChannel
    title: str
    source: str
    subject: str = ""
    letters: Letters = "plain"
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preview:
    """What leaves with the examples, and what is wrong. `length`: of a text message, paid by its parts."""

    subject: str
    text: str
    length: Length | None
    faults: tuple[str, ...]


@lru_cache
def known() -> Mapping[str, Known]:
    """By their codes."""
    rows = json.loads((resources.files("messaging.templates") / "data" / "known_pl.json").read_text("utf-8"))
    found = {}
    for row in rows:
        words = text_messages().get(row["code"])
        if words is not None:  # the line's own, which scenarios order
            row |= {"source": _FIELD.sub(r"{{ \1 }}", words.text), "values": words.placeholders, "channel": "sms"}
        found[row["code"]] = Known(**row)
    return found


def shipped(one: Known, day: date) -> Template:
    """It holds where nobody has said anything else."""
    return Template("", one.code, None, one.channel, one.title, one.subject, one.source, one.letters, day, None)


def in_force(templates: Iterable[Template], code: str, office: str | None, day: date) -> Template | None:
    """What the office, or the province, has said of a message; None: what ships holds."""
    own = [one for one in templates if one.code == code and one.office in (office, None) and one.holds_on(day)]
    return min(own, key=lambda one: one.office is None, default=None)


def answers_of(templates: Iterable[Template], channel: TemplateChannel, office: str, day: date) -> list[Template]:
    """Those of answers that consultants of an office can pick today, by their titles."""
    rows = list(templates)
    codes = {one.code for one in rows if one.channel == channel and one.code not in known()}
    found = [one for code in codes if (one := in_force(rows, code, office, day)) is not None]
    return sorted(found, key=lambda one: one.title.casefold())


def values_of(code: str) -> Mapping[str, str]:
    """What the template can name, each with an example."""
    message = known().get(code)
    return OF_ANSWERS if message is None else message.values


def preview(template: Template, sentences: Mapping[str, str]) -> Preview:
    """With the examples. `sentences`: of the articles it names, as they hold today."""
    faults = []
    try:
        names = _names(template)
    except TemplateFaulty as error:
        return Preview("", "", None, (error.message_pl,))
    if unknown := sorted(names.values - values_of(template.code).keys()):
        faults.append(f"Nie ma wartości: {', '.join(unknown)}.")
    message = known().get(template.code)
    if message is not None and message.channel != template.channel:
        faults.append("Ta wiadomość wychodzi innym kanałem.")
    if message is not None and names.articles:
        faults.append("Zdania artykułów są tylko we wzorach odpowiedzi.")
    if message is not None and template.channel == "email" and not template.subject:
        faults.append("Wiadomość potrzebuje tematu.")
    if faults:
        return Preview("", "", None, tuple(faults))
    try:
        subject, text = filled(template, values_of(template.code), sentences)
    except TemplateFaulty as error:
        return Preview("", "", None, (error.message_pl,))
    length = length_of(text) if template.channel == "sms" else None
    if not text:
        faults.append("Wzór nie ma treści.")
    if length is not None and length.segments > MOST_PARTS:
        faults.append(f"SMS ma {length.segments} części; może mieć {MOST_PARTS}.")
    return Preview(subject, text, length, tuple(faults))


def filled(
    template: Template, values: Mapping[str, str], sentences: Mapping[str, str] | None = None
) -> tuple[str, str]:
    """Subject and words. Raises TemplateFaulty."""
    subject = " ".join(rendered(template.subject, values).split())
    text = rendered(template.source, values, sentences)
    plain = template.channel == "sms" and template.letters == "plain"
    return subject, without_polish(text) if plain else text


def articles_in(template: Template) -> frozenset[str]:
    """Whose sentences it takes; none of what is no template."""
    try:
        return _names(template).articles
    except TemplateFaulty:
        return frozenset()


def _names(template: Template) -> Names:
    subject, source = names_in(template.subject), names_in(template.source)
    if subject.articles:
        raise TemplateFaulty("W temacie nie ma zdań artykułów.")
    return Names(subject.values | source.values, source.articles)
