"""Documents of what the tables have. Pure."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from core.search.document import Document
from core.zone import WARSAW
from knowledge.articles.content import ArticleContent

_MARKS = re.compile(r"[*_`#>|~]+|^[^\S\n]*[-+]\s+|^[^\S\n]*\d{1,9}\.\s+", re.MULTILINE)
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_SPACE = re.compile(r"[^\S\n]+")
_MONTHS = (
    *("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca"),
    *("lipca", "sierpnia", "września", "października", "listopada", "grudnia"),
)


def documents_of_article(
    article: str, version: str, office: str | None, audiences: list[str], content: ArticleContent
) -> Iterator[Document]:
    """One for each language in which it is written."""
    for language, text in content.texts.items():
        body = "\n".join((plain(text.full_answer), *text.steps, *text.documents))
        yield Document(
            kind="article",
            id=article,
            language=language,
            title=text.title,
            questions=text.questions,
            short=text.short_answer,
            body=body.strip(),
            office=office,
            scope=office,
            audiences=tuple(audiences),
            version=version,
        )


def document_of_office(
    code: str, name: str, seat: str, postal_code: str, address: str | None, *, is_province: bool
) -> Document:
    where = ", ".join(part for part in (address, f"{postal_code} {seat}") if part)
    asked = "wojewódzki urząd pracy" if is_province else "powiatowy urząd pracy"
    return Document(
        kind="place",
        id=code,
        language="pl",
        title=name,
        questions=(f"{asked} {seat}", f"adres i godziny otwarcia, {seat}"),
        body=where,
        office=code,
        scope=None if is_province else code,
    )


def document_of_branch(
    branch: str, office: str, name: str, town: str, postal_code: str, address: str, telephone: str
) -> Document:
    return Document(
        kind="place",
        id=branch,
        language="pl",
        title=name,
        questions=(f"filia urzędu pracy {town}", f"adres i godziny otwarcia, {town}"),
        body=f"{address}, {postal_code} {town}, tel. {telephone}",
        office=office,
        scope=office,
    )


def document_of_training(
    training: str, office: str | None, title: str, town: str, hours: int, starts_on: date, sign_up_until: date
) -> Document:
    return Document(
        kind="training",
        id=training,
        language="pl",
        title=title,
        questions=(f"szkolenie, kurs: {title}, {town}",),
        body=f"{town}, {hours} godz., od {_day(starts_on)}, zapisy do {_day(sign_up_until)}",
        office=office,
        scope=office,
        until=sign_up_until,
    )


def document_of_fair(
    fair: str, office: str | None, title: str, town: str, place: str, starts_at: datetime, ends_at: datetime
) -> Document:
    begins, ends = starts_at.astimezone(WARSAW), ends_at.astimezone(WARSAW)
    return Document(
        kind="fair",
        id=fair,
        language="pl",
        title=title,
        questions=(f"targi pracy, {town}",),
        body=f"{town}, {place}, {_span(begins, ends)}",
        office=office,
        scope=office,
        until=_last_day(ends),
    )


def _last_day(ends: datetime) -> date:
    """What ends at midnight ends with the day before."""
    return (ends - timedelta(microseconds=1)).date()


def _span(begins: datetime, ends: datetime) -> str:
    """Whole days are told without hours."""
    first, last = begins.date(), _last_day(ends)
    if begins.time() == ends.time() == time():
        return _day(first) if first == last else f"{_day(first)} – {_day(last)}"
    until = "24:00" if ends.time() == time() else f"{ends:%-H:%M}"
    return f"{_day(first)} {begins:%-H:%M}–{until if first == last else f'{_day(last)} {until}'}"


def plain(markdown: str) -> str:
    """Markdown as the words that are read; what is left of its signs does no harm."""
    return _SPACE.sub(" ", _MARKS.sub("", _LINK.sub(r"\1", markdown))).strip()


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
