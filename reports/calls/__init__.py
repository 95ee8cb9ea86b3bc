"""Single calls: their records and what happened in them."""
