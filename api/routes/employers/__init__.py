"""What employers ask by a key of theirs, and those keys."""
