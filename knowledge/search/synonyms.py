"""What people call things, as data that ships: phrases and what they mean in the words of the articles. Pure.

A file for each language (`knowledge/data/synonyms_pl.json`). `same`: phrases each of which means the others.
`means`: phrases (`words`) that mean others (`mean`), and not the other way round. `polish`: what phrases of
another language mean in Polish, for articles that are written in Polish alone. There is no law in it: it says only
where to look.
"""

import json
from functools import cache
from importlib import resources
from typing import Any

from core.search.language.synonyms import Synonyms
from core.search.language.words import LANGUAGES, Language

_DATA = resources.files("knowledge") / "data"


@cache
def synonyms_of(language: Language) -> Synonyms:
    """Those that ship; read once."""
    file = _DATA / f"synonyms_{language}.json"
    content: dict[str, Any] = json.loads(file.read_text("utf-8"))
    made = Synonyms()
    for group in content["same"]:
        for phrase in group:
            made.add(phrase, tuple(other for other in group if other != phrase), language, language)
    for entry in content["means"]:
        for phrase in entry["words"]:
            made.add(phrase, tuple(entry["mean"]), language, language)
    for entry in content.get("polish", ()):
        for phrase in entry["words"]:
            made.add(phrase, tuple(entry["mean"]), language, "pl")
    return made


def load_synonyms() -> None:
    """Of all languages; blocks for 0.05 s."""
    for language in LANGUAGES:
        synonyms_of(language)
