"""What `python -m tests` is made of: parts of the run, places for calls, second tries, figures."""
