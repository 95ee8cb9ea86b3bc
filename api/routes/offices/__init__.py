"""Routes of offices, and what they take and answer."""
