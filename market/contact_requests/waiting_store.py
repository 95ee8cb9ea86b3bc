"""Which requests to be rung about an offer or a training wait, without whose they are."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func

from core.db.tables.market.contact_request_tables import ContactRequestRow
from core.db.tables.market.offer_tables import OfferRow
from core.db.tables.market.training_tables import TrainingRow
from core.todo.work import WAIT_TIME
from core.todo.work_store import Waiting, waiting

_C = ContactRequestRow.__table__.c
_OFFER, _TRAINING = OfferRow.__table__, TrainingRow.__table__


def waiting_contact_requests(offices: Collection[str] | None, now: datetime) -> Waiting:
    """Those of some offices or of all. `what`: offer or training; `title`: what it is called, and where."""
    of_offer = _OFFER.c.position + ", " + _OFFER.c.town
    found = (
        waiting(
            "contact_request",
            subject=_C.id,
            office=_C.office,
            since=_C.left_at,
            what=_C.about,
            title=func.coalesce(of_offer, _TRAINING.c.title + ", " + _TRAINING.c.town),
        )
        .select_from(ContactRequestRow.__table__)
        .join(_OFFER, (_OFFER.c.id == _C.subject) & (_C.about == "offer"), isouter=True)
        .join(_TRAINING, (_TRAINING.c.id == _C.subject) & (_C.about == "training"), isouter=True)
        .where(_C.callback_number != "", _C.left_at > now - WAIT_TIME)
    )
    return found if offices is None else found.where(_C.office.in_(offices))
