"""NIP and REGON, the numbers of an employer, with their check digits. Pure.

Sources: the act on the registration of taxpayers (Dz.U. 1995 nr 142 poz. 702), with the weights that the Ministry
of Finance gives for NIP, and those that Statistics Poland (GUS) gives for REGON.
"""

_NIP = (6, 5, 7, 2, 3, 4, 5, 6, 7)
_REGON_9 = (8, 9, 2, 3, 4, 5, 6, 7)
_REGON_14 = (2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8)


def digits(text: str) -> str:
    """As people write it, with dashes, blanks or „PL” before it."""
    plain = text.strip().upper().removeprefix("PL")
    return "".join(sign for sign in plain if sign not in " -\u00a0")


def is_nip(text: str) -> bool:
    number = digits(text)
    if not _are_digits(number, 10) or number == "0" * 10:
        return False
    check = _sum(number, _NIP) % 11
    return check != 10 and check == int(number[9])


def is_regon(text: str) -> bool:
    """Of nine digits, or of fourteen for a place of the firm; the first nine of these are one, too."""
    number = digits(text)
    if number in ("0" * 9, "0" * 14):
        return False
    if _are_digits(number, 14):
        return is_regon(number[:9]) and _sum(number, _REGON_14) % 11 % 10 == int(number[13])
    return _are_digits(number, 9) and _sum(number, _REGON_9) % 11 % 10 == int(number[8])


def _are_digits(number: str, length: int) -> bool:
    return len(number) == length and number.isascii() and number.isdigit()


def _sum(number: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))
