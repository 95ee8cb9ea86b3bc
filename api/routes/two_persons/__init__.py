"""Routes of two persons, and what they take and answer."""
