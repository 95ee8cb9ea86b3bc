import io
import zipfile
from datetime import date

import pytest

from market.offers.official import package
from market.offers.official.package import PackageBroken, open_package, read_file
from tests.support.market.made_up_offers import a_package, an_offer

TODAY = date(2026, 12, 1)


def zipped(**files: bytes) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.json", content)
    return raw.getvalue()


def test_files_are_read_in_their_order() -> None:
    offers = [an_offer(number, TODAY) for number in range(5)]
    found = open_package(a_package(offers, in_a_file=2))
    assert [offer for name in found.files for offer in read_file(found, name)] == offers


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", zipped(), a_package([an_offer(1, TODAY)])[:-40]])
def test_half_a_package_is_broken(raw: bytes) -> None:
    with pytest.raises(PackageBroken):
        open_package(raw)


@pytest.mark.parametrize("content", [b"[{]", b'"text"', b"[1]", b"\xff", b"[" * 100_000])
def test_a_file_that_holds_no_offers_is_broken(content: bytes) -> None:
    found = open_package(zipped(a=content))
    with pytest.raises(PackageBroken):
        read_file(found, "a.json")


def test_a_file_that_would_fill_the_memory_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_IN_A_FILE", 1000)
    with pytest.raises(PackageBroken, match="larger than"):
        open_package(zipped(a=b"[" + b" " * 2000 + b"]"))
