"""The first steps: the answer."""

from pydantic import BaseModel, ConfigDict, Field

from api.first_steps.steps import StepName


class FirstStep(BaseModel):
    """`count` of `of` are there."""

    model_config = ConfigDict(from_attributes=True)

    name: StepName
    is_done: bool
    count: int
    of: int
    missing: list[str] = Field(description="Offices, by code, or numbers", examples=[["20060"]])
    as_shipped: int = Field(description="How many stand as they came with the product, which is no fault")


class FirstSteps(BaseModel):
    """In the order in which they are taken."""

    steps: list[FirstStep]
