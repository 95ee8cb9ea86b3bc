"""What articles would say with other rates: shown to who enters them and to who confirms them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.articles.content import LANGUAGES
from knowledge.articles.in_force import why_not
from knowledge.articles.published import Published
from knowledge.rates.rate import Language, Rate, Rates, filled


@dataclass(frozen=True, slots=True)
class ToldWith:
    """A short answer with the rates as they would be. `text` None: it would not be told all the same, `why_not`
    says why. `before`: what is told on that day without them; None: nothing."""

    article_id: str
    title: str
    language: Language
    text: str | None
    why_not: str | None
    before: str | None


def told_with(articles: Iterable[Published], rates: Rates, wanted: Sequence[Rate], day: date) -> list[ToldWith]:
    """Of every article that names one of the wanted rates, in Polish first, then in each other language."""
    codes = {rate.code for rate in wanted}
    after = rates.with_these(wanted)
    naming = sorted(
        (article for article in articles if codes & article.content.rates), key=lambda one: (one.topic, one.id)
    )
    return [
        ToldWith(
            article.id,
            article.content.texts[language].title,
            language,
            filled(text.short_answer, after, day, language) if reason is None else None,
            reason,
            filled(text.short_answer, rates, day, language)
            if why_not(article.content, rates, day) is None
            else None,
        )
        for language in LANGUAGES
        for article in naming
        if (text := article.content.texts.get(language)) is not None and text.short_answer
        for reason in [why_not(article.content, after, day)]
    ]
