"""The process that carries messages: one at a time, for an operator refuses a second bind of one account."""
