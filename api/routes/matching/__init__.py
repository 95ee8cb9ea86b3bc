"""Routes of matches between people and offers, and of the weights by which they are made."""
