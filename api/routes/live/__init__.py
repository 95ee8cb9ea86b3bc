"""Routes of live, and what they take and answer."""
