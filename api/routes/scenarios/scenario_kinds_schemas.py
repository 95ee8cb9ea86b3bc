"""The kinds of nodes that scenarios are made of, as the editor's forms need them."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class OutcomeOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str
    label: str = Field(description="For people, in Polish")


class OutcomesFromOut(BaseModel):
    """Further outcomes: the `keys` or `values` of the mapping in `setting`, the field `name` of the `items` of the
    list in it, or the outcome `name` where it is set (`if_set`).
    """

    model_config = ConfigDict(from_attributes=True)

    setting: str
    part: Literal["keys", "values", "items", "if_set"]
    name: str


class ScenarioKindOut(BaseModel):
    """One kind of node. `settings` is a JSON Schema with Polish titles and descriptions."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    label: str
    help: str
    group: str
    settings: dict[str, Any]
    outcomes: list[OutcomeOut] = Field(description="Those that are always there")
    outcomes_from: list[OutcomesFromOut] = Field(description="Those that settings name")
    has_ends: bool = Field(description="The outcomes are the ends of the scenario in the setting `scenario`")
    is_complete: bool = Field(description="False: there may be outcomes that are not described here")
    is_final: bool = Field(description="The call ends here, or goes back to the scenario that called")


class WordOut(BaseModel):
    """A name that expressions know."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    help: str


class ScenarioKindsOut(BaseModel):
    kinds: list[ScenarioKindOut]
    facts: list[WordOut] = Field(description="What expressions may read besides variables")
    functions: list[WordOut] = Field(description="What expressions may call")
