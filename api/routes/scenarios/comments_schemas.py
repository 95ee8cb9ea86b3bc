"""Comments at the nodes of a draft, and where somebody is."""

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ivr.graph.graph_guard import unfit

LONGEST_COMMENT = 1000


def _storable(text: str) -> str:
    if (reason := unfit(text)) is not None:
        raise ValueError(reason)
    return text


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("Proszę wpisać treść uwagi.")
    return _storable(text)


NodeName: TypeAlias = Annotated[str, Field(max_length=500), AfterValidator(_storable)]


class CommentIn(BaseModel):
    """What somebody says."""

    model_config = ConfigDict(extra="forbid")

    node: NodeName | None = Field(default=None, description="None: of the whole draft", examples=["powitanie"])
    text: Annotated[str, Field(max_length=LONGEST_COMMENT), AfterValidator(_said)] = Field(
        examples=["Czy to menu nie jest za długie?"]
    )


class Here(BaseModel):
    """Where somebody is."""

    model_config = ConfigDict(extra="forbid")

    node: NodeName | None = Field(default=None, description="Which node is looked at; None: none")
