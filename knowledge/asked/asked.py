"""What kind of question it is, and the office that it asks about. Pure.

Both are read off its words, without any index: the cues of `knowledge.asked.cues` and the gminas that are named.
Where several kinds have a cue, the more telling one decides (`_kind`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from core.search.language.romanised import in_cyrillic
from core.search.language.words import Word, words_of
from knowledge.asked.cues import Cue, question_cues
from knowledge.asked.gmina_names import Named, named_gminas

AskedKind: TypeAlias = Literal[
    "office", "amount", "deadline", "how_to", "document", "right", "contact", "offer", "training"
]
Facet: TypeAlias = Literal["telephone", "address", "hours", "which"]
"""What is asked about an office; `which`: the one that serves somebody."""

PROVINCE_OFFICE = "20000"
_COUNTY_OFFICES = frozenset(("pup", "posredniak", "пуп"))
_FACETS: tuple[Facet, ...] = ("telephone", "address", "hours", "which")
_ABOUT_OFFICES = frozenset(
    ("office", "county", "branch", "province", *_FACETS, "hours_strong", "where", "live", "register")
)
_MAKE_SURE = frozenset(("office", "county", "branch", "register", "live", "telephone", "address", "hours_strong"))
"""With these a word that is a gmina's name as well is the name."""
_SAYS_LITTLE = 3  # letters of a word that may stand beside a place without being another matter
_MOST_REMEMBERED = 2048


@dataclass(frozen=True, slots=True)
class Asked:
    """`kind`: None where nothing shows it. `office`: the code of the one that is named, or to whose area a gmina
    belongs that is named (`town`), whatever is asked of it; `wants_branch`: one of its branches is meant. `tags`:
    what its words show."""

    kind: AskedKind | None = None
    facet: Facet | None = None
    office: str | None = None
    town: str | None = None
    wants_branch: bool = False
    tags: frozenset[str] = frozenset()

    @property
    def is_elsewhere(self) -> bool:
        """A matter of another office or of none, and nothing beside it is one of a labour office."""
        return "elsewhere" in self.tags or ("elsewhere_alone" in self.tags and "ours" not in self.tags)


@lru_cache(_MOST_REMEMBERED)
def read_asked(text: str) -> Asked:
    """Of a question in any of the languages, as it is typed."""
    words = words_of(in_cyrillic(text))
    if not words:
        return Asked()
    cues = _without_parts_of_offices(question_cues().of(words))
    tags = frozenset(cue.tag for cue in cues)
    is_office_word = [False] * len(words)
    for cue in cues:
        if cue.tag in ("office", "county", "province", "branch"):
            for at in range(cue.at, cue.at + cue.words):
                is_office_word[at] = True
    named = named_gminas(words, is_office_word)
    has_office_word = "office" in tags
    sure = [one for one in named if one.is_sure or tags & _MAKE_SURE]
    chosen = _chosen(words, is_office_word, sure)
    is_province = "province" in tags and (has_office_word or any(word.folded in ("wup", "вуп") for word in words))
    has_county_office = any(word.folded in _COUNTY_OFFICES or word.folded.startswith("powiatow") for word in words)
    facet = _facet(tags)
    is_office = not (is_province and has_county_office) and _asks_for_office(
        words, cues, tags, sure, is_province=is_province
    )
    kind: AskedKind | None = "office" if is_office else _kind(tags)
    if is_office and facet is None:
        facet = "which"
    office = PROVINCE_OFFICE if is_province else None if chosen is None else chosen.office
    return Asked(
        kind,
        facet if is_office else None,
        office,
        None if chosen is None else chosen.gmina,
        "branch" in tags,
        tags,
    )


def _without_parts_of_offices(cues: Sequence[Cue]) -> list[Cue]:
    """In `управління праці в Сокулці` nobody asks for work in Sokółka."""
    offices = [range(cue.at, cue.at + cue.words) for cue in cues if cue.tag == "office" and cue.words > 1]
    return [cue for cue in cues if cue.tag != "job" or not any(cue.at in words for words in offices)]


def _chosen(words: Sequence[Word], is_office_word: Sequence[bool], named: Sequence[Named]) -> Named | None:
    """Of several gminas the one that stands next behind a word for an office; else one that is no seat, since only
    who lives there names it; else the first."""
    if not named:
        return None
    if len({one.office for one in named}) > 1:
        for one in named:
            before = range(max(0, one.begins - 3), one.begins)
            if any(is_office_word[at] for at in before):
                return one
        small = [one for one in named if one.gmina not in _SEATS]
        if small:
            return small[0]
    return named[0]


_SEATS = frozenset(
    (
        *("Augustów", "Białystok", "Bielsk Podlaski", "Grajewo", "Hajnówka", "Kolno", "Łomża", "Mońki", "Sejny"),
        *("Siemiatycze", "Sokółka", "Suwałki", "Wysokie Mazowieckie", "Zambrów"),
    )
)


def _facet(tags: frozenset[str]) -> Facet | None:
    if "telephone" in tags and "no_telephone" not in tags:
        return "telephone"
    if "hours_strong" in tags:
        return "hours"
    if "address" in tags and "no_address" not in tags:
        return "address"
    if "which" in tags and ("office" in tags or "live" in tags or "county" in tags):
        return "which"
    if "hours" in tags:
        return "hours"
    return "address" if "where" in tags else None


def _asks_for_office(
    words: Sequence[Word], cues: Sequence[Cue], tags: frozenset[str], named: Sequence[Named], *, is_province: bool
) -> bool:
    is_office = "office" in tags
    if tags & {"other_office", "elsewhere"}:
        return False
    other = bool(tags & {"matter", "training", "job", "line"})
    telling = (
        ("telephone" in tags and "no_telephone" not in tags)
        or "hours_strong" in tags
        or ("address" in tags and "no_address" not in tags)
    )
    if named or is_province:
        if telling and not tags & {"training", "job"} and not (other and not is_office):
            return True
        if other and not ("which" in tags and is_office and not tags & {"training", "job", "matter"}):
            return False
        if is_office or telling or tags & {"which", "where", "hours", "county"}:
            return is_office or telling or "document" not in tags
        return _is_only_a_place(words, cues, named)
    if not is_office or other:
        return False
    if "which" in tags and tags & {"live", "register", "county"}:
        return True
    return telling and not tags & {"document", "right"}


def _is_only_a_place(words: Sequence[Word], cues: Sequence[Cue], named: Sequence[Named]) -> bool:
    """Nothing but the place is named, or several and hardly anything else."""
    there = {at for one in named for at in range(one.begins, one.ends)}
    there |= {at for cue in cues if cue.tag in _ABOUT_OFFICES for at in range(cue.at, cue.at + cue.words)}
    others = sum(at not in there and len(word.folded) > _SAYS_LITTLE for at, word in enumerate(words))
    return others < len(named)


def _kind(tags: frozenset[str]) -> AskedKind | None:
    """By the most telling cue."""
    if "training" in tags and not tags & {"document", "amount"}:
        return "training"
    if "contact" in tags and not tags & {"time"}:
        return "contact"
    if "deadline" in tags or "time" in tags:
        return "deadline"
    if "amount" in tags:
        return "amount"
    if "training" in tags:
        return "training"
    if "document" in tags:
        return "document"
    if "job" in tags and (tags & {"seek", "occupation"} or not tags & {"right", "how_to"}):
        return "offer"
    if "right" in tags:
        return "right"
    if "how_to" in tags:
        return "how_to"
    return "offer" if "occupation" in tags else None
