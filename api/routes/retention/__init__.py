"""Routes of retention, and what they take and answer."""
