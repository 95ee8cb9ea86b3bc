"""What Asterisk does by itself: hands calls to the application, and answers when that is away."""
