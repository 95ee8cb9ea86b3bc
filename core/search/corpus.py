"""What an index is of: the kinds of its documents, and what people call things there. Pure."""

from dataclasses import dataclass

from core.search.language.synonyms import SynonymsOf, no_synonyms


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents that are searched together.

    `translated`: the kinds of which a document is written in several languages, so that a wanted language chooses
    among them; others have names of their own, the same in any language. `synonyms_of` is asked at each question.
    """

    kinds: tuple[str, ...]
    translated: frozenset[str] = frozenset()
    synonyms_of: SynonymsOf = no_synonyms
