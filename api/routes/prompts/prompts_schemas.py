"""Announcements: words, recordings, pronunciations."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal, Self

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from api.schemas.paging import OFFICE, Moment
from ivr.prompts.list_store import Language, PromptVersion, StoredPrompt
from ivr.prompts.two_persons import take_two
from ivr.prompts.uses import Use, use_of
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


class UsedBy(BaseModel):
    """A scenario in force that plays an announcement."""

    name: str = Field(examples=["linia-9510"])
    title: str


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
    use: Use = Field(description="Where it is heard; `own`: an office made it")
    used_by: list[UsedBy] = Field(description="The scenarios in force that play it")
    heard_since: dict[Language, datetime | None] = Field(
        description="Since when callers hear what is in force now; None: not yet, it is being prepared"
    )
    takes_two: list[Language] = Field(description="In these languages another person confirms any change")

    @classmethod
    def of(cls, prompt: StoredPrompt, now: datetime, used_by: Iterable[UsedBy], *, may_edit: bool) -> Self:
        said = prompt.in_force(now)
        played = said | prompt.recorded(now)
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
                "texts": {language: version.text for language, version in said.items()},
                "recorded": sorted(prompt.recorded(now)),
                "is_planned": bool(later),
                "use": use_of(prompt.id),
                "used_by": list(used_by),
                "heard_since": {language: version.heard_since for language, version in played.items()},
                "takes_two": sorted(each for each, words in said.items() if take_two([words.text or ""])),
            }
        )


class PromptHistory(PromptOut):
    """An announcement with all that was and will be said; the latest first."""

    version: int = Field(description="For If-Match")
    history: list[PromptVersion]

    @classmethod
    def with_history(
        cls, prompt: StoredPrompt, now: datetime, used_by: Iterable[UsedBy], *, may_edit: bool
    ) -> Self:
        plain = PromptOut.of(prompt, now, used_by, may_edit=may_edit).model_dump()
        # An id is its kind and then the order in which it was made.
        versions = sorted(
            [*prompt.texts, *prompt.audio],
            key=lambda version: (version.changed_at, version.id.partition("-")[2]),
            reverse=True,
        )
        return cls(**plain, version=prompt.version, history=versions)


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
    engine: Literal["espeak", "piper", "gtts"] | None = Field(
        default=None, description="Another one of `GET /api/speech-engines` than callers hear"
    )
    pronunciations: dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=200)]] = Field(
        default_factory=dict,
        max_length=5,
        description="Words to be spoken otherwise than the dictionary says; empty: as the engine thinks",
        examples=[{"Kolno": "Kolno"}],
    )


class CheckIn(BaseModel):
    """A text that somebody writes."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=2 * LONGEST_TEXT)
    language: Language = "pl"
    prompt: str | None = Field(default=None, pattern=PROMPT_ID, description="The announcement that it is for")


class Insertable(BaseModel):
    """A value as it may stand in a text, in one case."""

    written: str = Field(examples=["{minuty_dopelniacz}"])
    said: str = Field(description="With the example of the announcement", examples=["pięciu minut"])


class TextChecked(BaseModel):
    """What is wrong with a text, and what callers would hear."""

    problems: list[str] = Field(description="Polish sentences; none when it may be saved")
    said: str | None = Field(description="With examples in the places of values; None while something is wrong")
    takes_two: bool = Field(description="Would another person have to confirm it?")
    may_be_recorded: bool = Field(description="Has it no values, so that a person can speak it?")
    values: list[Insertable]


class SpeechEngineOut(BaseModel):
    """An engine by which a text can be heard."""

    language: Language
    engine: Literal["espeak", "piper", "gtts"]
    is_heard: bool = Field(description="Do callers hear this one?")


class PronunciationIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    spoken: str = Field(min_length=1, max_length=200, examples=["Byawystok"])
