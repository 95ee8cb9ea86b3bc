"""Routes of scenarios, and what they take and answer."""
