"""Offers: found, imported, taken in by telephone; and what these routes take and answer."""
