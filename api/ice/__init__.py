"""The ICE servers that a page is told: how its sound finds a way out of a network."""
