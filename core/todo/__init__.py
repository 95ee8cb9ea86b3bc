"""Work that waits for somebody, of whatever feature it is, and who has taken it up."""
