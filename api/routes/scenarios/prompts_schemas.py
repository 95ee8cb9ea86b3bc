"""Announcements: words, recordings, pronunciations."""

from datetime import datetime
from typing import Annotated, Any, Self

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from api.schemas.paging import OFFICE, Moment
from ivr.prompts.list_store import Language, PromptVersion, StoredPrompt
from ivr.speech.texts import LONGEST_TEXT

PROMPT_ID = "^[A-Za-z][A-Za-z0-9_-]{0,39}$"

Text = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LONGEST_TEXT,
        description="With `{name}` or `{name_case}` for values and `[en]` before a stretch in another language",
        examples=["Przewidywany czas oczekiwania: {minuty_mianownik}."],
    ),
]
Values = Annotated[
    dict[str, str | dict[str, Any]],
    Field(
        description="Examples of the values: a string, or an object with its kind in `type`",
        examples=[{"minuty": {"type": "count", "n": 5, "noun": "minuta"}}],
        max_length=20,
    ),
]


class PromptOut(BaseModel):
    """An announcement with the words in force."""

    id: str = Field(examples=["Q04"])
    purpose: str = Field(examples=["Przewidywany czas oczekiwania"])
    owner: str = Field(description="The office that answers for the words", examples=["20000"])
    may_edit: bool = Field(description="May the person who asks change it?")
    placeholders: Values
    texts: dict[Language, str] = Field(description="The words in force")
    recorded: list[Language] = Field(description="In these languages a recording is played instead of synthesis")
    is_planned: bool = Field(description="Do other words or recordings begin or end later on?")

    @classmethod
    def of(cls, prompt: StoredPrompt, now: datetime, *, may_edit: bool) -> Self:
        later = [
            version
            for version in [*prompt.texts, *prompt.audio]
            if version.valid_to != version.valid_from
            if version.valid_from > now or (version.valid_to is not None and version.valid_to > now)
        ]
        return cls.model_validate(
            {
                "id": prompt.id,
                "purpose": prompt.purpose,
                "owner": prompt.owner,
                "may_edit": may_edit,
                "placeholders": msgspec.to_builtins(prompt.placeholders),
                "texts": {language: version.text for language, version in prompt.in_force(now).items()},
                "recorded": sorted(prompt.recorded(now)),
                "is_planned": bool(later),
            }
        )


class PromptHistory(PromptOut):
    """An announcement with all that was and will be said; the latest first."""

    history: list[PromptVersion]

    @classmethod
    def with_history(cls, prompt: StoredPrompt, now: datetime, *, may_edit: bool) -> Self:
        plain = PromptOut.of(prompt, now, may_edit=may_edit).model_dump()
        # An id is its kind and then the order in which it was made.
        versions = sorted(
            [*prompt.texts, *prompt.audio],
            key=lambda version: (version.changed_at, version.id.partition("-")[2]),
            reverse=True,
        )
        return cls(**plain, history=versions)


class PromptIn(BaseModel):
    """An office's own announcement."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=PROMPT_ID, examples=["kolno-remont"])
    purpose: str = Field(
        min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$", examples=["Remont budynku w Kolnie"]
    )
    owner: str = Field(pattern=OFFICE, examples=["20060"])
    text: Text


class TextIn(BaseModel):
    """New words. If they have an end, those of before hold again afterwards."""

    model_config = ConfigDict(extra="forbid")

    text: Text
    valid_from: Moment | None = Field(
        default=None, description="Left out, or today: at once; another date: its beginning in Warsaw"
    )
    valid_to: Moment | None = Field(
        default=None, description="A date includes that day in Warsaw. Left out: until further notice"
    )


class PreviewIn(BaseModel):
    """A text to listen to before it is saved."""

    model_config = ConfigDict(extra="forbid")

    text: Text
    language: Language = "pl"
    prompt: str | None = Field(
        default=None,
        pattern=PROMPT_ID,
        description="The announcement whose examples fill the text",
        examples=["Q04"],
    )
    values: Values = Field(default_factory=dict)


class PronunciationIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    spoken: str = Field(min_length=1, max_length=200, examples=["Byawystok"])
