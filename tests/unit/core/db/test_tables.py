"""Whoever imports one table has all of them: a foreign key needs the table that it names."""

from pathlib import Path

from core.db import tables


def test_the_package_brings_every_module_of_tables() -> None:
    here = Path(tables.__file__).parent
    modules = {file.stem for file in here.rglob("*_tables.py")}
    assert modules
    assert modules <= vars(tables).keys()
