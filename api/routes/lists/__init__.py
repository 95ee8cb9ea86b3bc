"""Routes of lists, and what they take and answer."""
