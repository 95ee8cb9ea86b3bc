"""Routes of recordings, and what they take and answer."""
