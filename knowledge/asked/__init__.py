"""What a question is about: its kind, and the office that it names."""
