"""Which articles a consultant is shown beside a call, and in which order. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.client_data import ClientTopic
from knowledge.articles.content import LANGUAGES, ArticleContent
from knowledge.articles.in_force import is_in_force
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
    """For which call. `topic` is what the call is about; `heard`: how many answers on a topic were read to the
    caller; `near`: topics that the caller has come near besides."""

    topic: str | None
    office: str | None
    language: str
    heard: Mapping[str, int]
    near: Collection[str] = ()

    @property
    def touched(self) -> list[str]:
        """Topics of articles that come before others."""
        return sorted({*self.heard, *self.near})

    @property
    def usual(self) -> Sequence[str]:
        """Topics of articles that such callers ask about most, the commonest first."""
        return USUAL.get(self.topic or "", ())


@dataclass(frozen=True, slots=True)
class Published:
    """A published article. `office`: for whose clients it holds; None for all."""

    id: str
    topic: str
    place: int
    office: str | None
    audiences: tuple[str, ...]
    content: ArticleContent


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


def chosen(articles: Collection[Published], wanted: Wanted, rates: Rates, day: date) -> list[DeskArticle]:
    """The likeliest first, at most `MOST_ARTICLES`: those of the caller's own office, then what the caller came
    near on the way, then what is for just these callers, and of that what they ask most. None that may not be
    told on that day."""
    in_force = [article for article in articles if is_in_force(article.content, rates, day)]
    heard = _heard(in_force, wanted)
    shown = [
        found
        for article in sorted(in_force, key=lambda one: _rank(one, wanted))
        if (found := _shown(article, wanted, heard, rates, day)) is not None
    ]
    return shown[:MOST_ARTICLES]


def heard_titles(articles: Collection[Published], wanted: Wanted, rates: Rates, day: date) -> dict[str, str]:
    """By topic what the caller has heard, in words; nothing of a topic of which no answer is in force any more."""
    heard = _heard([article for article in articles if is_in_force(article.content, rates, day)], wanted)
    found: dict[str, list[str]] = {}
    for article in sorted(articles, key=lambda one: (one.place, one.id)):
        if article.id in heard and article.content.title:
            found.setdefault(article.topic, []).append(article.content.title)
    return {topic: "; ".join(titles) for topic, titles in found.items()}


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


def _heard(articles: Collection[Published], wanted: Wanted) -> set[str]:
    """As nodes of scenarios choose: the office's own answers replace those of the province, the first ones are
    read, and those in Polish if there are none in the caller's language."""
    found: set[str] = set()
    for topic, most in wanted.heard.items():
        of_topic = [article for article in articles if article.topic == topic]
        for language in dict.fromkeys((wanted.language, "pl")):
            written = [article for article in of_topic if language in article.content.texts]
            own = [article for article in written if article.office is not None]
            read = sorted(own or written, key=lambda one: (one.place, one.id))[:most]
            if read:
                found |= {article.id for article in read}
                break
    return found


def _shown(
    article: Published, wanted: Wanted, heard: Collection[str], rates: Rates, day: date
) -> DeskArticle | None:
    """In the caller's language where it is written: the consultant reads it aloud. None if nothing is."""
    texts = article.content.texts
    language = next((one for one in LANGUAGES if one == wanted.language and one in texts), None)
    language = language or next((one for one in LANGUAGES if one in texts), None)
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
