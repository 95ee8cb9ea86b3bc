"""Routes of the port through which the offices' portal asks, and what they take and answer."""
