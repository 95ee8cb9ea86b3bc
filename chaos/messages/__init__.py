"""Mail and text messages beside the calls of a centre that suffers."""
