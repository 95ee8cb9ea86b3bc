"""For how long what is kept, and what was let go."""
