"""Rows as they were read, made into rows of the temporary tables: what is made of columns comes last. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from clients.importing.files.columns import ENTITIES
from clients.importing.files.reading import Row
from clients.pesel import PeselSafe
from core.ids import new_id
from core.zone import WARSAW


class StagedRows:
    """Of one extract."""

    def __init__(self, pesels: PeselSafe) -> None:
        self._pesels = pesels

    def of(self, entity: str, rows: Iterable[Row]) -> list[Sequence[Any]]:
        if entity == "person":
            return [self._person(row) for row in rows]
        if entity == "visit":
            return [_visit(row) for row in rows]
        if ENTITIES[entity].key:  # their place says nothing
            return [row[:-1] for row in rows]
        return list(rows)

    def _person(self, row: Row) -> Sequence[Any]:
        _, ext_id, pesel, *rest = row
        keyed_hash, box = (None, None) if pesel is None else self._pesels.kept(pesel)
        return (ext_id, *rest, keyed_hash, box, new_id("client"))


def _visit(row: Row) -> Sequence[Any]:
    """An hour that the change to summer time leaves out is the one after it, as a clock on the wall shows it."""
    ext_id, visit_id, day, hour, *rest, _place = row
    return (ext_id, visit_id, *rest, datetime.combine(day, hour, WARSAW))
