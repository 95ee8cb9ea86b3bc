"""The file of the official classification of occupations."""

import pytest

from market.occupations.official_file import read_occupations


@pytest.mark.parametrize("sign", [";", "\t", ","])
def test_a_code_and_a_name_a_line(sign: str) -> None:
    lines = ["Kod zawodu|Nazwa", "7|Robotnicy", "7212|Spawacze", "721204|Spawacz metodą MAG", "011001|Oficer"]
    read = read_occupations("\ufeff" + "\r\n".join(lines).replace("|", sign))
    assert read.names == {"721204": "Spawacz metodą MAG", "011001": "Oficer"}
    assert read.rejects == []


def test_the_number_of_the_line_may_stand_first_and_what_is_wrong_is_named() -> None:
    read = read_occupations("lp;kod;nazwa\n1;721204;Spawacz\n2;72120;Spawacz\n3;721205;\n4;721204;Inny\n\n")
    assert read.names == {"721204": "Spawacz"}
    assert [line for line, _ in read.rejects] == [3, 4, 5]


def test_nothing_is_no_file() -> None:
    assert read_occupations("").names == {}
