"""What an extract changes of what is known."""
