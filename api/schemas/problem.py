"""The one shape of every error."""

from pydantic import BaseModel, Field


class FieldProblem(BaseModel):
    """One field of the request and what is wrong with it."""

    field: str = Field(examples=["pause_reason"])
    message: str = Field(description="For people, in Polish", examples=["Pole jest wymagane."])


class Problem(BaseModel):
    """An error: `code` for programs, `message` for people, in Polish."""

    code: str = Field(examples=["not_found"])
    message: str = Field(examples=["Nie znaleziono."])
    fields: list[FieldProblem] = Field(default_factory=list, description="Only if the request was not valid")
