"""The highest load that a centre carries, by trying."""

from collections.abc import Callable


def highest(holds: Callable[[int], bool], *, start: int, step: int, fine: int, most: int) -> int:
    """The highest load for which `holds`, to the nearest `fine`; 0 when it holds for none, at most `most`.

    In steps of `step`, a multiple of `fine`, up from `start` while it holds or down until it does; then by halves.
    """
    good, bad, load = 0, most + fine, start
    while good < load < bad:
        if holds(load):
            good, load = load, load + step
        else:
            bad, load = load, load - step
    while bad - good > fine:
        load = good + (bad - good) // (2 * fine) * fine
        if holds(load):
            good = load
        else:
            bad = load
    return good
