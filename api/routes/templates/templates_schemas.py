"""Templates of messages: what may be asked, and the answers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.schemas.copying import copied
from api.schemas.paging import OFFICE
from messaging.templates.rendering import MOST_SIGNS
from messaging.templates.template import (
    Known,
    Letters,
    Preview,
    Template,
    TemplateChannel,
    known,
    values_of,
)
from messaging.templates.template_store import StoredTemplate

CODE = "^[a-z0-9][a-z0-9-]{2,59}$"
_LINE = r"^[^\x00-\x1f\x7f]*$"
_TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
_EXAMPLE: JsonDict = {
    "code": "odpowiedz-staz",
    "office": None,
    "channel": "email",
    "title": "Staż",
    "subject": "",
    "source": "Dzień dobry,\n\nw sprawie {{ numer }} odpowiadamy: staż trwa do 12 miesięcy.\n\n{{ urzad }}",
    "letters": "polish",
    "valid_from": "2027-01-01",
}


class TemplateIn(BaseModel):
    """A template from a day on."""

    model_config = ConfigDict(
        extra="forbid", str_strip_whitespace=True, json_schema_extra={"examples": [_EXAMPLE]}
    )

    code: str = Field(pattern=CODE, description="Of one of the centre's own messages; any other: of an answer")
    office: str | None = Field(default=None, pattern=OFFICE, description="None: of the province")
    channel: TemplateChannel
    title: str = Field(min_length=3, max_length=100, pattern=_LINE, description="By which it is picked")
    subject: str = Field(default="", max_length=200, pattern=_LINE, description="Of a mail that goes by itself")
    source: str = Field(min_length=1, max_length=MOST_SIGNS, pattern=_TEXT, description="In Markdown")
    letters: Letters = Field(default="polish", description="Of a text message; plain ones cost less than half")
    valid_from: date = Field(description="Today or later; the day begins at midnight in Warsaw")

    @property
    def template(self) -> Template:
        return Template("", **self.model_dump(), valid_to=None)


class TemplatePreviewIn(TemplateIn):
    """What would be sent with the examples."""

    model_config = ConfigDict(
        extra="forbid", str_strip_whitespace=False, json_schema_extra={"examples": [_EXAMPLE]}
    )

    title: str = Field(default="", max_length=100)
    source: str = Field(default="", max_length=MOST_SIGNS)


class TemplatePreview(BaseModel):
    """How it leaves, with the examples in the place of values, and what is wrong with it."""

    subject: str
    text: str = Field(description="As plain text")
    html: str = Field(description="The same of a mail, without the page around it; empty for a text message")
    signs: int | None = Field(description="Of a text message")
    parts: int | None = Field(description="Of a text message; the operator is paid for each")
    is_unicode: bool | None = Field(description="Polish letters make it dearer")
    faults: list[str] = Field(description="Polish sentences")

    @classmethod
    def of(cls, found: Preview, plain: str, html: str) -> Self:
        length = found.length
        return cls(
            subject=found.subject,
            text=plain,
            html=html,
            signs=None if length is None else length.units,
            parts=None if length is None else length.segments,
            is_unicode=None if length is None else length.encoding == "UCS-2",
            faults=list(found.faults),
        )


class MessageTemplate(BaseModel):
    """A template for a span of days."""

    id: str = Field(examples=["template-019ab3c4d5e0000-4f2a91c3d0"])
    code: str
    office: str | None = Field(description="None: of the province", examples=["20060"])
    channel: TemplateChannel
    title: str
    subject: str
    source: str
    letters: Letters
    valid_from: date
    valid_to: date | None = Field(
        description="Not included; None: until further notice; as valid_from: was replaced before it began"
    )
    changed_by: str
    confirmed_by: str = Field(description="The second person, who has published it")
    changed_at: datetime

    @classmethod
    def of(cls, stored: StoredTemplate) -> Self:
        return copied(cls, stored, stored.template)


class KnownMessage(BaseModel):
    """A message of the centre's own as it ships: what holds without a template."""

    code: str
    channel: TemplateChannel
    title: str
    subject: str
    source: str
    letters: Letters
    values: list[str] = Field(description="What its template can name")

    @classmethod
    def of(cls, message: Known) -> Self:
        return copied(cls, message, values=sorted(message.values))


class TemplatesOut(BaseModel):
    """All templates, the latest first, and what holds without one."""

    templates: list[MessageTemplate]
    shipped: list[KnownMessage]
    answer_values: list[str] = Field(description="What a template of answers can name")

    @classmethod
    def of(cls, stored: Sequence[StoredTemplate]) -> Self:
        return cls(
            templates=[MessageTemplate.of(one) for one in stored],
            shipped=[KnownMessage.of(one) for one in known().values()],
            answer_values=sorted(values_of("")),
        )


class AnswerTemplate(BaseModel):
    """A template of answers, filled for a matter."""

    code: str
    title: str
    text: str = Field(description="To go on writing")


class AnswerTemplates(BaseModel):
    """Those that can be picked for the matter's answer, by their titles. One that cannot be filled today is left
    out."""

    templates: list[AnswerTemplate]
