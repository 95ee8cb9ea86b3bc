"""A file of trainings: a line is a training of the catalogue. Pure."""

from collections.abc import Mapping

from market.files.csv_table import Columns, Refused, day_of, grosze_of, matching, number_of, one_of, text_of
from market.trainings.training import MODES_PL, Mode, Training, faults

COLUMNS = Columns(
    names=(
        "identyfikator",
        "urząd",
        "nazwa",
        "miejscowość",
        "godziny",
        "początek",
        "koniec",
        "zapisy do",
        "kod zawodu",
        "instytucja",
        "miejsca",
        "cena",
        "forma",
        "adres",
        "dla kogo",
        "zaświadczenie",
        "program",
    ),
    needed=frozenset({"identyfikator", "urząd", "nazwa", "miejscowość", "godziny", "początek", "zapisy do"}),
    example=(
        "wozki-kolno-2027-02",
        "20060",
        "Obsługa wózków jezdniowych",
        "Kolno",
        "67",
        "2027-02-15",
        "2027-02-26",
        "2027-02-05",
        "834401",
        "",
        "12",
        "",
        "stacjonarne",
        "Kolneński Ośrodek Kultury",
        "osoby bezrobotne",
        "zaświadczenie UDT",
        "",
    ),
)
TRAINING_ID = "[a-z0-9-]{1,80}"
_MODES = {word: mode for mode, word in MODES_PL.items()}
_MOST_PRICE = 100_000_00


def read_training_line(cells: Mapping[str, str]) -> tuple[str, Training]:
    """With its id. Without an office: of the province. Raises Refused."""
    training_id = matching(cells, "identyfikator", TRAINING_ID, "małe litery, cyfry i kreski", is_needed=True)
    office = matching(cells, "urząd", r"20[0-9]{3}", "kod urzędu ma pięć cyfr; puste: całe województwo") or None
    starts, until = (day_of(cells, column, is_needed=True) for column in ("początek", "zapisy do"))
    hours = number_of(cells, "godziny", 1, 5000, is_needed=True)
    assert starts is not None
    assert until is not None
    assert hours is not None
    training = Training(
        office=office,
        title=text_of(cells, "nazwa", 200, least=3),
        town=text_of(cells, "miejscowość", 100, least=2),
        hours=hours,
        starts_on=starts,
        sign_up_until=until,
        ends_on=day_of(cells, "koniec"),
        occupation=matching(cells, "kod zawodu", r"[0-9]{6}", "kod zawodu ma sześć cyfr") or None,
        institution_id=matching(cells, "instytucja", "[a-z0-9-]{1,80}", "kod instytucji z katalogu") or None,
        programme=cells["program"].strip(),
        place=text_of(cells, "adres", 200),
        for_whom=text_of(cells, "dla kogo", 500),
        certificate=text_of(cells, "zaświadczenie", 200),
        mode=one_of(cells, "forma", _MODES, Mode.STATIONARY),
        seats=number_of(cells, "miejsca", 1, 10_000),
        price=grosze_of(cells, "cena", _MOST_PRICE),
    )
    if wrong := list(faults(training)):
        raise Refused("", wrong[0].rstrip(".").lower())
    return training_id, training
