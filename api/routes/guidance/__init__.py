"""Routes of what the staff is guided by, and what they take and answer."""
