"""Who gets whom: consultants' states, queues, the choice, and waiting for it."""
