"""What employers see of those who look for work: groups of people who look alike, never a person."""
