"""The files of an extract and their columns: the contract of `docs/import.md`, as a table. Pure.

This is the one place that says which columns there are, in which order, and of which kind: readers, the temporary
tables and made-up extracts follow it. A format only ever adds columns, since offices come to it one by one: what
an extract of an earlier format cannot tell stays as it is known.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from operator import itemgetter
from typing import Any, Literal, TypeAlias

from clients.importing.files import values
from clients.importing.files.usual_form import usual_name, usual_street
from clients.importing.files.values import Reader, choice, text_of

Form: TypeAlias = Literal["name", "street", "text"]
"""How a text is put right: as the name of a person or town, as a street, or as any other text."""

FORMATS = (1, 2)
"""What a manifest may name as `format`, the newest last."""

SHORT, LONG = 60, 300


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name in the header. Without `is_required` it may be empty.

    `is_spared`: a row with a bad value is taken without it, rather than not at all. `since`: the first format that
    has the column. From then on it stands in every header, and before that in none."""

    name: str
    read: Reader
    is_required: bool = False
    is_spared: bool = False
    form: Form | None = None
    since: int = 1


@dataclass(frozen=True)
class Entity:
    """A kind of file. `key`: the columns by which rows are told apart; none if a person has many rows that are
    told apart by their order. `span`: columns with the first and last day of something.
    """

    name: str
    columns: Sequence[Column]
    key: Sequence[str] = ()
    span: tuple[str, str] | None = None

    @cached_property
    def places(self) -> dict[str, int]:
        """Where in a row each column stands."""
        return {column.name: place for place, column in enumerate(self.columns)}

    @cached_property
    def is_of_a_person(self) -> bool:
        """Do its rows name a person of the file `person`?"""
        return self.name != "person" and "ext_id" in self.places

    @cached_property
    def owner_place(self) -> int:
        """The column that says whose a row is: a person's, or in files of employers and offers its own key."""
        return self.places["ext_id" if "ext_id" in self.places else self.key[0]]

    @cached_property
    def key_of(self) -> Callable[[Sequence[Any]], Any]:
        """By what a row is told apart from the others of its file; None where nothing but their order does."""
        return itemgetter(*(self.places[name] for name in self.key)) if self.key else _no_key

    def in_format(self, number: int) -> "Entity":
        """The file as an extract of that format has it: without the columns that came later."""
        return replace(self, columns=tuple(column for column in self.columns if column.since <= number))

    def row(self, values: Mapping[str, str]) -> list[str]:
        """The fields of a row in the order of the columns, those that are not named empty. Raises KeyError for a
        name that is no column's."""
        row = [""] * len(self.columns)
        for name, value in values.items():
            row[self.places[name]] = value
        return row


def _no_key(row: Sequence[Any]) -> None:
    return None


def _text(
    name: str, form: Form | None = "text", most: int = LONG, *, is_required: bool = False, since: int = 1
) -> Column:
    return Column(name, _READERS.get(form, text_of)(most), is_required, form=form, since=since)


def _name_of(most: int) -> Reader:
    read = text_of(most)
    return lambda text: usual_name(read(text))


def _street_of(most: int) -> Reader:
    read = text_of(most)
    return lambda text: usual_street(read(text))


_READERS: Mapping[Form | None, Callable[[int], Reader]] = {"name": _name_of, "street": _street_of}
"""Names and streets in capitals get their usual form when they are read."""


_EXT_ID = Column("ext_id", text_of(SHORT), is_required=True)
_OCCUPATION = Column("kzis6", values.occupation)

PERSON = Entity(
    "person",
    (
        Column("office_code", text_of(5), is_required=True),
        _EXT_ID,
        Column("pesel", values.pesel),
        _text("first_names", "name", is_required=True),
        _text("last_name", "name", is_required=True),
        Column("birth_date", values.day, is_spared=True),
        Column("sex", choice({"k": "K", "m": "M"}), is_spared=True),
        _text("citizenship", None, SHORT),
        Column("phone", values.phone, is_spared=True),
        Column("email", values.email, is_spared=True),
        Column("teryt_gmina", values.gmina, is_spared=True),
        Column("postal_code", values.postal_code, is_spared=True),
        _text("street", "street"),
        _text("house", None, SHORT),
        Column("consent_sms", values.flag),
        Column("consent_email", values.flag),
        Column("consent_employer_search", values.flag),
        Column("lang", choice({"pl": "pl", "en": "en", "uk": "uk", "ua": "uk"}), is_spared=True),
        Column("change_seq", values.change_number, is_required=True),
        Column("gone", values.flag),
        _text("mailing_address", "street", since=2),
    ),
    key=("ext_id",),
)
"""`gone`: the person is not in the office's records any more (only in a delta; a full extract leaves them out).
`mailing_address`: where letters go, if not to where the person lives."""

