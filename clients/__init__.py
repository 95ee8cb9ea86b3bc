"""What only some may know: clients' own data, and the log of every look at them."""
