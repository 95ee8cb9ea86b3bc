"""Routes of desk, and what they take and answer."""
