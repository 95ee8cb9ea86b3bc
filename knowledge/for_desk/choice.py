"""Which articles a consultant is shown beside a call, and in which order. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.questions.client_data import ClientTopic
from core.questions.public_answers import ShortAnswersOn
from knowledge.articles.content import LANGUAGES
from knowledge.articles.in_force import is_in_force
from knowledge.articles.published import Published, language_read, read_out
from knowledge.rates.rate import Language, Rates, filled

MOST_ARTICLES = 5

NEAR: Mapping[ClientTopic, Sequence[str]] = {
    "visit": ("wizyta",),
    "contact": ("kontakt",),
    "contact_confirmation": ("kontakt",),
    "benefit": ("wyplata", "zasilek", "zasilek_stawki"),
    "benefit_amount": ("wyplata", "zasilek", "zasilek_stawki"),
    "registration": ("rejestracja", "ubezpieczenie", "wyrejestrowanie"),
    "offers": ("oferty",),
    "trainings": ("szkolenia",),
    "consent_state": (),
    "consent": (),
}
"""Topics of articles that are near what self-service told the caller: the questions that follow it."""


USUAL: Mapping[str, Sequence[str]] = {
    "unemployed": ("rejestracja", "kontakt", "zasilek", "ubezpieczenie", "wyrejestrowanie"),
    "seeker": ("rejestracja", "oferty", "szkolenia", "kontakt"),
    "employer": ("pracodawca_oferta", "pracodawca_pracownicy", "pracodawca_wsparcie", "cudzoziemcy"),
}
"""By topic of calls what callers ask about most, as the menus of the hotlines have it; no other topic has such."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """For which call. `topic` is what the call is about; `heard`: what the line asked for and read to the caller,
    each for the office and in the language of that moment; `near`: topics that the caller came near besides."""

    topic: str | None
    office: str | None
    language: str
    heard: Sequence[ShortAnswersOn] = ()
    near: Collection[str] = ()

    @property
    def touched(self) -> list[str]:
        """Topics of articles that come before others."""
        return sorted({*(one.topic for one in self.heard), *self.near})

    @property
    def usual(self) -> Sequence[str]:
        """Topics of articles that such callers ask about most, the commonest first."""
        return USUAL.get(self.topic or "", ())


@dataclass(frozen=True, slots=True)
class DeskArticle:
    """An article as the desk shows it, with the rates of that day in its short answer."""

    id: str
    topic: str
    title: str
    short_answer: str
    language: Language
    office: str | None
    is_pointer: bool
    is_heard: bool


def chosen(
    articles: Collection[Published], wanted: Wanted, heard: Collection[str], rates: Rates, day: date
) -> list[DeskArticle]:
    """The likeliest first, at most `MOST_ARTICLES`: those of the caller's own office, then what the caller came
    near on the way, then what is for just these callers, and of that what they ask most. None that may not be
    told on that day. `heard`: ids of those that were read to the caller."""
    in_force = [article for article in articles if is_in_force(article.content, rates, day)]
    shown = [
        found
        for article in sorted(in_force, key=lambda one: _rank(one, wanted))
        if (found := _shown(article, wanted, heard, rates, day)) is not None
    ]
    return shown[:MOST_ARTICLES]


def heard_of(
    articles: Collection[Published], wanted: Wanted, rates: Rates, day: date
) -> dict[str, list[Published]]:
    """By topic what was read to the caller, in the order of its place; nothing of a topic of which no answer is in
    force any more. `articles`: all that are published on the topics that were heard."""
    read = {
        article.id: article for question in wanted.heard for article, _ in read_out(articles, question, rates, day)
    }
    found: dict[str, list[Published]] = {}
    for article in sorted(read.values(), key=lambda one: (one.place, one.id)):
        found.setdefault(article.topic, []).append(article)
    return found


def heard_titles(heard: Mapping[str, Sequence[Published]], rates: Rates, day: date) -> dict[str, str]:
    """By topic the same in words."""
    return {
        topic: "; ".join(filled(article.content.title, rates, day, "pl") for article in articles)
        for topic, articles in heard.items()
    }


def _rank(article: Published, wanted: Wanted) -> tuple[bool, bool, bool, bool, int, int, str, str]:
    """As `desk_article_store` asks the database."""
    usual = wanted.usual
    return (
        article.office is None,
        article.topic not in wanted.touched,
        wanted.topic is not None and wanted.topic not in article.audiences,
        article.topic not in usual,
        article.place,
        usual.index(article.topic) if article.topic in usual else len(usual),
        article.topic,
        article.id,
    )


def _shown(
    article: Published, wanted: Wanted, heard: Collection[str], rates: Rates, day: date
) -> DeskArticle | None:
    """In the caller's language where it is written: the consultant reads it aloud. None if nothing is."""
    texts = article.content.texts
    language = language_read(article.content, wanted.language) or next(
        (one for one in LANGUAGES if one in texts), None
    )
    if language is None:
        return None
    text = texts[language]
    return DeskArticle(
        id=article.id,
        topic=article.topic,
        title=filled(text.title, rates, day, language),
        short_answer=filled(text.short_answer, rates, day, language),
        language=language,
        office=article.office,
        is_pointer=article.content.is_pointer,
        is_heard=article.id in heard,
    )
