"""How many slips of the finger lie between two words. Pure."""


def slips(one: str, other: str, most: int) -> int:
    """Letters that are missing, too many, others or changed for their neighbour (Damerau and Levenshtein, where
    no letter is touched twice); more than `most` counts as `most` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row] + [0] * len(other)
        for column, against in enumerate(other, 1):
            cost = last[column - 1] + (letter != against)
            cost = min(cost, last[column] + 1, now[column - 1] + 1)
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            now[column] = cost
        if min(now) > most:
            return most + 1
        before, last = last, now
    return min(last[-1], most + 1)


def allowed_slips(word: str) -> int:
    """How many a word of that length may have and still be meant: none in a short one."""
    if len(word) < 4:
        return 0
    return 1 if len(word) < 7 else 2
