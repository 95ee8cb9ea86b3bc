"""Facts on their way into the database, and the keys of what is personal in them."""
