"""A small extract of an office, of which tests change what they are about."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from clients.importing.files.columns import ENTITIES, FORMATS
from clients.importing.files.encodings import Encoding
from clients.importing.files.extract_files import extract_files
from clients.importing.files.manifest import ExtractKind
from clients.pesel import check_digit

KOLNO, LOMZA = "20060", "20620"
AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def pesel(number: int) -> str:
    """A right one that belongs to nobody: of somebody born in 1890."""
    digits = f"9081{1 + number % 28:02d}{number:04d}"
    return digits + check_digit(digits)


def row(entity: str, **values: str) -> list[str]:
    """A row with these values, and nothing else. `from_` is the column `from`."""
    return ENTITIES[entity].row({name.removesuffix("_"): value for name, value in values.items()})


def person(ext_id: str, *, office: str = KOLNO, **values: str) -> list[str]:
    given = {
        "office_code": office,
        "ext_id": ext_id,
        "pesel": pesel(int(ext_id)),
        "first_names": "Anna",
        "last_name": "Żółć",
        "birth_date": "1990-01-24",
        "sex": "K",
        "citizenship": "polskie",
        "phone": "600 100 200",
        "teryt_gmina": "2006011",
        "postal_code": "18-500",
        "street": "ul. Wojska Polskiego",
        "house": "7",
        "consent_sms": "T",
        "lang": "pl",
        "change_seq": "10",
    }
    return row("person", **{**given, **values})


def registration(ext_id: str, **values: str) -> list[str]:
    given = {
        "ext_id": ext_id,
        "status": "B",
        "from_": "2026-03-02",
        "to": "9999-12-31",
        "first_time": "T",
        "long_term": "N",
        "rural": "N",
        "health_insurance_from": "2026-03-02",
        "adviser_id": "Maria Zalewska",
        "contact_due": "2026-12-20",
    }
    return row("registration", **{**given, **values})


def people(*ext_ids: str, office: str = KOLNO) -> dict[str, list[list[str]]]:
    """Persons and their registrations."""
    return {
        "person": [person(ext_id, office=office) for ext_id in ext_ids],
        "registration": [registration(ext_id) for ext_id in ext_ids],
    }


def delivered(
    root: Path,
    name: str,
    rows: Mapping[str, Sequence[Sequence[str]]],
    *,
    office: str = KOLNO,
    kind: ExtractKind = "full",
    at: datetime = AT,
    seqs: tuple[int, int] = (0, 100),
    encoding: Encoding = "utf-8",
    in_format: int = FORMATS[-1],
) -> str:
    """An extract in the folder of deliveries; returns its source."""
    folder = root / office / name
    folder.mkdir(parents=True)
    for file, content in extract_files(office, kind, at, seqs, rows, encoding, in_format).items():
        (folder / file).write_bytes(content)
    return f"{office}/{name}"


def everything_of(ext_id: str = "1") -> dict[str, list[list[str]]]:
    """A person of whom everything is known, and an employer with an offer."""
    return {
        "person": [
            person(
                ext_id, consent_email="N", email="anna@example.org", mailing_address="skr. poczt. 7, 18-500 Kolno"
            )
        ],
        "registration": [
            registration(ext_id, from_="2020-01-01", to="2020-12-31", status="P"),
            registration(ext_id, ipd_from="2026-04-01", contact_due="2026-12-20"),
        ],
        "qualification": [
            row(
                "qualification", ext_id=ext_id, kind="zawód wyuczony", kzis6="432103", name="magazynier", years="5"
            ),
            row("qualification", ext_id=ext_id, kind="język", name="angielski", level="B1"),
        ],
        "employment_period": [
            row(
                "employment_period",
                ext_id=ext_id,
                employer="Mleczarnia",
                position="magazynier",
                kzis6="432103",
                from_="01.02.2021",
                to="28.02.2026",
                basis="umowa o pracę",
            )
        ],
        "visit": [
            row(
                "visit",
                ext_id=ext_id,
                visit_id="77",
                date="2099-12-01",
                time="10:15",
                room="7",
                adviser="EWA GRĄDZKA",
                purpose="potwierdzenie kontaktu",
            )
        ],
        "benefit": [
            row(
                "benefit",
                ext_id=ext_id,
                kind="zasiłek",
                from_="2026-03-09",
                to="2026-09-04",
                days_left="0",
                rate="1 721,90",
                next_payment_date="2099-12-12",
                amount="1352,20",
                month="2026-11",
            )
        ],
        "referral": [row("referral", ext_id=ext_id, kind="oferta", title="sprzedawca", given_on="2026-10-01")],
        "participation": [row("participation", ext_id=ext_id, kind="staż", title="biuro", from_="2025-01-01")],
        "decision": [
            row("decision", ext_id=ext_id, number="KL.1.2026", date="2026-03-02", kind="przyznanie zasiłku")
        ],
        "employer": [row("employer", employer_id="9", name="Tartak", nip="5260250274", town="KOLNO")],
        "offer": [
            row(
                "offer",
                offer_id="55",
                employer_id="9",
                kzis6="432103",
                position="magazynier",
                town="Kolno",
                pay_from="5000,00",
                contract="umowa o pracę",
                valid_from="2026-11-01",
                valid_until="2099-12-31",
            )
        ],
    }
