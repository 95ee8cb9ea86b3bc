"""Writes the configuration of an edge into a folder that its owner alone may read."""

from collections.abc import Mapping
from pathlib import Path

from edge.configuration import Edge, files
from ops.paths import PROJECT, make_private, write_private

TEMPLATE = PROJECT / "edge-conf" / "edge.cfg"


def write(edge: Edge, folder: Path, digests: Mapping[str, str]) -> Path:
    """Every file anew; returns the main one. Raises OSError, and ValueError for what cannot stand in a file."""
    texts = files(edge, folder, digests)
    make_private(folder)
    for place, text in texts.items():
        make_private((folder / place).parent)
        write_private(folder / place, text)
    write_private(folder / TEMPLATE.name, TEMPLATE.read_text(encoding="utf-8"))
    return folder / TEMPLATE.name
