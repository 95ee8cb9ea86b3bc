"""Routes of reports, and what they take and answer."""
