"""A bare Asterisk, Asterisks that are not there, and what is asked of them."""
