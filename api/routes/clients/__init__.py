"""Routes of clients, and what they take and answer."""
