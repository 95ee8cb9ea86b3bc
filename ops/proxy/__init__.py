"""The proxy that is shipped, in front of several web services."""
