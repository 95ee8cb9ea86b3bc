"""What lies outside the line: web services, text messages, transfer targets, telephone numbers."""
