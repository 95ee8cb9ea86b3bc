"""What the call logic asks of telephony, and Asterisk's management interface."""
