"""Words of one family: `rejestracja` and `zarejestrować`, `odmowa` and `odmówić`. Pure.

No dictionary of derivations: two lemmas are kin if they begin alike for most of their length. That errs at times,
so a kin counts far less than the word itself.
"""

from collections.abc import Iterator

SHORTEST = 4  # letters in common
SHARE = 0.6  # of the longer word
_PREFIXES = ("prze", "przy", "roz", "wy", "za", "po", "od", "na", "do", "ob", "z", "s", "u", "w")


def are_kin(one: str, other: str) -> bool:
    """Of two folded lemmas."""
    least = max(SHORTEST, SHARE * max(len(one), len(other)))
    common = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        common += 1
    return common >= least


def roots(lemma: str) -> Iterator[str]:
    """A folded lemma, and of a verb what is left without its prefix."""
    yield lemma
    if lemma.endswith("c"):
        for prefix in _PREFIXES:
            if lemma.startswith(prefix) and len(lemma) - len(prefix) >= SHORTEST + 2:
                yield lemma[len(prefix) :]
                return
