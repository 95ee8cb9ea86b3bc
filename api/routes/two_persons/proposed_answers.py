"""What callers would hear with the rates of a proposal, and from which day on."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from pydantic import BaseModel, Field

from api.routes.knowledge.rates_schemas import RatesIn
from api.schemas.copying import copied
from api.services import Services
from core.two_persons.four_eyes import Act
from core.two_persons.four_eyes_store import Proposal
from knowledge.articles.published_store import rates_and_articles
from knowledge.articles.told_with import ToldWith, told_with
from knowledge.rates.rate import Language, Rates


class ProposedAnswer(BaseModel):
    """A short answer as it would be told in one language."""

    article_id: str
    title: str
    language: Language
    text: str | None = Field(description="The very words; null: it would not be told all the same")
    why_not: str | None = Field(description="Why, in Polish")
    before: str | None = Field(description="What is told without it on that day; null: nothing")

    @classmethod
    def of(cls, told: ToldWith) -> Self:
        return copied(cls, told)


class ProposedAnswers(BaseModel):
    """From `day` on, Polish answers first."""

    day: date
    answers: Sequence[ProposedAnswer]


async def proposed_answers(found: Proposal, shared: Services, day: date) -> ProposedAnswers | None:
    """`day`: today. None: it is no proposal of rates. Nothing in it of rates that are over by now."""
    if found.wanted.act is not Act.SET_RATE:
        return None
    wanted = [each.rate for each in RatesIn.model_validate(dict(found.details)).wanted]
    first = max(day, wanted[0].valid_from)
    stored, cards, articles = await rates_and_articles(shared.engine)
    rates = Rates((each.rate for each in stored), cards)
    if not wanted[0].holds_on(first):
        return ProposedAnswers(day=first, answers=[])
    return ProposedAnswers(
        day=first, answers=[ProposedAnswer.of(told) for told in told_with(articles, rates, wanted, first)]
    )
