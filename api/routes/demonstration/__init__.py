"""Routes of demonstration, and what they take and answer."""
