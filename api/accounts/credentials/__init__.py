"""By what an account is proved: passwords, codes, tokens."""
