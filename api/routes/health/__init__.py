"""Routes of health, and what they take and answer."""
