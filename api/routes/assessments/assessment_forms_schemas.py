"""Forms: by which criteria conversations are assessed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from api.routes.knowledge.articles_schemas import Day
from api.schemas.copying import copied
from api.schemas.paging import OFFICE
from assessments.form import MOST_CRITERIA, MOST_WEIGHT, SHIPPED, Criteria, Criterion, CriterionKind
from assessments.form_store import NewForm, StoredForm
from core.lists.topics import Topic

_LINE = r"^[^\x00-\x1f\x7f]+$"
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
CRITERION_KEY = "^[a-z][a-z0-9_]{0,39}$"
CriterionKey: TypeAlias = Annotated[str, Field(pattern=CRITERION_KEY)]
Topical: TypeAlias = Topic


class CriterionIn(BaseModel):
    """One thing that is looked at."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    key: CriterionKey
    title: str = Field(min_length=3, max_length=120, pattern=_LINE)
    help: str = Field(default="", max_length=500, pattern=LINES)
    kind: CriterionKind = Field(default="scale", description="`scale`: 0 to 3; `yes_no`: 0 or 1")
    weight: int = Field(default=1, ge=1, le=MOST_WEIGHT, strict=True)
    is_critical: bool = Field(default=False, description="Scored 0 it makes the whole result 0")
    may_not_apply: bool = False

    def wanted(self) -> Criterion:
        return Criterion(**self.model_dump())


class CriterionOut(BaseModel):
    """One thing that is looked at."""

    model_config = ConfigDict(from_attributes=True)

    key: str
    title: str
    help: str
    kind: CriterionKind
    weight: int
    is_critical: bool
    may_not_apply: bool


class FormIn(BaseModel):
    """The criteria of a place from a day on, until what is planned next."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [
                {
                    "office": "20060",
                    "topic": None,
                    "title": "Standard rozmowy w Kolnie",
                    "criteria": [{"key": "greeting", "title": "Powitanie", "kind": "scale", "weight": 2}],
                    "valid_from": "2030-01-01",
                }
            ]
        },
    )

    office: str | None = Field(default=None, pattern=OFFICE, description="None: the province's")
    topic: Topical | None = Field(default=None, description="None: of all topics")
    title: str = Field(default="", max_length=120)
    criteria: list[CriterionIn] | None = Field(
        max_length=MOST_CRITERIA, description="None: the wider form holds again"
    )
    valid_from: Day

    @property
    def new(self) -> NewForm:
        content = None
        if self.criteria is not None:
            content = Criteria(title=self.title, criteria=tuple(one.wanted() for one in self.criteria))
        return NewForm(self.office, self.topic, content, self.valid_from)


class FormOut(BaseModel):
    """A form for a span of days."""

    id: str
    office: str | None
    topic: str | None
    title: str
    criteria: list[CriterionOut] | None
    valid_from: date
    valid_to: date | None = Field(description="Not included")
    is_in_force: bool = Field(description="Today")
    version: int = Field(description="The newest of a place is what `If-Match` is to name")
    changed_by: str
    changed_at: datetime

    @classmethod
    def of(cls, stored: StoredForm, day: date) -> Self:
        form = stored.form
        content = form.content
        return copied(
            cls,
            form,
            stored,
            title="" if content is None else content.title,
            criteria=None if content is None else criteria_out(content),
            is_in_force=form.holds_on(day),
        )


class ShippedForm(BaseModel):
    """What holds where nobody has set anything."""

    title: str = SHIPPED.title
    criteria: list[CriterionOut] = Field(default_factory=lambda: criteria_out(SHIPPED))


class FormList(BaseModel):
    """All spans of the forms, by place and first day, and the form that ships."""

    forms: Sequence[FormOut]
    shipped: ShippedForm


def criteria_out(content: Criteria) -> list[CriterionOut]:
    return [CriterionOut.model_validate(one) for one in content.criteria]
