"""Routes of knowledge, and what they take and answer."""
