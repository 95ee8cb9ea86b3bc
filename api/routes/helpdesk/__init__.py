"""Routes of the help desk, and what they take and answer."""
