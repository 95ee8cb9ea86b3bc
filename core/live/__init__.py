"""What is so at this moment, and its feed to the web service."""
