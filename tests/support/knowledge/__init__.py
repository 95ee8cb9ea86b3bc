"""Articles, rates, and an index to search them."""
