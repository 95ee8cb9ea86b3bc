"""Routes of requests, and what they take and answer."""
