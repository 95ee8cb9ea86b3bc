"""Articles: what they say, how they come to be published, and on which day they may be told."""