REGISTRATION = Entity(
    "registration",
    (
        _EXT_ID,
        Column("status", choice({"b": "unemployed", "p": "seeker", "x": "none"}), is_required=True),
        Column("from", values.day, is_required=True),
        Column("to", values.last_day),
        _text("reason_code", None, SHORT),
        Column("first_time", values.flag),
        Column("long_term", values.flag),
        Column("rural", values.flag),
        Column("health_insurance_from", values.last_day),
        _text("adviser_id", "name"),
        Column("ipd_from", values.last_day),
        Column("contact_due", values.last_day),
    ),
    key=("ext_id", "from"),
    span=("from", "to"),
)
"""All spans of a person's registration; the one without an end is the present state."""

QUALIFICATION = Entity(
    "qualification",
    (
        _EXT_ID,
        Column(
            "kind",
            choice(
                {
                    "zawód wyuczony": "learned",
                    "zawód wykonywany": "performed",
                    "zawód pożądany": "wished",
                    "uprawnienie": "licence",
                    "język": "language",
                    "szkoła": "school",
                }
            ),
            is_required=True,
            form="text",
        ),
        _OCCUPATION,
        _text("name"),
        _text("level"),
        Column("years", values.small_number),
    ),
)

EMPLOYMENT_PERIOD = Entity(
    "employment_period",
    (
        _EXT_ID,
        _text("employer"),
        _text("position"),
        _OCCUPATION,
        Column("from", values.day),
        Column("to", values.last_day),
        _text("basis"),
    ),
    span=("from", "to"),
)

VISIT = Entity(
    "visit",
    (
        _EXT_ID,
        Column("visit_id", text_of(SHORT), is_required=True),
        Column("date", values.day, is_required=True),
        Column("time", values.time_of_day, is_required=True),
        _text("room", None, SHORT),
        _text("adviser", "name"),
        _text("purpose"),
        Column("kept", choice({"t": "kept", "n": "missed", "a": "cancelled"})),
    ),
    key=("visit_id",),
)
"""`kept`: T kept, N missed, A cancelled; empty: it is still to come."""

BENEFIT = Entity(
    "benefit",
    (
        _EXT_ID,
        Column(
            "kind",
            choice(
                {
                    "zasiłek": "zasilek",
                    "stypendium": "stypendium",
                    "dodatek aktywizacyjny": "dodatek_aktywizacyjny",
                }
            ),
            is_required=True,
            form="text",
        ),
        Column("from", values.day),
        Column("to", values.last_day),
        Column("days_left", values.small_number),
        Column("rate", values.grosze),
        Column("next_payment_date", values.last_day),
        Column("last_payment_date", values.last_day),
        Column("amount", values.grosze),
        Column("month", values.month),
    ),
    span=("from", "to"),
)
"""`amount` and `month` are those of the next payment."""

REFERRAL = Entity(
    "referral",
    (
        _EXT_ID,
        Column("kind", choice({"oferta": "offer", "szkolenie": "training"}), is_required=True),
        _text("target_id", None, SHORT),
        _text("title"),
        Column("given_on", values.day),
        _text("outcome"),
    ),
)

PARTICIPATION = Entity(
    "participation",
    (
        _EXT_ID,
        Column(
            "kind",
            choice({"szkolenie": "training", "staż": "internship", "praca": "work"}),
            is_required=True,
            form="text",
        ),
        _text("title"),
        Column("from", values.day),
        Column("to", values.last_day),
    ),
    span=("from", "to"),
)

DECISION = Entity(
    "decision",
    (
        _EXT_ID,
        _text("number", None, SHORT, is_required=True),
        Column("date", values.day, is_required=True),
        _text("kind", is_required=True),
    ),
    key=("ext_id", "number"),
)

EMPLOYER = Entity(
    "employer",
    (
        Column("employer_id", text_of(SHORT), is_required=True),
        _text("name", is_required=True),
        Column("nip", values.nip, is_spared=True),
        _text("town", "name"),
        Column("phone", values.phone, is_spared=True),
        Column("email", values.email, is_spared=True),
    ),
    key=("employer_id",),
)

OFFER = Entity(
    "offer",
    (
        Column("offer_id", text_of(SHORT), is_required=True),
        Column("employer_id", text_of(SHORT), is_required=True),
        Column("kzis6", values.occupation, is_required=True),
        _text("position", is_required=True),
        _text("town", "name", is_required=True),
        Column("pay_from", values.grosze),
        Column("pay_to", values.grosze),
        _text("contract", is_required=True),
        Column("valid_from", values.day, is_required=True),
        Column("valid_until", values.day, is_required=True),
    ),
    key=("offer_id",),
    span=("valid_from", "valid_until"),
)

ENTITIES = {
    entity.name: entity
    for entity in (
        PERSON,
        REGISTRATION,
        QUALIFICATION,
        EMPLOYMENT_PERIOD,
        VISIT,
        BENEFIT,
        REFERRAL,
        PARTICIPATION,
        DECISION,
        EMPLOYER,
        OFFER,
    )
}
"""By name, in the order in which they are read: persons before what belongs to them, employers before offers."""


@cache
def files_of(number: int) -> Mapping[str, Entity]:
    """`ENTITIES` as an extract of that format has them."""
    return {name: entity.in_format(number) for name, entity in ENTITIES.items()}


OF_PERSONS = tuple(entity.name for entity in ENTITIES.values() if entity.is_of_a_person)
"""Files whose rows are of a person."""
