"""The stem of an English word: what its forms have in common. Pure.

Small on purpose: plurals, -ing, -ed and adverbs, which is what questions differ by.
"""

from functools import lru_cache

_IRREGULAR = {
    "lost": "lose",
    "losing": "lose",
    "got": "get",
    "getting": "get",
    "found": "find",
    "paid": "pay",
    "went": "go",
    "left": "leave",
    "children": "child",
    "people": "person",
    "men": "man",
    "women": "woman",
    "took": "take",
    "taken": "take",
    "forgot": "forget",
    "forgotten": "forget",
    "told": "tell",
    "sent": "send",
    "said": "say",
    "bought": "buy",
    "began": "begin",
    "unemployed": "unemploy",
    "unemployment": "unemploy",
    "employment": "employ",
    "employed": "employ",
}
_VOWELS = set("aeiouy")


@lru_cache(20_000)
def stem(word: str) -> str:
    """Of a folded word."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3:
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "shes", "ches", "xes", "zes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        root = word[: -len(ending)]
        if word.endswith(ending) and len(root) >= 3 and _VOWELS & set(root):
            if root.endswith("i"):
                return root[:-1] + "y"
            if root[-1] == root[-2] and root[-1] not in "lsz":
                return root[:-1]
            return root.rstrip("e")
    for ending in ("ations", "ation", "ment", "ly"):
        root = word[: -len(ending)]
        if word.endswith(ending) and len(root) >= 4:
            return root.rstrip("e")
    if word.endswith("e") and len(word) > 4:
        return word[:-1]
    return word
