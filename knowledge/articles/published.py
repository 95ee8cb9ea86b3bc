"""Published articles, and which of them a caller is read on a topic: the one choice, for the lines, for the desk,
which says what was heard, and for the portal. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.questions.public_answers import ShortAnswer, ShortAnswersOn
from knowledge.articles.content import ArticleContent
from knowledge.articles.in_force import is_in_force
from knowledge.rates.rate import Language, Rates, filled


@dataclass(frozen=True, slots=True)
class Published:
    """A published article. `office`: for whose clients it holds; None for all."""

    id: str
    topic: str
    place: int
    office: str | None
    audiences: tuple[str, ...]
    content: ArticleContent


def read_out(
    articles: Iterable[Published], question: ShortAnswersOn, rates: Rates, day: date
) -> list[tuple[Published, Language]]:
    """Those in force on that day, each with the language in which it is read, in the order in which they are read.

    An office's own articles on a topic take the place of those of the province, in all languages: as long as one
    of them is in force, none of the province's is read to the clients of that office.
    """
    found = [
        (article, language)
        for article in sorted(articles, key=lambda one: (one.place, one.id))
        if article.topic == question.topic and article.office in (None, question.office)
        if is_in_force(article.content, rates, day)
        if (language := language_read(article.content, question.language)) is not None
    ]
    own = [one for one in found if one[0].office is not None]
    return (own or found)[: question.most]


def told_to(
    articles: Iterable[Published], office: str | None, language: str, rates: Rates, day: date
) -> list[tuple[Published, Language]]:
    """All that callers of an office (None: no office is known) may be read on that day: topic by topic, each as
    `read_out` has it."""
    by_topic: dict[str, list[Published]] = defaultdict(list)
    for article in articles:
        by_topic[article.topic].append(article)
    return [
        one
        for topic, those in sorted(by_topic.items())
        for one in read_out(those, ShortAnswersOn(topic, office, language, len(those)), rates, day)
    ]


def short_answer_of(article: Published, language: Language, rates: Rates, day: date) -> ShortAnswer:
    """What is read of an article that is in force on that day. Raises `RateNotInForce` for one that is not."""
    words = filled(article.content.texts[language].short_answer, rates, day, language)
    return ShortAnswer(words, article.content.legal_status_on, language, article.id)


def language_read(content: ArticleContent, language: str) -> Language | None:
    """That of the call, or Polish; None without a short answer in either."""
    answers = {one: text.short_answer for one, text in content.texts.items()}
    return next((one for wanted in (language, "pl") for one in answers if one == wanted and answers[one]), None)
