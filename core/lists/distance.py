"""How far two places are from each other, as the crow flies. Pure."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_METRES = 6_371_000


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees, WGS 84."""

    lat: float
    lon: float


def metres(one: Point, other: Point) -> int:
    """By the haversine formula."""
    first, second = radians(one.lat), radians(other.lat)
    half = sin((second - first) / 2) ** 2
    half += cos(first) * cos(second) * sin(radians(other.lon - one.lon) / 2) ** 2
    return round(2 * EARTH_METRES * asin(sqrt(min(1.0, half))))
