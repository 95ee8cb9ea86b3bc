"""Routes of accounts, and what they take and answer."""
