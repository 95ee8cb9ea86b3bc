"""What systems of other institutions ask by a key of theirs, and those keys."""
