"""What goes out under the names that it has inside."""

from typing import TypeVar

from pydantic import BaseModel

Model = TypeVar("Model", bound=BaseModel)


def copied(model: type[Model], *sources: object, **others: object) -> Model:
    """The model with what `sources` have under the names of its fields, and with `others` in their place.

    Where several sources have a name, the first one counts. Raises ValidationError for a field that stays empty.
    """
    found = {
        name: getattr(source, name)
        for source in reversed(sources)
        for name in model.model_fields
        if name not in others and hasattr(source, name)
    }
    return model(**found, **others)
