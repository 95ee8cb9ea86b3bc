"""Everyday words, and what is learnt from use."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.routes.knowledge.knowledge_search_schemas import Typed
from core.search.language.words import Language
from core.search.segment import Filters
from knowledge.learning.learnt_store import ArticleUse, Otherwise
from knowledge.search.everyday_word_store import KeptWord
from knowledge.search.searching import Hits, KnowledgeHit
from knowledge.search.synonyms import EverydayWord, ShippedPhrase

_WORD: dict[str, JsonValue] = {
    "language": "pl",
    "phrase": "kuroniówka",
    "meaning": "zasiłek dla bezrobotnych",
    "into": "pl",
}
_Phrase = Annotated[str, Field(min_length=1, max_length=80)]


class EverydayWordIn(BaseModel):
    """What people say, and what it means in the words of the answers."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_WORD]})

    language: Language
    phrase: _Phrase
    meaning: _Phrase
    into: Language = Field(description="The language of the meaning: the same, or Polish")
    is_off: bool = Field(default=False, description="It does not mean that, though it ships so")

    @property
    def word(self) -> EverydayWord:
        """With single spaces."""
        phrase, meaning = (" ".join(text.split()) for text in (self.phrase, self.meaning))
        return EverydayWord(self.language, phrase, meaning, self.into, self.is_off)


class EverydayWordOut(BaseModel):
    """As it was added."""

    id: Annotated[str, Field(examples=["word-019ab3c4d5e0000-4f2a91c3d0"])]
    language: Language
    phrase: str
    meaning: str
    into: Language
    is_off: bool
    added_at: datetime
    added_by: str

    @classmethod
    def of(cls, kept: KeptWord) -> Self:
        """As the web service gives it."""
        word = kept.word
        return cls(
            id=kept.id,
            language=word.language,
            phrase=word.phrase,
            meaning=word.meaning,
            into=word.into,
            is_off=word.is_off,
            added_at=kept.added_at,
            added_by=kept.added_by,
        )


class EverydayWordList(BaseModel):
    """Those of editors, added last first, and of those that ship what was looked for."""

    words: list[EverydayWordOut]
    shipped: list[ShippedPhrase]


class TrialIn(EverydayWordIn):
    """A question, and an everyday word that is tried with it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{**_WORD, "q": "ile wynosi kuroniówka"}]}
    )

    q: Typed

    @property
    def filters(self) -> Filters:
        """In all languages, as most search."""
        return Filters(None, None, None, None)


class TrialSide(BaseModel):
    """What a question finds."""

    hits: list[KnowledgeHit]
    is_answered: bool = Field(description="False: nothing says enough about it")

    @classmethod
    def of(cls, found: Hits) -> Self:
        """As the web service gives it."""
        return cls(hits=found.hits, is_answered=found.is_answered)


class Trial(BaseModel):
    """Side by side; nothing was saved."""

    before: TrialSide
    after: TrialSide
    is_said: bool = Field(description="False: no document has the words of the meaning")


class AskedOtherwiseList(BaseModel):
    """Of the last 90 days, what was put otherwise most often first."""

    pairs: list[Otherwise]


class AskedOtherwiseIn(BaseModel):
    """A pair that is no everyday word."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"language": "pl", "words": "ile kuroniówka", "then_words": "ile zasiłek"}]
        },
    )

    language: Language
    words: str = Field(max_length=500)
    then_words: str = Field(max_length=500)


class ArticleUseList(BaseModel):
    """Published articles, the least used first."""

    since: date
    articles: list[ArticleUse]
