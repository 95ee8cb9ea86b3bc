"""What is so at this moment, for pages: a mirror of the live feed, and one desk a person."""
