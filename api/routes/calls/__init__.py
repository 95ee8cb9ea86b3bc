"""Routes of calls, and what they take and answer."""
