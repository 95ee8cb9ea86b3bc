"""How an article is read before anybody but its editor sees it."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from api.routes.knowledge.articles_schemas import ArticleTextIn
from knowledge.rates.rate import Language


class ArticlePreviewIn(BaseModel):
    """The words in one language, as they are typed."""

    model_config = ConfigDict(extra="forbid")

    text: ArticleTextIn
    language: Language = "pl"


class SmsOut(BaseModel):
    """The short answer as a text message."""

    signs: int
    parts: int = Field(description="Each is paid for")
    is_unicode: bool = Field(description="A sign that is none of the GSM alphabet, such as a Polish letter")


class PreviewFault(BaseModel):
    field: str = Field(examples=["short_answer"])
    message: str = Field(description="In Polish")


class PreviewOut(BaseModel):
    """How the words are read, and what is wrong with them."""

    faults: Sequence[PreviewFault]
    html: str | None = Field(description="Of the full answer; null if a rate is not in force today")
    short_answer_filled: str | None
    spoken: str | None = Field(
        description="The text to give to POST /api/prompts/preview to hear the answer as callers do"
    )
    in_words: str | None = Field(
        description="The same as the voice is given it: numbers, addresses and abbreviations in words",
        examples=["Kontakt co dziewięćdziesiąt dni, na praca kropka gov kropka pl."],
    )
    steps: Sequence[str]
    sms: SmsOut
