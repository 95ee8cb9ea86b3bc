"""The live state sent to pages: a copy of the feed, and one open desk per account."""
