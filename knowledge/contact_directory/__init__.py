"""Where the offices and their branches are, how they are reached, and when."""
