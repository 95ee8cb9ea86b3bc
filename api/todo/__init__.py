"""Work that waits, of all features together, as far as an account may do it."""
