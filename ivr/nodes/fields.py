"""What the settings of nodes hold, told to forms by `x-means` of the JSON Schema. Pure.

What is chosen from a list of the centre is not typed as an id there.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field


def means(what: str) -> Any:
    """For an `Annotated`: a form offers a list of `what`."""
    return Field(json_schema_extra={"x-means": what})


def may_be_empty() -> Any:
    """For an `Annotated` text: left empty it means that there is none, and not the usual one."""
    return Field(json_schema_extra={"x-may-be-empty": True})


def titles(words: Mapping[str, str]) -> Any:
    """For an `Annotated` literal: what people read for each of its values."""
    return Field(json_schema_extra={"x-titles": list(words.values())})


Prompt = Annotated[str, means("prompt")]
"""The id of an announcement."""

OfficeCode = Annotated[str, means("office")]

Key = Annotated[str, means("key")]
"""A key of the telephone: 0-9 or *."""
