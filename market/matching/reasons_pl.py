"""A match in one Polish sentence, as the desk shows it beside the score. Pure."""

from collections.abc import Mapping

from market.matching.score import Closeness, Match, Part
from market.places.nearness import RINGS_PL

_CLOSENESS_PL: Mapping[Closeness, str] = {
    "same": "ten sam zawód",
    "group": "pokrewny zawód",
    "field": "ta sama branża",
    "all": "dla każdego zawodu",
    "none": "inny zawód",
}
_FITS_PL: Mapping[Part, str] = {
    "shifts": "zmianowość pasuje",
    "licences": "są wymagane uprawnienia",
    "languages": "są wymagane języki",
    "experience": "wystarcza doświadczenia",
    "pay": "płaca nie niższa od oczekiwanej",
}
_LACKS_PL: Mapping[Part, str] = {
    "shifts": "zmianowość nie pasuje",
    "licences": "brakuje uprawnień",
    "languages": "brakuje języka",
    "experience": "doświadczenia jest mniej",
    "pay": "płaca niższa od oczekiwanej",
}


def sentence_pl(found: Match) -> str:
    """Such as „Ten sam zawód, sąsiedni powiat, zmianowość pasuje.”"""
    parts = [_CLOSENESS_PL[found.closeness]]
    if found.ring is not None:
        parts.append(RINGS_PL[found.ring])
    elif found.share("place") is not None:
        parts.append("praca zdalna")
    for part, share in found.shares:
        if part in _FITS_PL:
            parts.append(_FITS_PL[part] if share >= 1 else _LACKS_PL[part])
    sentence = ", ".join(parts)
    return f"{sentence[:1].upper()}{sentence[1:]}."
