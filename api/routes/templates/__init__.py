"""Routes of templates of messages, and what they take and answer."""
