"""Text messages: parts, receipts and words that end them. Pure."""
