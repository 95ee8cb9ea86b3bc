"""The counties of Podlaskie by their official code (TERYT, four digits). Pure."""

from collections.abc import Mapping
from typing import Final

PROVINCE: Final = "20"
"""Begins every code of the province; alone, or with zeros, it names no county."""

_NAMES: Final[Mapping[str, str]] = {
    "2001": "augustowski",
    "2002": "białostocki",
    "2003": "bielski",
    "2004": "grajewski",
    "2005": "hajnowski",
    "2006": "kolneński",
    "2007": "łomżyński",
    "2008": "moniecki",
    "2009": "sejneński",
    "2010": "siemiatycki",
    "2011": "sokólski",
    "2012": "suwalski",
    "2013": "wysokomazowiecki",
    "2014": "zambrowski",
    "2061": "miasto Białystok",
    "2062": "miasto Łomża",
    "2063": "miasto Suwałki",
}


def county_name(code: str) -> str | None:
    """As it stands after „powiat”, a city with its own rights as „miasto …”; None for a code of no county here."""
    return _NAMES.get(code)
