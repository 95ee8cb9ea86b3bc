"""An employer's entry: what it must have, what agreements there are, and which entries may be the same. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.search.language.words import fold
from market.employers.numbers import is_nip, is_regon


class AgreementKind(StrEnum):
    """What an office agrees on with employers (the act on the labour market of 2025, and its habits)."""

    INTERNSHIP = "internship"
    SUBSIDISED_WORK = "subsidised_work"
    PUBLIC_WORKS = "public_works"
    WORKPLACE = "workplace"
    TRAINING = "training"
    COOPERATION = "cooperation"
    OTHER = "other"


AGREEMENTS_PL = {
    AgreementKind.INTERNSHIP: "staż",
    AgreementKind.SUBSIDISED_WORK: "prace interwencyjne",
    AgreementKind.PUBLIC_WORKS: "roboty publiczne",
    AgreementKind.WORKPLACE: "refundacja stanowiska pracy",
    AgreementKind.TRAINING: "szkolenie pracowników",
    AgreementKind.COOPERATION: "współpraca przy naborze",
    AgreementKind.OTHER: "inna umowa",
}


@dataclass(frozen=True, slots=True)
class Employer:
    """What is written of one here: what registers of firms tell everybody, and its own telephone and address."""

    name: str
    town: str | None = None
    nip: str | None = None
    regon: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to turn to."""

    name: str
    role: str = ""
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Days are included. `places`: jobs or internships, None where it is about none."""

    kind: AgreementKind
    number: str
    signed_on: date
    valid_until: date | None = None
    places: int | None = None
    about: str = ""


def faults(employer: Employer) -> Iterator[str]:
    """What is wrong, in Polish."""
    if employer.nip and not is_nip(employer.nip):
        yield "To nie jest numer NIP: nie zgadza się cyfra kontrolna."
    if employer.regon and not is_regon(employer.regon):
        yield "To nie jest numer REGON: nie zgadza się cyfra kontrolna."


def agreement_faults(agreement: Agreement) -> Iterator[str]:
    """What is wrong, in Polish."""
    if agreement.valid_until is not None and agreement.valid_until < agreement.signed_on:
        yield "Umowa nie może się kończyć przed dniem podpisania."


_FORMS = re.compile(
    r"\b(spolka|sp|z|o|oo|ograniczona|odpowiedzialnoscia|akcyjna|jawna|komandytowa|cywilna|sa|sj|sc|sk|spk|spz"
    r"|phu|pphu|ppuh|pph|phup|fhu|fh|pw|puh|ph|pp|przedsiebiorstwo|firma|zaklad|handlowo|handlowa|uslugowo|uslugowa"
    r"|uslugowe|handlowe|produkcyjno|produkcyjne|i|w)\b"
)


def own_words(name: str) -> frozenset[str]:
    """The words of a name that are this firm's alone: without its legal form and what half of all firms are
    called; if nothing is left, all of them."""
    plain = re.sub(r"\b(\w)\.(?=\w\b)", r"\1", fold(name))
    plain = re.sub(r"[^\w]+", " ", plain)
    own = frozenset(_FORMS.sub(" ", plain).split())
    return own or frozenset(plain.split())


def are_alike(one: str, other: str) -> bool:
    """May two names be of the same firm? One has all own words of the other, in whatever order."""
    first, second = own_words(one), own_words(other)
    return bool(first and second) and (first <= second or second <= first)
