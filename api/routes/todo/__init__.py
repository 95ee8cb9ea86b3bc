"""Routes of work that waits, and what they take and answer."""
