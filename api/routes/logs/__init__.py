"""Routes of logs, and what they take and answer."""
