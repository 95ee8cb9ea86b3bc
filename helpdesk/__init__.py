"""The help desk: problems that somebody reports, changes that somebody proposes, and what becomes of them."""
