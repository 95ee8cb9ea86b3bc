"""What happened in each call: the record, the timeline, and questions about them."""
