"""What goes over the wire.

An answer that is a feature's own shape is the feature's dataclass, and is described there
(`Annotated[…, Field(description=…)]`; what nobody is told has `exclude`). A class in `*_schemas.py` is for
what the feature has in another shape.
"""
