"""What the search over the knowledge base finds. Pure."""

from typing import Literal, TypeAlias, get_args

from core.search.corpus import Corpus
from knowledge.search.synonyms import synonyms_of

Kind: TypeAlias = Literal["article", "place", "training", "fair"]
KINDS: tuple[Kind, ...] = get_args(Kind)

CORPUS = Corpus(KINDS, frozenset({"article"}), synonyms_of)
