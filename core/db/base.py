"""What every table is made from, and the marks of columns that not everybody may read."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

PERSONAL = {"personal": True}
"""Of a client or a caller: retention, export and erasure find it by this mark. Keyed hashes and files, too."""
STAFF = {"staff": True}
"""Of somebody of the staff, whose employer keeps it to answer for what was done."""
SECRET = {"secret": True}
"""A hash or a locked secret."""


def not_personal(reason: str) -> dict[str, Any]:
    """The mark of a column whose name looks as if it were about a person: why it is not."""
    return {"not_personal": reason}


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }
