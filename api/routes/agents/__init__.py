"""Routes of agents, and what they take and answer."""
