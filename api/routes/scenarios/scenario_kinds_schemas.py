"""The kinds of nodes that scenarios are made of, as the editor's forms need them."""

from pydantic import BaseModel, Field

from ivr.kinds import KindDescription, Word


class ScenarioKindsOut(BaseModel):
    kinds: list[KindDescription]
    facts: list[Word] = Field(description="What expressions may read besides variables")
    functions: list[Word] = Field(description="What expressions may call")
