"""The cards of the offices and branches that ship, without a database."""

from ivr import defaults
from knowledge.rates.card import Card


def shipped_cards() -> dict[str, Card]:
    offices = {
        office["code"]: Card(
            office["seat"], office["postal_code"], office["address"] or "", office["telephone"] or ""
        )
        for office in defaults.offices()
    }
    branches = {
        branch["id"]: Card(branch["town"], branch["postal_code"], branch["address"], branch["telephone"])
        for branch in defaults.branches()
    }
    return offices | branches
